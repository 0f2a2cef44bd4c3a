"""What a complaint, a request and a confidential report have in common."""

from gis.declare import Codelist, Division, Personal, en, th

#: Names, phones and places of people who turn to the organisation; kept two years after the case last changed.
CONTACT = Personal(why="รับเรื่อง ติดต่อกลับ และแจ้งผลแก่ผู้แจ้ง", keep_days=730)

#: Any division may be handed a case.
DIVISIONS = tuple(division for division in Division if division is not Division.CLERK)


class CaseStatus(Codelist):
    NEW = "new", th("รอรับเรื่อง"), en("Submitted"), "#d55e00", ("start",)
    RECEIVED = "received", th("รับเรื่องแล้ว"), en("Received"), "#e69f00"
    ASSIGNED = "assigned", th("มอบหมายหน่วยงาน"), en("Assigned"), "#f0e442"
    IN_PROGRESS = "in_progress", th("กำลังดำเนินการ"), en("In progress"), "#0072b2", ("inprogress", "ศึกษาปัญหา")
    WAITING = (
        "waiting",
        th("รอข้อมูล งบประมาณ หรือวัสดุ"),
        en("Waiting"),
        "#5b3391",
        ("ของบประมาณ", "จัดซื้อจัดจ้าง", "ขั้นตอนทางกฎหมาย"),
    )
    FORWARDED = "forwarded", th("ส่งต่อหน่วยงานอื่น"), en("Forwarded"), "#56b4e9", ("forward", "ส่งต่อ", "ส่งต่อ(ใหม่)")
    DONE = "done", th("เสร็จสิ้น"), en("Done"), "#009e73", ("finish",)
    CLOSED = "closed", th("ปิดเรื่อง"), en("Closed"), "#4f6f64"
    REOPENED = "reopened", th("เปิดเรื่องใหม่"), en("Reopened"), "#b2182b"
    REJECTED = "rejected", th("ไม่รับหรือไม่เกี่ยวข้อง"), en("Rejected"), "#8a8a8a", ("irrelevant", "ไม่เกี่ยวข้อง")
    DUPLICATE = "duplicate", th("เรื่องซ้ำ"), en("Duplicate"), "#c2c2c2"


class Channel(Codelist):
    ONLINE = "online", th("ออนไลน์"), en("Online")
    COUNTER = "counter", th("ที่สำนักงาน"), en("At the counter")
    PHONE = "phone", th("โทรศัพท์"), en("Phone")
    TRAFFY = "traffy", th("ทราฟฟี่ฟองดูว์"), en("Traffy Fondue")
    OPEN311 = "open311", th("ระบบภายนอก (Open311)"), en("Another system (Open311)")
