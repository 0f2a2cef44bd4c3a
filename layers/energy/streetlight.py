"""Public lamps along the roads (ไฟส่องสว่างสาธารณะ)."""

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


class LampStatus(Codelist):
    ON = "on", th("ปกติ"), en("Working"), "#e0a800", ("ติด", "ใช้งานได้")
    OFF = "off", th("ดับ"), en("Out"), "#b2182b"
    FLICKER = "flicker", th("กะพริบ"), en("Flickering"), "#d95f02", ("ติด ๆ ดับ ๆ",)
    MISSING = "missing", th("สูญหาย"), en("Missing"), "#4a1526"
    REPAIR = "repair", th("กำลังซ่อม"), en("Under repair"), "#2b6cb0"


class LampType(Codelist):
    LED = "led", th("แอลอีดี"), en("LED")
    SOLAR_LED = "solar_led", th("แอลอีดีโซลาร์เซลล์"), en("Solar LED"), None, ("โซลาร์เซลล์", "โซล่าเซลล์")
    HPS = "hps", th("โซเดียมความดันสูง"), en("High-pressure sodium"), None, ("โซเดียม",)
    FLUORESCENT = "fluorescent", th("ฟลูออเรสเซนต์"), en("Fluorescent")
    MERCURY = "mercury", th("แสงจันทร์"), en("Mercury vapour")


class PoleOwner(Codelist):
    SAO = "sao", th("องค์การบริหารส่วนตำบล"), en("SAO"), None, ("อบต.",)
    PEA = "pea", th("การไฟฟ้าส่วนภูมิภาค"), en("PEA"), None, ("กฟภ.",)
    DOH = "doh", th("กรมทางหลวง"), en("Department of Highways"), None, ("ทล.",)
    DRR = "drr", th("กรมทางหลวงชนบท"), en("Department of Rural Roads"), None, ("ทช.",)
    OTHER = "other", th("อื่น ๆ"), en("Other"), None, ("อื่นๆ",)


class PowerSource(Codelist):
    GRID_METERED = "grid_metered", th("ไฟฟ้าผ่านเครื่องวัด"), en("Grid, metered")
    GRID_UNMETERED = "grid_unmetered", th("ไฟฟ้าเหมาจ่าย"), en("Grid, unmetered")
    SOLAR = "solar", th("แสงอาทิตย์"), en("Solar")


class Control(Codelist):
    PHOTOCELL = "photocell", th("สวิตช์แสง"), en("Photocell")
    TIMER = "timer", th("ตั้งเวลา"), en("Timer")
    IOT = "iot", th("สั่งงานทางไกล"), en("Remote (IoT)")
    MANUAL = "manual", th("เปิดปิดด้วยมือ"), en("By hand")


class Streetlight(LayerTable):
    __tablename__ = "streetlight"
    layer = Layer(
        title=th("ไฟส่องสว่างสาธารณะ") | en("Street lights"),
        dimension=Dimension.ENERGY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(by="status", radius=4, label="light_no", label_from=18),
        tiles=Zoom(13),
        shown=False,
        key="light_no",
        search=("light_no",),
    )
    geom = geometry("POINT")
    light_no: Mapped[str] = field(
        th("หมายเลขโคม") | en("Lamp number"), unique=True, aliases=("pole_no", "หมายเลขเสา", "LIGHT_NO")
    )
    status: Mapped[LampStatus] = field(th("สถานะ") | en("Status"), default=LampStatus.ON)
    lamp_type: Mapped[LampType | None] = field(th("ชนิดหลอด") | en("Lamp type"))
    watt: Mapped[int | None] = field(th("กำลังไฟ") | en("Power"), unit="W", between=(5, 400))
    power_source: Mapped[PowerSource | None] = field(th("แหล่งไฟ") | en("Power source"))
    control: Mapped[Control | None] = field(th("การควบคุม") | en("Control"))
    pole_owner: Mapped[PoleOwner | None] = field(th("เจ้าของเสา") | en("Pole owner"))
    height_m: Mapped[Decimal | None] = field(th("ความสูงโคม") | en("Height"), unit="m", places=1, between=(1, 30))
    pea_meter_no: Mapped[str | None] = field(th("หมายเลขเครื่องวัด กฟภ.") | en("PEA meter number"), read=Audience.STAFF)
    installed_on: Mapped[datetime.date | None] = field(th("ติดตั้งเมื่อ") | en("Installed on"), past=True)
    warranty_ends_on: Mapped[datetime.date | None] = field(th("หมดประกัน") | en("Warranty ends"), read=Audience.STAFF)
    circuit_id: Mapped[int | None] = ref("light_circuit", th("วงจรไฟ") | en("Circuit"))
    road_id: Mapped[int | None] = ref("road", th("สายทาง") | en("Road"))
