"""Stations that measure the level of a river or canal."""

from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Circle,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    Source,
    Zoom,
    en,
    field,
    geometry,
    th,
)
from layers.water.situation import WaterSituation


class WaterStation(LayerTable):
    __tablename__ = "water_station"
    layer = Layer(
        title=th("สถานีวัดระดับน้ำ") | en("Water-level stations"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER),
        style=Circle(by="situation", colour="#5b7083", radius=6, label="name", label_from=13),
        tiles=Zoom(8),
        key="station_code",
        search=("name", "station_code"),
        source=Source(
            th("สถาบันสารสนเทศทรัพยากรน้ำ") | en("Hydro-Informatics Institute"),
            cadence=th("ทุก 10 นาที") | en("Every ten minutes"),
        ),
    )
    geom = geometry("POINT")
    station_code: Mapped[str] = field(
        th("รหัสสถานี") | en("Station code"), unique=True, aliases=("tele_station_oldcode",)
    )
    name: Mapped[str] = field(th("ชื่อสถานี") | en("Name"), aliases=("tele_station_name.th",))
    agency: Mapped[str | None] = field(th("หน่วยงานเจ้าของสถานี") | en("Agency"), aliases=("agency_name.th",))
    situation: Mapped[WaterSituation | None] = field(th("สถานการณ์น้ำ") | en("Situation"), aliases=("situation_level",))
    ground_level_m: Mapped[Decimal | None] = field(
        th("ระดับท้องน้ำ") | en("Bed level"), unit="m MSL", places=3, between=(-100, 3000), aliases=("ground_level",)
    )
    left_bank_m: Mapped[Decimal | None] = field(
        th("ระดับตลิ่งซ้าย") | en("Left bank"), unit="m MSL", places=3, between=(-100, 3000), aliases=("left_bank",)
    )
    right_bank_m: Mapped[Decimal | None] = field(
        th("ระดับตลิ่งขวา") | en("Right bank"), unit="m MSL", places=3, between=(-100, 3000), aliases=("right_bank",)
    )
    warning_level_m: Mapped[Decimal | None] = field(
        th("ระดับเฝ้าระวัง") | en("Warning level"), unit="m MSL", places=3, between=(-100, 3000)
    )
    critical_level_m: Mapped[Decimal | None] = field(
        th("ระดับวิกฤต") | en("Critical level"),
        unit="m MSL",
        places=3,
        between=(-100, 3000),
        aliases=("critical_level_msl",),
    )
