"""Rivers, canals and irrigation ditches by their middle line."""

from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Codelist,
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


class WaterwayKind(Codelist):
    RIVER = "river", th("แม่น้ำ"), en("River"), "#4590d0"
    STREAM = "stream", th("ลำธารหรือห้วย"), en("Stream"), "#74b6e4", ("ห้วย", "ลำธาร")
    CANAL = "canal", th("คลอง"), en("Canal"), "#5ba3db"
    DITCH = "ditch", th("ลำเหมืองหรือคูส่งน้ำ"), en("Irrigation ditch"), "#a3d0ee", ("ลำเหมือง",)
    DRAIN = "drain", th("ทางระบายน้ำ"), en("Drain"), "#8aa9c6"


class Waterway(LayerTable):
    __tablename__ = "waterway"
    layer = Layer(
        title=th("แม่น้ำลำคลอง") | en("Waterways"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Line(
            by="kind",
            colour="#4a9cc9",
            width=4.0,
            label="name",
            label_from=13,
            width_by="kind",
            widths={"river": 14.0, "canal": 5.0, "ditch": 2.0, "drain": 2.0},
        ),
        tiles=Zoom(8),
        key="waterway_no",
        search=("name",),
    )
    geom = geometry("LINESTRING")
    waterway_no: Mapped[str | None] = field(
        th("หมายเลขทางน้ำ") | en("Waterway number"), unique=True, aliases=("osm_id",)
    )
    name: Mapped[str | None] = field(th("ชื่อทางน้ำ") | en("Name"))
    kind: Mapped[WaterwayKind | None] = field(th("ชนิด") | en("Kind"), aliases=("waterway",))
    width_m: Mapped[Decimal | None] = field(th("กว้าง") | en("Width"), unit="m", places=1, between=(0, 2000))
