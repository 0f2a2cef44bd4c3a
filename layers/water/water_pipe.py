"""Water mains; where they lie is for staff."""

import datetime
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
    ref,
    th,
)


class PipeMaterial(Codelist):
    PVC = "pvc", th("พีวีซี"), en("PVC"), "#3d7ea6"
    HDPE = "hdpe", th("เอชดีพีอี"), en("HDPE"), "#1b4965"
    PE = "pe", th("พีอี"), en("PE"), "#62b6cb"
    STEEL = "steel", th("เหล็ก"), en("Steel"), "#6d6875"
    AC = "ac", th("ซีเมนต์ใยหิน"), en("Asbestos cement"), "#c8553d"


class WaterPipe(LayerTable):
    __tablename__ = "water_pipe"
    layer = Layer(
        title=th("ท่อประปา") | en("Water pipes"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.STAFF, write=Division.ENGINEERING),
        style=Line(by="material", colour="#3d7ea6", width=2.0, dash=(4.0, 1.5), label="pipe_no", label_from=18),
        tiles=Zoom(14),
        shown=False,
        key="pipe_no",
        search=("pipe_no",),
    )
    geom = geometry("LINESTRING")
    pipe_no: Mapped[str] = field(th("หมายเลขท่อ") | en("Pipe number"), unique=True)
    material: Mapped[PipeMaterial | None] = field(th("ชนิดท่อ") | en("Material"))
    diameter_mm: Mapped[int | None] = field(th("ขนาดท่อ") | en("Diameter"), unit="mm", between=(10, 2000))
    depth_m: Mapped[Decimal | None] = field(th("ความลึก") | en("Depth"), unit="m", places=2, between=(0, 10))
    laid_on: Mapped[datetime.date | None] = field(th("วางท่อเมื่อ") | en("Laid on"), past=True)
    waterworks_id: Mapped[int | None] = ref("waterworks", th("ระบบประปา") | en("Waterworks"))
