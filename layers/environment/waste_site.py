"""Where waste and waste water are recycled, treated or buried."""

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


class WasteSiteKind(Codelist):
    RECYCLING = "recycling", th("ศูนย์รีไซเคิลหรือธนาคารขยะ"), en("Recycling centre"), "#1b9e77", ("ธนาคารขยะ",)
    COMPOST = "compost", th("โรงหมักปุ๋ยอินทรีย์"), en("Compost plant"), "#c2a24a"
    TRANSFER = "transfer", th("สถานีขนถ่ายขยะ"), en("Transfer station"), "#5a4fa0"
    LANDFILL = "landfill", th("บ่อฝังกลบ"), en("Landfill"), "#6e6259"
    WASTEWATER = "wastewater", th("ระบบบำบัดน้ำเสีย"), en("Waste-water treatment"), "#5fb0e5"
    HAZARDOUS = "hazardous", th("จุดรวบรวมขยะอันตราย"), en("Hazardous-waste collection"), "#c0392b"


class WasteSite(LayerTable):
    __tablename__ = "waste_site"
    layer = Layer(
        title=th("สถานที่รีไซเคิลและบำบัดของเสีย") | en("Recycling and treatment sites"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH),
        style=Circle(by="kind", colour="#4d7c0f", radius=7, label="name", label_from=14),
        tiles=Zoom(10),
        shown=False,
        key="site_no",
        search=("name",),
    )
    geom = geometry("POINT")
    site_no: Mapped[str | None] = field(th("หมายเลขสถานที่") | en("Site number"), unique=True)
    name: Mapped[str] = field(th("ชื่อสถานที่") | en("Name"))
    kind: Mapped[WasteSiteKind | None] = field(th("ประเภท") | en("Kind"))
    capacity_t_day: Mapped[Decimal | None] = field(
        th("รองรับขยะได้") | en("Capacity for waste"), unit="t/d", places=2, between=(0, 5000)
    )
    capacity_m3_day: Mapped[Decimal | None] = field(
        th("รองรับน้ำเสียได้") | en("Capacity for waste water"), unit="m³/d", places=1, between=(0, 500000)
    )
    accepts: Mapped[str | None] = field(th("สิ่งที่รับ") | en("What it takes"))
    opening: Mapped[str | None] = field(th("เวลาเปิด") | en("Opening hours"), aliases=("opening_hours",))
    opened_on: Mapped[datetime.date | None] = field(th("เริ่มใช้งาน") | en("In service since"), past=True)
