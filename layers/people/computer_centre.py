"""Public computers and free Wi-Fi."""

from gis.declare import (
    Access,
    Audience,
    Circle,
    Codelist,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class CentreKind(Codelist):
    COMPUTERS = "computers", th("ศูนย์คอมพิวเตอร์ชุมชน"), en("Public computers"), "#6b46c1", ("ศูนย์คอมพิวเตอร์",)
    WIFI = "wifi", th("จุดบริการไวไฟฟรี"), en("Free Wi-Fi"), "#1d8fb5", ("ไวไฟฟรี", "Free WiFi")


class ComputerCentre(LayerTable):
    __tablename__ = "computer_centre"
    layer = Layer(
        title=th("ศูนย์คอมพิวเตอร์และไวไฟฟรี") | en("Public computers and Wi-Fi"),
        dimension=Dimension.PEOPLE,
        access=Access(read=Audience.PUBLIC, write=Division.EDUCATION, also_write=(Division.CLERK,)),
        style=Circle(by="kind", colour="#6b46c1", radius=6, label="name", label_from=15),
        tiles=Zoom(11),
        shown=False,
        key="centre_no",
        search=("name",),
    )
    geom = geometry("POINT")
    centre_no: Mapped[str | None] = field(th("หมายเลขศูนย์") | en("Centre number"), unique=True)
    name: Mapped[str] = field(th("ชื่อสถานที่") | en("Name"))
    kind: Mapped[CentreKind] = field(th("ประเภท") | en("Kind"), default=CentreKind.COMPUTERS)
    computers: Mapped[int | None] = field(th("จำนวนเครื่อง") | en("Computers"), between=(0, 500), aliases=("pcs",))
    internet_mbps: Mapped[int | None] = field(
        th("ความเร็วอินเทอร์เน็ต") | en("Internet speed"), unit="Mbit/s", between=(1, 100000)
    )
    opening: Mapped[str | None] = field(
        th("เวลาเปิด") | en("Opening hours"),
        help=th("เช่น Mo-Fr 08:30-16:30") | en("As OpenStreetMap writes it: Mo-Fr 08:30-16:30"),
        aliases=("opening_hours",),
    )
    accessible: Mapped[bool | None] = field(th("รองรับผู้พิการและผู้สูงอายุ") | en("Step-free"), aliases=("wheelchair",))
