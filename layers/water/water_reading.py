"""What a station read: located where its station stands."""

import datetime
from decimal import Decimal

from gis.declare import (
    NOW,
    Access,
    Audience,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    Readings,
    en,
    field,
    ref,
    th,
)
from layers.water.situation import WaterSituation


class WaterReading(LayerTable):
    __tablename__ = "water_reading"
    layer = Layer(
        title=th("ค่าระดับน้ำ") | en("Water-level readings"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER),
        located_by="station_id",
        readings=Readings(of="station_id", at="measured_at"),
    )
    station_id: Mapped[int] = ref("water_station", th("สถานี") | en("Station"))
    measured_at: Mapped[datetime.datetime] = field(
        th("เวลาที่วัด") | en("Measured at"), default=NOW, past=True, aliases=("waterlevel_datetime",)
    )
    level_m: Mapped[Decimal | None] = field(
        th("ระดับน้ำ") | en("Water level"), unit="m MSL", places=3, between=(-100, 3000), aliases=("waterlevel_msl",)
    )
    flow_m3s: Mapped[Decimal | None] = field(
        th("อัตราการไหล") | en("Flow"), unit="m³/s", places=2, between=(0, 50000), aliases=("discharge",)
    )
    situation: Mapped[WaterSituation | None] = field(th("สถานการณ์น้ำ") | en("Situation"), aliases=("situation_level",))
