"""Areas that floods reach, with how often and how deep."""

import datetime
from decimal import Decimal

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
from layers.environment.risk import RiskLevel


class ZoneBasis(Codelist):
    OBSERVED = "observed", th("สำรวจจากเหตุการณ์จริง"), en("Observed")
    REPEAT_10Y = "repeat_10y", th("จำนวนครั้งที่ท่วมซ้ำใน 10 ปี"), en("Repeats in ten years")
    MODEL = "model", th("แบบจำลอง"), en("Model")
    COMMUNITY = "community", th("ข้อมูลชุมชน"), en("Told by the community")


class FloodZone(LayerTable):
    __tablename__ = "flood_zone"
    layer = Layer(
        title=th("พื้นที่เสี่ยงน้ำท่วม") | en("Flood zones"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER),
        style=Fill(by="level", colour="#7fb2e5", opacity=0.45, outline="#c0603a", outline_width=0.8, label="name"),
        tiles=Zoom(8),
        shown=False,
        key="zone_no",
        search=("name", "zone_no"),
    )
    geom = geometry("POLYGON")
    zone_no: Mapped[str] = field(th("หมายเลขเขตน้ำท่วม") | en("Zone number"), unique=True, aliases=("zone", "ZONE"))
    name: Mapped[str | None] = field(th("ชื่อพื้นที่") | en("Name"))
    level: Mapped[RiskLevel | None] = field(th("ระดับเสี่ยง") | en("Risk level"))
    depth_max_m: Mapped[Decimal | None] = field(
        th("ลึกสูงสุด") | en("Greatest depth"), unit="m", places=2, between=(0, 20)
    )
    basis: Mapped[ZoneBasis | None] = field(th("ที่มา") | en("Basis"))
    repeats_in_10y: Mapped[int | None] = field(
        th("ท่วมซ้ำใน 10 ปี") | en("Years flooded in ten"), unit="year", between=(0, 10)
    )
    households: Mapped[int | None] = field(
        th("ครัวเรือนเสี่ยง") | en("Households at risk"), unit="household", between=(0, 100000)
    )
    valid_from: Mapped[datetime.date | None] = field(th("ใช้ตั้งแต่") | en("Valid from"))
