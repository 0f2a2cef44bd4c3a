"""Electricity meters that the organisation pays for; no household's meter."""

import datetime

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


class MeterUse(Codelist):
    STREETLIGHT = "streetlight", th("ไฟสาธารณะ"), en("Street lighting"), "#c28f00"
    WATERWORKS = "waterworks", th("ประปาหมู่บ้าน"), en("Waterworks"), "#2b6cb0"
    OFFICE = "office", th("สำนักงาน"), en("Office"), "#6b46c1"
    SCHOOL = "school", th("ศูนย์พัฒนาเด็กเล็ก"), en("Child centre"), "#e58fb8"
    PUMP = "pump", th("สถานีสูบน้ำ"), en("Pumping station"), "#1f5f5b"
    OTHER = "other", th("อื่น ๆ"), en("Other"), "#6b7280"


class ElectricityMeter(LayerTable):
    __tablename__ = "electricity_meter"
    layer = Layer(
        title=th("เครื่องวัดไฟฟ้าสาธารณะ") | en("Public electricity meters"),
        dimension=Dimension.ENERGY,
        access=Access(read=Audience.STAFF, write=Division.ENGINEERING, also_write=(Division.FINANCE,)),
        style=Circle(by="use", colour="#718096", radius=4, label="meter_no", label_from=18),
        tiles=Zoom(14),
        shown=False,
        key="meter_no",
        search=("meter_no",),
    )
    geom = geometry("POINT")
    meter_no: Mapped[str] = field(th("หมายเลขเครื่องวัด กฟภ.") | en("PEA meter number"), unique=True)
    account_no: Mapped[str | None] = field(th("หมายเลขผู้ใช้ไฟฟ้า") | en("Account number (CA)"), aliases=("CA",))
    use: Mapped[MeterUse] = field(th("ใช้สำหรับ") | en("Used for"), default=MeterUse.OTHER)
    phases: Mapped[int | None] = field(th("จำนวนเฟส") | en("Phases"), between=(1, 3))
    ampere: Mapped[str | None] = field(
        th("ขนาดเครื่องวัด") | en("Rating"), help=th("เช่น 15(45) A") | en("Such as 15(45) A")
    )
    installed_on: Mapped[datetime.date | None] = field(th("ติดตั้งเมื่อ") | en("Installed on"), past=True)
