"""Fire hydrants and other places where a fire engine fills up."""

import datetime
from decimal import Decimal

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


class HydrantSupply(Codelist):
    PIPED = "piped", th("ท่อประปา"), en("Piped")
    TANK = "tank", th("ถังเก็บน้ำ"), en("Tank")
    NATURAL = "natural", th("แหล่งน้ำธรรมชาติ"), en("Natural water")


class HydrantStatus(Codelist):
    READY = "ready", th("พร้อมใช้"), en("Ready"), "#c62828"
    LOW_PRESSURE = "low_pressure", th("แรงดันต่ำ"), en("Low pressure"), "#e6ab02"
    BROKEN = "broken", th("ชำรุด"), en("Broken"), "#5f6368"


class Hydrant(LayerTable):
    __tablename__ = "hydrant"
    layer = Layer(
        title=th("หัวดับเพลิง") | en("Hydrants"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER, also_write=(Division.ENGINEERING,)),
        style=Circle(by="status", colour="#c62828", radius=5, label="hydrant_no", label_from=17),
        tiles=Zoom(13),
        shown=False,
        key="hydrant_no",
        search=("hydrant_no",),
    )
    geom = geometry("POINT")
    hydrant_no: Mapped[str] = field(th("หมายเลข") | en("Hydrant number"), unique=True)
    supply: Mapped[HydrantSupply | None] = field(th("แหล่งน้ำ") | en("Supply"))
    status: Mapped[HydrantStatus] = field(th("สถานะ") | en("Status"), default=HydrantStatus.READY)
    outlet_in: Mapped[Decimal | None] = field(th("ขนาดหัวจ่าย") | en("Outlet"), unit="in", places=1, between=(1, 8))
    pressure_bar: Mapped[Decimal | None] = field(th("แรงดัน") | en("Pressure"), unit="bar", places=1, between=(0, 25))
    flow_lpm: Mapped[int | None] = field(th("อัตราไหล") | en("Flow"), unit="L/min", between=(0, 10000))
    tested_on: Mapped[datetime.date | None] = field(th("ทดสอบล่าสุด") | en("Last tested"), past=True)
