"""What land along a road is assessed at (ราคาประเมินที่ดินรายถนน)."""

from gis.declare import (
    Access,
    Audience,
    Check,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Line,
    Mapped,
    Source,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class LandValueRoad(LayerTable):
    __tablename__ = "land_value_road"
    layer = Layer(
        title=th("ราคาประเมินที่ดินรายถนน") | en("Assessed land value by road"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.FINANCE),
        style=Line(colour="#8c5a2b", width=3.5, label="name", label_from=16),
        tiles=Zoom(12),
        shown=False,
        source=Source(th("กรมธนารักษ์") | en("Treasury Department"), cadence=th("ทุกสี่ปี") | en("Every four years")),
        search=("name",),
        checks=(
            Check(
                "price_min",
                "price_max",
                th("ราคาต่ำสุดต้องไม่เกินราคาสูงสุด") | en("The lowest price must not exceed the highest."),
            ),
        ),
    )
    geom = geometry("LINESTRING")
    name: Mapped[str] = field(th("ชื่อถนนหรือช่วงถนน") | en("Road or stretch"))
    price_min: Mapped[int] = field(th("ราคาประเมินต่ำสุด") | en("Lowest price"), unit="baht/wah²", between=(1, 5000000))
    price_max: Mapped[int] = field(th("ราคาประเมินสูงสุด") | en("Highest price"), unit="baht/wah²", between=(1, 5000000))
    remark: Mapped[str | None] = field(th("หมายเหตุ") | en("Remark"))
