"""Problems in public space that citizens report: seen by all where about, read in full by the divisions."""

import datetime

from gis.declare import (
    NOW,
    Access,
    Audience,
    Check,
    Circle,
    Dimension,
    Division,
    Grid,
    Layer,
    LayerTable,
    Mapped,
    OwnDivision,
    Zoom,
    en,
    field,
    geometry,
    th,
)
from layers.governance.case import CONTACT, DIVISIONS, CaseStatus, Channel
from layers.governance.complaint_category import ComplaintCategory


class Complaint(LayerTable):
    __tablename__ = "complaint"
    layer = Layer(
        title=th("เรื่องร้องเรียน") | en("Complaints"),
        dimension=Dimension.GOVERNANCE,
        access=Access(
            read=Audience.PUBLIC,
            write=Division.CLERK,
            also_write=DIVISIONS,
            write_where=OwnDivision("division"),
            submit=Audience.PUBLIC,
            submit_fields=("geom", "categories", "description", "address", "photo", "contact_name", "contact_phone"),
        ),
        style=Circle(by="status", colour="#d55e00", radius=5),
        tiles=Zoom(9),
        shown=False,
        key="ticket_no",
        search=("ticket_no",),
        checks=(
            Check(
                "reported_at", "resolved_at", th("วันเสร็จต้องไม่ก่อนวันแจ้ง") | en("It must not end before it was reported.")
            ),
        ),
    )
    geom = geometry("POINT", required=False, personal=CONTACT, public_as=Grid(100))
    ticket_no: Mapped[str | None] = field(
        th("เลขที่เรื่อง") | en("Ticket number"),
        help=th("เลขที่จากระบบที่รับเรื่อง") | en("As the system that took it calls it"),
        unique=True,
        aliases=("ticket_id",),
    )
    categories: Mapped[list[ComplaintCategory] | None] = field(
        th("ประเภทเรื่อง") | en("Categories"),
        help=th("ประเภทแรกเป็นประเภทหลัก") | en("The first is the main one"),
        aliases=("type", "problem_type_fondue"),
    )
    status: Mapped[CaseStatus] = field(
        th("สถานะ") | en("Status"), default=CaseStatus.NEW, aliases=("state", "state_type_latest")
    )
    division: Mapped[Division] = field(th("กองที่รับผิดชอบ") | en("Division"), default=Division.CLERK)
    channel: Mapped[Channel] = field(th("ช่องทาง") | en("Channel"), default=Channel.ONLINE)
    agency: Mapped[str | None] = field(th("หน่วยงานที่รับเรื่อง") | en("Agency"), aliases=("org",))
    reported_at: Mapped[datetime.datetime] = field(
        th("แจ้งเมื่อ") | en("Reported at"), default=NOW, aliases=("timestamp", "requested_datetime")
    )
    last_activity_at: Mapped[datetime.datetime | None] = field(
        th("เคลื่อนไหวล่าสุด") | en("Last activity"), aliases=("last_activity",)
    )
    due_at: Mapped[datetime.datetime | None] = field(th("กำหนดเสร็จ") | en("Due at"))
    resolved_at: Mapped[datetime.datetime | None] = field(
        th("แก้ไขเสร็จเมื่อ") | en("Resolved at"), aliases=("timestamp_finished",)
    )
    follow_up_on: Mapped[datetime.date | None] = field(th("ติดตามเรื่องที่ส่งต่อ") | en("Follow up on"), read=Audience.STAFF)
    reopen_count: Mapped[int] = field(
        th("เปิดเรื่องซ้ำ") | en("Times reopened"), between=(0, 100), default=0, aliases=("count_reopen",)
    )
    rating: Mapped[int | None] = field(th("ความพึงพอใจ") | en("Rating"), between=(1, 5), aliases=("star",))
    description: Mapped[str | None] = field(th("รายละเอียด") | en("Description"), personal=CONTACT)
    address: Mapped[str | None] = field(th("สถานที่ตามที่แจ้ง") | en("Place as told"), personal=CONTACT)
    photo: Mapped[str | None] = field(th("ภาพก่อนแก้ไข") | en("Photo before"), personal=CONTACT, aliases=("photo_url",))
    photo_after: Mapped[str | None] = field(
        th("ภาพหลังแก้ไข") | en("Photo after"), personal=CONTACT, aliases=("after_photo",)
    )
    note: Mapped[str | None] = field(th("บันทึกของเจ้าหน้าที่") | en("Officer's note"), personal=CONTACT)
    contact_name: Mapped[str | None] = field(th("ชื่อผู้แจ้ง") | en("Reporter's name"), personal=CONTACT)
    contact_phone: Mapped[str | None] = field(th("โทรศัพท์ผู้แจ้ง") | en("Reporter's phone"), personal=CONTACT)
