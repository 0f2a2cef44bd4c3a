"""Disasters that happened: where, when, and what they did."""

import datetime
from decimal import Decimal

from gis.declare import (
    NOW,
    Access,
    Audience,
    Check,
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
    ref,
    th,
)
from layers.environment.risk import Hazard, RiskLevel


class HazardEvent(LayerTable):
    __tablename__ = "hazard_event"
    layer = Layer(
        title=th("เหตุสาธารณภัย") | en("Hazard events"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER),
        style=Circle(by="hazard", colour="#6c7a89", radius=7, label="name", label_from=14),
        tiles=Zoom(9),
        shown=False,
        key="event_no",
        search=("name", "event_no"),
        checks=(
            Check("started_at", "ended_at", th("เหตุต้องไม่สิ้นสุดก่อนเริ่ม") | en("An event must not end before it starts.")),
        ),
    )
    geom = geometry("POINT")
    event_no: Mapped[str] = field(th("เลขที่เหตุการณ์") | en("Event number"), unique=True)
    name: Mapped[str | None] = field(th("ชื่อเหตุการณ์") | en("Name"))
    hazard: Mapped[Hazard] = field(th("ชนิดภัย") | en("Hazard"))
    severity: Mapped[RiskLevel | None] = field(th("ความรุนแรง") | en("Severity"))
    started_at: Mapped[datetime.datetime] = field(th("เริ่มเกิดเหตุ") | en("Started at"), default=NOW)
    ended_at: Mapped[datetime.datetime | None] = field(th("สิ้นสุดเหตุ") | en("Ended at"))
    households_affected: Mapped[int | None] = field(
        th("ครัวเรือนได้รับผลกระทบ") | en("Households affected"), unit="household", between=(0, 100000)
    )
    damage_baht: Mapped[Decimal | None] = field(
        th("มูลค่าความเสียหาย") | en("Damage"), unit="baht", places=2, between=(0, 100000000000)
    )
    zone_id: Mapped[int | None] = ref("flood_zone", th("เขตน้ำท่วม") | en("Flood zone"))
