"""Parcels of the tax map (แผนที่ภาษี): a coverage without gap or overlap."""

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
    Personal,
    Zoom,
    en,
    field,
    geometry,
    th,
)
from layers.tax.land_use import LandUse


class DeedType(Codelist):
    NS4 = "ns4", th("โฉนดที่ดิน (น.ส.4)"), en("Title deed"), None, ("โฉนด", "โฉนดที่ดิน", "น.ส.4", "น.ส.4 จ")
    NS3K = "ns3k", th("น.ส.3 ก"), en("Certificate of utilisation (aerial)"), None, ("น.ส.3ก", "น.ส.3 ก.")
    NS3 = "ns3", th("น.ส.3 / น.ส.3 ข"), en("Certificate of utilisation"), None, ("น.ส.3", "น.ส.3 ข")
    NS2 = "ns2", th("ใบจอง (น.ส.2)"), en("Pre-emptive certificate"), None, ("ใบจอง", "น.ส.2")
    SK1 = "sk1", th("ส.ค.1"), en("Notification of possession")
    ALRO = "alro", th("ส.ป.ก.4-01"), en("Agricultural reform land"), None, ("ส.ป.ก.", "โฉนดเพื่อการเกษตร")
    NK3 = "nk3", th("น.ค.3"), en("Settlement land")
    KSN5 = "ksn5", th("ก.ส.น.5"), en("Co-operative settlement")
    NSL = "nsl", th("หนังสือสำคัญสำหรับที่หลวง (น.ส.ล.)"), en("Public land certificate"), None, ("น.ส.ล.",)
    PBT5 = "pbt5", th("ภ.บ.ท.5 (ไม่ใช่เอกสารสิทธิ์)"), en("Old tax receipt, not a title"), None, ("ภ.บ.ท.5",)
    OC2 = "oc2", th("หนังสือกรรมสิทธิ์ห้องชุด (อ.ช.2)"), en("Condominium title"), None, ("อ.ช.2",)
    NONE = "none", th("ไม่มีเอกสารสิทธิ์"), en("No document")


class Parcel(LayerTable):
    __tablename__ = "parcel"
    layer = Layer(
        title=th("แปลงที่ดิน") | en("Parcels"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.FINANCE),
        style=Fill(
            by="land_use", opacity=0.25, outline="#8a7f6d", outline_width=0.7, label="parcel_code", label_from=17
        ),
        tiles=Zoom(10),
        shown=False,
        key="parcel_code",
        search=("parcel_code",),
        coverage=True,
    )
    geom = geometry("POLYGON")
    parcel_code: Mapped[str] = field(
        th("รหัสแปลงที่ดิน") | en("Parcel code"),
        help=th("เขต 2 หลัก เขตย่อย 1 ตัวอักษร แปลง 3 หลัก เช่น 01A001")
        | en("Zone of two digits, block letter, lot of three digits: 01A001"),
        unique=True,
        pattern="[0-9]{2}[A-Z][0-9]{3}(/.+)?",
        aliases=("PARCEL_COD", "PARCEL_CODE", "PCODE"),
    )
    land_use: Mapped[LandUse | None] = field(th("การใช้ประโยชน์ที่ดิน") | en("Land use"))
    deed_type: Mapped[DeedType | None] = field(th("ประเภทเอกสารสิทธิ์") | en("Deed type"), read=Audience.STAFF)
    deed_no: Mapped[str | None] = field(th("เลขที่เอกสารสิทธิ์") | en("Deed number"), read=Audience.STAFF)
    land_no: Mapped[str | None] = field(th("เลขที่ดิน") | en("Land number"), read=Audience.STAFF)
    survey_page: Mapped[str | None] = field(th("หน้าสำรวจ") | en("Survey page"), read=Audience.STAFF)
    mapsheet: Mapped[str | None] = field(th("ระวาง") | en("Map sheet"), read=Audience.STAFF)
    deed_area_wah: Mapped[Decimal | None] = field(
        th("เนื้อที่ตามเอกสารสิทธิ์") | en("Area on the deed"),
        help=th("ตารางวา: 1 ไร่ = 4 งาน = 400 ตารางวา") | en("Square wah: 1 rai = 4 ngan = 400 square wah"),
        unit="wah²",
        places=2,
        between=(0, 10000000),
        read=Audience.STAFF,
    )
    idle_since_be: Mapped[int | None] = field(
        th("ปล่อยว่างตั้งแต่ปี (พ.ศ.)") | en("Idle since (B.E. year)"), between=(2500, 2600), read=Audience.STAFF
    )
    owner_name: Mapped[str | None] = field(
        th("ผู้ถือกรรมสิทธิ์หรือผู้ครอบครอง") | en("Owner or possessor"),
        personal=Personal(why="จัดเก็บภาษีที่ดินและสิ่งปลูกสร้างตามกฎหมาย", keep_days=3650),
    )
