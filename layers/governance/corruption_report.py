"""Reports of corruption: a queue of their own that only the office of the clerk reads."""

import datetime

from gis.declare import (
    NOW,
    Access,
    Audience,
    Circle,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    en,
    field,
    geometry,
    th,
)
from layers.governance.case import CONTACT, CaseStatus


class CorruptionReport(LayerTable):
    __tablename__ = "corruption_report"
    layer = Layer(
        title=th("เรื่องร้องเรียนการทุจริต (ลับ)") | en("Corruption reports (confidential)"),
        dimension=Dimension.GOVERNANCE,
        access=Access(
            read=Audience.STAFF,
            write=Division.CLERK,
            submit=Audience.PUBLIC,
            submit_fields=("geom", "description", "contact_name", "contact_phone"),
        ),
        style=Circle(colour="#7a1f3d", radius=5),
    )
    geom = geometry("POINT", required=False, personal=CONTACT)
    reported_at: Mapped[datetime.datetime] = field(th("แจ้งเมื่อ") | en("Reported at"), default=NOW)
    status: Mapped[CaseStatus] = field(th("สถานะ") | en("Status"), default=CaseStatus.NEW)
    description: Mapped[str | None] = field(th("รายละเอียด") | en("Description"), personal=CONTACT)
    note: Mapped[str | None] = field(th("บันทึกของเจ้าหน้าที่") | en("Officer's note"), personal=CONTACT)
    contact_name: Mapped[str | None] = field(th("ชื่อผู้แจ้ง") | en("Reporter's name"), personal=CONTACT)
    contact_phone: Mapped[str | None] = field(th("โทรศัพท์ผู้แจ้ง") | en("Reporter's phone"), personal=CONTACT)
