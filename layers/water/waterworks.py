"""Village waterworks (ประปาหมู่บ้าน)."""

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


class WaterSource(Codelist):
    GROUNDWATER = "groundwater", th("น้ำบาดาล"), en("Groundwater"), None, ("บาดาล",)
    SURFACE = "surface", th("น้ำผิวดิน"), en("Surface water"), None, ("ผิวดิน",)
    PWA_BULK = "pwa_bulk", th("รับน้ำจากการประปาส่วนภูมิภาค"), en("Bulk water from PWA"), None, ("กปภ.",)
    RAIN = "rain", th("น้ำฝน"), en("Rain")


class WaterworksSize(Codelist):
    GROUNDWATER_MEDIUM = "gw_m", th("บาดาลขนาดกลาง"), en("Groundwater, medium"), None, ("บาดาลกลาง",)
    GROUNDWATER_LARGE = "gw_l", th("บาดาลขนาดใหญ่"), en("Groundwater, large"), None, ("บาดาลใหญ่",)
    SURFACE = "sf", th("ผิวดินมาตรฐาน"), en("Surface water, standard"), None, ("ผิวดิน",)
    SURFACE_LARGE = "sf_l", th("ผิวดินขนาดใหญ่"), en("Surface water, large"), None, ("ผิวดินใหญ่",)
    OTHER = "other", th("อื่น ๆ"), en("Other"), None, ("อื่นๆ",)


class Operator(Codelist):
    SAO = "sao", th("องค์การบริหารส่วนตำบล"), en("SAO"), None, ("อบต.",)
    VILLAGE_COMMITTEE = "village_committee", th("คณะกรรมการหมู่บ้าน"), en("Village committee")
    PWA = "pwa", th("การประปาส่วนภูมิภาค"), en("PWA"), None, ("กปภ.",)


class SupplyStatus(Codelist):
    RUNNING = "running", th("จ่ายน้ำปกติ"), en("Running"), "#2b7bba"
    REDUCED = "reduced", th("จ่ายน้ำได้บางส่วน"), en("Reduced"), "#e6ab02"
    STOPPED = "stopped", th("หยุดจ่ายน้ำ"), en("Stopped"), "#b2182b"


class Waterworks(LayerTable):
    __tablename__ = "waterworks"
    layer = Layer(
        title=th("ประปาหมู่บ้าน") | en("Waterworks"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(by="status", colour="#2b7bba", radius=7, label="system_name", label_from=14),
        tiles=Zoom(11),
        shown=False,
        key="system_no",
        search=("system_name", "system_no"),
    )
    geom = geometry("POINT")
    system_no: Mapped[str] = field(th("หมายเลขระบบประปา") | en("System number"), unique=True)
    system_name: Mapped[str] = field(th("ชื่อระบบประปา") | en("Name"))
    source_type: Mapped[WaterSource | None] = field(th("แหล่งน้ำดิบ") | en("Raw water"))
    size_class: Mapped[WaterworksSize | None] = field(th("ขนาด") | en("Size"))
    capacity_m3h: Mapped[Decimal | None] = field(
        th("กำลังผลิต") | en("Capacity"), unit="m³/h", places=1, between=(0, 5000)
    )
    tank_m3: Mapped[Decimal | None] = field(th("ความจุหอถัง") | en("Tank"), unit="m³", places=1, between=(0, 10000))
    households_served: Mapped[int | None] = field(
        th("ครัวเรือนผู้ใช้น้ำ") | en("Households served"), unit="household", between=(0, 20000)
    )
    operator: Mapped[Operator | None] = field(th("ผู้บริหารกิจการ") | en("Operator"))
    status: Mapped[SupplyStatus] = field(th("สถานะ") | en("Status"), default=SupplyStatus.RUNNING)
    well_permit_no: Mapped[str | None] = field(
        th("เลขที่ใบอนุญาตใช้น้ำบาดาล") | en("Groundwater permit"), read=Audience.STAFF
    )
    quality_tested_on: Mapped[datetime.date | None] = field(th("ตรวจคุณภาพน้ำล่าสุด") | en("Water last tested"), past=True)
    village_id: Mapped[int | None] = ref("village", th("หมู่บ้าน") | en("Village"))
