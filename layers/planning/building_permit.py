"""Applications and permits to build, alter, demolish or change use (ข.1 to อ.6)."""

import datetime
from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Check,
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
    ref,
    th,
)


class PermitKind(Codelist):
    BUILD = "build", th("ก่อสร้าง"), en("Build"), None, ("ข.1",)
    ALTER = "alter", th("ดัดแปลง"), en("Alter")
    DEMOLISH = "demolish", th("รื้อถอน"), en("Demolish")
    MOVE = "move", th("เคลื่อนย้าย"), en("Move"), None, ("ข.2",)
    PARKING = "parking", th("ดัดแปลงหรือใช้ที่จอดรถเพื่อการอื่น"), en("Other use of parking space"), None, ("ข.3",)
    CHANGE_USE = "change_use", th("เปลี่ยนการใช้อาคาร"), en("Change of use"), None, ("ข.4",)
    RENEW = "renew", th("ต่ออายุใบอนุญาต"), en("Renewal"), None, ("ข.5",)
    CERTIFY = "certify", th("ใบรับรองการก่อสร้าง"), en("Completion certificate"), None, ("ข.6",)
    REPLACEMENT = "replacement", th("ใบแทนใบอนุญาต"), en("Replacement"), None, ("ข.7",)
    NOTICE = "notice", th("แจ้งตามมาตรา 39 ทวิ"), en("Notice (section 39 bis)")
    HOUSE_CERTIFICATE = (
        "house_certificate",
        th("หนังสือรับรองสิ่งปลูกสร้าง"),
        en("Building certificate outside controlled areas"),
    )
    EARTHWORK = "earthwork", th("ขุดดินหรือถมดิน"), en("Excavation or fill"), None, ("ขถด.1",)


class PermitState(Codelist):
    DRAFT = "draft", th("ร่างคำขอ"), en("Draft"), "#bdbdbd"
    FILED = "filed", th("ยื่นคำขอแล้ว"), en("Filed"), "#e69f00"
    DOC_CHECK = "doc_check", th("ตรวจเอกสาร"), en("Checking documents"), "#f0c35e"
    RETURNED = "returned", th("ส่งคืนแก้ไข"), en("Returned"), "#cc79a7"
    SITE_VISIT = "site_visit", th("ตรวจสถานที่"), en("Site visit"), "#9ad0f5"
    PLAN_CHECK = "plan_check", th("ตรวจแบบ"), en("Checking plans"), "#56b4e9"
    FEE_DUE = "fee_due", th("รอชำระค่าธรรมเนียม"), en("Fee due"), "#f0e442"
    ISSUED = "issued", th("ออกใบอนุญาตแล้ว (อ.1)"), en("Issued"), "#009e73", ("อ.1",)
    WORK = "work", th("กำลังก่อสร้าง"), en("Under construction"), "#0072b2"
    INSPECTED = "inspected", th("ตรวจงานแล้ว"), en("Inspected"), "#1f2f7a"
    CERTIFIED = "certified", th("ออกใบรับรองแล้ว (อ.6)"), en("Certified"), "#00614a", ("อ.6",)
    REFUSED = "refused", th("ไม่อนุญาต"), en("Refused"), "#a5314f"
    EXPIRED = "expired", th("หมดอายุ"), en("Expired"), "#7f7f7f"
    SUSPENDED = "suspended", th("สั่งระงับ"), en("Stopped by order"), "#d55e00"


class BuildingPermit(LayerTable):
    __tablename__ = "building_permit"
    layer = Layer(
        title=th("ใบอนุญาตก่อสร้าง") | en("Building permits"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Fill(by="state", colour="#0072b2", opacity=0.5, outline="#334155", label="application_no", label_from=17),
        tiles=Zoom(14),
        shown=False,
        key="application_no",
        search=("application_no", "permit_no"),
        checks=(
            Check(
                "issued_on",
                "expires_on",
                th("วันหมดอายุต้องไม่ก่อนวันออก") | en("A permit must not expire before it is issued."),
            ),
        ),
    )
    geom = geometry("POLYGON")
    application_no: Mapped[str] = field(th("เลขที่คำขอ") | en("Application number"), unique=True)
    kind: Mapped[PermitKind] = field(th("ประเภทคำขอ") | en("Kind"), default=PermitKind.BUILD)
    state: Mapped[PermitState] = field(th("สถานะ") | en("State"), default=PermitState.FILED)
    permit_no: Mapped[str | None] = field(th("เลขที่ใบอนุญาต") | en("Permit number"))
    form_set: Mapped[str | None] = field(th("ชุดแบบฟอร์ม") | en("Form set"), read=Audience.STAFF)
    use: Mapped[str | None] = field(th("ใช้เป็น") | en("Intended use"))
    storeys: Mapped[int | None] = field(th("จำนวนชั้น") | en("Storeys"), between=(1, 120))
    height_m: Mapped[Decimal | None] = field(th("ความสูง") | en("Height"), unit="m", places=2, between=(0, 500))
    footprint_m2: Mapped[Decimal | None] = field(
        th("พื้นที่อาคารปกคลุมดิน") | en("Footprint"), unit="m²", places=2, between=(0, 1000000)
    )
    floor_area_m2: Mapped[Decimal | None] = field(
        th("พื้นที่อาคารรวม") | en("Total floor area"), unit="m²", places=2, between=(0, 1000000)
    )
    open_space_m2: Mapped[Decimal | None] = field(
        th("ที่ว่าง") | en("Open space"), unit="m²", places=2, between=(0, 1000000)
    )
    parking: Mapped[int | None] = field(th("ที่จอดรถ") | en("Parking spaces"), between=(0, 10000))
    filed_on: Mapped[datetime.date | None] = field(th("ยื่นเมื่อ") | en("Filed on"), past=True)
    issued_on: Mapped[datetime.date | None] = field(th("ออกเมื่อ") | en("Issued on"), past=True)
    expires_on: Mapped[datetime.date | None] = field(th("หมดอายุ") | en("Expires on"))
    neighbours_consent: Mapped[bool | None] = field(
        th("ผู้ครอบครองที่ดินข้างเคียงยินยอม") | en("Neighbours consent"), read=Audience.STAFF
    )
    designer_licence: Mapped[str | None] = field(
        th("เลขที่ใบอนุญาตผู้ออกแบบ") | en("Designer's licence"), read=Audience.STAFF
    )
    supervisor_licence: Mapped[str | None] = field(
        th("เลขที่ใบอนุญาตผู้ควบคุมงาน") | en("Supervisor's licence"), read=Audience.STAFF
    )
    applicant_name: Mapped[str | None] = field(
        th("ผู้ขออนุญาต") | en("Applicant"), personal=Personal(why="พิจารณาคำขออนุญาตตามกฎหมายควบคุมอาคาร", keep_days=3650)
    )
    applicant_phone: Mapped[str | None] = field(
        th("โทรศัพท์ผู้ขออนุญาต") | en("Applicant's phone"),
        personal=Personal(why="ติดต่อผู้ขออนุญาตระหว่างพิจารณา", keep_days=730),
    )
    parcel_id: Mapped[int | None] = ref("parcel", th("แปลงที่ดิน") | en("Parcel"))
    zoning_id: Mapped[int | None] = ref("zoning", th("บริเวณตามผังเมือง") | en("Town plan area"))
