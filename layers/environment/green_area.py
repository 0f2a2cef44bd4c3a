"""Parks, public greens and community forests."""

from gis.declare import (
    Access,
    Audience,
    Codelist,
    Dimension,
    Division,
    Fill,
    Layer,
    LayerTable,
    Mapped,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class GreenKind(Codelist):
    PARK = "park", th("สวนสาธารณะ"), en("Park"), "#4caf50"
    SPORT = "sport", th("ลานกีฬา"), en("Sports ground"), "#9ccc65"
    FOREST = "forest", th("ป่าชุมชน"), en("Community forest"), "#1b5e20"
    ROADSIDE = "roadside", th("พื้นที่สีเขียวริมทาง"), en("Roadside green"), "#c0ca33"
    TEMPLE = "temple", th("พื้นที่สีเขียวในวัด"), en("Temple grounds"), "#00897b"


class GreenArea(LayerTable):
    __tablename__ = "green_area"
    layer = Layer(
        title=th("พื้นที่สีเขียว") | en("Green areas"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH, also_write=(Division.ENGINEERING,)),
        style=Fill(by="kind", colour="#66a15c", opacity=0.5, outline="#3f7a3a", label="name"),
        tiles=Zoom(11),
        key="area_no",
        search=("name",),
    )
    geom = geometry("POLYGON")
    area_no: Mapped[str | None] = field(th("หมายเลขพื้นที่") | en("Area number"), unique=True)
    name: Mapped[str] = field(th("ชื่อพื้นที่") | en("Name"))
    kind: Mapped[GreenKind | None] = field(th("ประเภท") | en("Kind"))
    trees: Mapped[int | None] = field(th("จำนวนต้นไม้") | en("Trees"), between=(0, 1000000))
    accessible: Mapped[bool | None] = field(th("รองรับผู้พิการและผู้สูงอายุ") | en("Step-free"))
