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
    RIVER = "river", th("แม่น้ำ"), en("River"), "#2f7fb8"
    STREAM = "stream", th("ลำธารหรือห้วย"), en("Stream"), "#5aa6d6", ("ห้วย", "ลำธาร")
    CANAL = "canal", th("คลอง"), en("Canal"), "#3d9ca8"
    DITCH = "ditch", th("ลำเหมืองหรือคูส่งน้ำ"), en("Irrigation ditch"), "#7cc0d8", ("ลำเหมือง",)
    DRAIN = "drain", th("ทางระบายน้ำ"), en("Drain"), "#4b5566"


class Waterway(LayerTable):
    __tablename__ = "waterway"
    layer = Layer(
        title=th("แม่น้ำลำคลอง") | en("Waterways"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Line(by="kind", colour="#4a9cc9", width=5.0, label="name", label_from=13),
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
