"""Solar power on public buildings and pumps."""

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
    ref,
    th,
)


class SolarSite(Codelist):
    CHILD_CENTRE = "child_centre", th("ศูนย์พัฒนาเด็กเล็ก"), en("Child centre"), None, ("CDC", "ศพด.")
    OFFICE = "office", th("ที่ทำการ"), en("Office"), None, ("สำนักงาน",)
    PUMP = "pump", th("สถานีสูบน้ำ"), en("Pumping station")
    OTHER = "other", th("อื่น ๆ"), en("Other"), None, ("อื่นๆ",)


class GridMode(Codelist):
    ON_GRID = "on_grid", th("เชื่อมต่อโครงข่าย"), en("On grid"), "#d98e04"
    HYBRID = "hybrid", th("ผสม"), en("Hybrid"), "#7b5ea7"
    OFF_GRID = "off_grid", th("อิสระจากโครงข่าย"), en("Off grid"), "#134e63"


class SolarPlant(LayerTable):
    __tablename__ = "solar_plant"
    layer = Layer(
        title=th("ระบบผลิตไฟฟ้าพลังงานแสงอาทิตย์") | en("Solar plants"),
        dimension=Dimension.ENERGY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(by="grid_mode", colour="#d98e04", radius=6, label="name", label_from=16),
        tiles=Zoom(12),
        shown=False,
        key="plant_no",
        search=("name", "plant_no"),
    )
    geom = geometry("POINT")
    plant_no: Mapped[str] = field(th("หมายเลขระบบ") | en("Plant number"), unique=True)
    name: Mapped[str] = field(th("ชื่อสถานที่") | en("Name"))
    site_kind: Mapped[SolarSite | None] = field(th("สถานที่") | en("Site"))
    grid_mode: Mapped[GridMode | None] = field(th("รูปแบบ") | en("Grid mode"))
    kwp: Mapped[Decimal | None] = field(
        th("กำลังติดตั้ง") | en("Installed capacity"), unit="kWp", places=2, between=(0, 10000)
    )
    inverter_kw: Mapped[Decimal | None] = field(
        th("อินเวอร์เตอร์") | en("Inverter"), unit="kW", places=2, between=(0, 10000)
    )
    battery_kwh: Mapped[Decimal | None] = field(th("แบตเตอรี่") | en("Battery"), unit="kWh", places=1, between=(0, 10000))
    energy_kwh_month: Mapped[Decimal | None] = field(
        th("พลังงานที่ผลิตเฉลี่ย") | en("Average energy produced"), unit="kWh/month", places=1, between=(0, 2000000)
    )
    commissioned_on: Mapped[datetime.date | None] = field(th("เริ่มใช้งาน") | en("In service since"), past=True)
    building_id: Mapped[int | None] = ref("building", th("อาคาร") | en("Building"))
