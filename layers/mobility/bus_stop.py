"""Stops of buses and songthaews."""

from gis.declare import (
    Access,
    Audience,
    Circle,
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


class BusStop(LayerTable):
    __tablename__ = "bus_stop"
    layer = Layer(
        title=th("ป้ายรถประจำทาง") | en("Bus stops"),
        dimension=Dimension.MOBILITY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(colour="#1d6fa5", radius=5, label="name", label_from=16),
        tiles=Zoom(13),
        key="stop_no",
        search=("name", "stop_no"),
    )
    geom = geometry("POINT")
    stop_no: Mapped[str | None] = field(th("หมายเลขป้าย") | en("Stop number"), unique=True, aliases=("stop_id",))
    name: Mapped[str] = field(th("ชื่อป้าย") | en("Name"), aliases=("stop_name",))
    routes: Mapped[str | None] = field(th("สายรถที่จอด") | en("Routes"))
    shelter: Mapped[bool | None] = field(th("มีศาลาพักผู้โดยสาร") | en("Shelter"))
    lit: Mapped[bool | None] = field(th("มีไฟส่องสว่าง") | en("Lit at night"))
    accessible: Mapped[bool | None] = field(th("รองรับผู้พิการและผู้สูงอายุ") | en("Step-free"), aliases=("wheelchair",))
