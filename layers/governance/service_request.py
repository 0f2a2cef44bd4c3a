"""What people ask the organisation for at home or at the counter (e-Service); closed, since each tells of a person."""

import datetime

from gis.declare import (
    NOW,
    Access,
    Audience,
    Check,
    Circle,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    OwnDivision,
    en,
    field,
    geometry,
    th,
)
from layers.governance.case import CONTACT, DIVISIONS, CaseStatus, Channel
from layers.governance.eservice import ServiceType


class ServiceRequest(LayerTable):
    __tablename__ = "service_request"
    layer = Layer(
        title=th("คำร้องขอรับบริการ") | en("Service requests"),
        dimension=Dimension.GOVERNANCE,
        access=Access(
            read=Audience.STAFF,
            write=Division.CLERK,
            also_write=DIVISIONS,
            write_where=OwnDivision("division"),
            submit=Audience.PUBLIC,
            submit_fields=("geom", "service_type", "description", "address", "contact_name", "contact_phone"),
        ),
        style=Circle(by="status", colour="#4f5bd5", radius=5),
        key="request_no",
        search=("request_no",),
        checks=(
            Check("requested_at", "finished_at", th("วันเสร็จต้องไม่ก่อนวันยื่น") | en("It must not end before it was made.")),
        ),
    )
    geom = geometry("POINT", required=False, personal=CONTACT)
    request_no: Mapped[str | None] = field(th("เลขที่คำร้อง") | en("Request number"), unique=True)
    service_type: Mapped[ServiceType] = field(th("ประเภทบริการ") | en("Service"), default=ServiceType.GEN_REQ)
    status: Mapped[CaseStatus] = field(th("สถานะ") | en("Status"), default=CaseStatus.NEW)
    division: Mapped[Division] = field(th("กองที่รับผิดชอบ") | en("Division"), default=Division.CLERK)
    channel: Mapped[Channel] = field(th("ช่องทาง") | en("Channel"), default=Channel.ONLINE)
    requested_at: Mapped[datetime.datetime] = field(th("ยื่นเมื่อ") | en("Requested at"), default=NOW)
    due_at: Mapped[datetime.datetime | None] = field(th("กำหนดเสร็จ") | en("Due at"))
    finished_at: Mapped[datetime.datetime | None] = field(th("เสร็จเมื่อ") | en("Finished at"))
    outcome_no: Mapped[str | None] = field(th("เลขที่เอกสารผลการพิจารณา") | en("Document issued"))
    rating: Mapped[int | None] = field(th("ความพึงพอใจ") | en("Rating"), between=(1, 5))
    description: Mapped[str | None] = field(th("รายละเอียด") | en("Description"), personal=CONTACT)
    address: Mapped[str | None] = field(th("ที่อยู่หรือสถานที่") | en("Address or place"), personal=CONTACT)
    note: Mapped[str | None] = field(th("บันทึกของเจ้าหน้าที่") | en("Officer's note"), personal=CONTACT)
    contact_name: Mapped[str | None] = field(th("ชื่อผู้ยื่นคำร้อง") | en("Applicant's name"), personal=CONTACT)
    contact_phone: Mapped[str | None] = field(th("โทรศัพท์ผู้ยื่นคำร้อง") | en("Applicant's phone"), personal=CONTACT)
