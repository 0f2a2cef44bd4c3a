"""Routes of the waste trucks."""

from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Line,
    Mapped,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class WasteRoute(LayerTable):
    __tablename__ = "waste_route"
    layer = Layer(
        title=th("เส้นทางรถเก็บขยะ") | en("Waste collection routes"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH),
        style=Line(colour="#6b8e23", width=3.0, dash=(3.0, 1.5), label="route_no", label_from=14),
        tiles=Zoom(11),
        shown=False,
        key="route_no",
        search=("route_no", "name"),
    )
    geom = geometry("LINESTRING")
    route_no: Mapped[str] = field(th("หมายเลขเส้นทาง") | en("Route number"), unique=True)
    name: Mapped[str | None] = field(th("ชื่อเส้นทาง") | en("Name"))
    truck_plate: Mapped[str | None] = field(th("ทะเบียนรถ") | en("Truck plate"), read=Audience.STAFF)
    weigh_kg_day: Mapped[Decimal | None] = field(
        th("ปริมาณขยะเฉลี่ย") | en("Average load"), unit="kg/d", places=1, between=(0, 100000)
    )
