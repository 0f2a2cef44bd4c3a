"""The code lists of the register of local highways (ทะเบียนทางหลวงท้องถิ่น ทถ.)."""

from gis.declare import Codelist, en, th


class RegisterStatus(Codelist):
    REGISTERED = "registered", th("ลงทะเบียนแล้ว"), en("Registered")
    PENDING = "pending", th("อยู่ระหว่างขอลงทะเบียน"), en("Pending")
    NOT_REGISTERED = "not_registered", th("ยังไม่ลงทะเบียน"), en("Not registered")


class UrbanClass(Codelist):
    SPECIAL = "special", th("ชั้นพิเศษ"), en("Special class")
    CLASS_1 = "1", th("ชั้นที่ 1"), en("Class 1")
    CLASS_2 = "2", th("ชั้นที่ 2"), en("Class 2")
    CLASS_3 = "3", th("ชั้นที่ 3"), en("Class 3")
    CLASS_4 = "4", th("ชั้นที่ 4"), en("Class 4")


class RuralClass(Codelist):
    SPECIAL = "special", th("ชั้นพิเศษ"), en("Special class")
    CLASS_1 = "1", th("ชั้นที่ 1"), en("Class 1")
    CLASS_2 = "2", th("ชั้นที่ 2"), en("Class 2")
    CLASS_3 = "3", th("ชั้นที่ 3"), en("Class 3")
    CLASS_4 = "4", th("ชั้นที่ 4"), en("Class 4")
    CLASS_5 = "5", th("ชั้นที่ 5"), en("Class 5")
    CLASS_6 = "6", th("ชั้นที่ 6"), en("Class 6")


class Drainage(Codelist):
    NONE = "none", th("ไม่มี"), en("None")
    OPEN_DITCH = "open_ditch", th("คูดิน"), en("Open ditch")
    U_DITCH = "u_ditch", th("รางระบายน้ำรูปตัวยู"), en("U-shaped ditch"), None, ("รางยู",)
    PIPE = "pipe", th("ท่อกลม"), en("Pipe")
    BOX = "box", th("ท่อเหลี่ยม"), en("Box culvert")


class LandBasis(Codelist):
    TITLE = "title", th("เอกสารสิทธิ์ที่ดิน"), en("Title")
    DEDICATION = "dedication", th("หนังสืออุทิศที่ดิน (ทถ.4)"), en("Dedication"), None, ("ทถ.4",)
    PUBLIC_CERTIFICATE = (
        "public_certificate",
        th("หนังสือรับรองแนวเขตทาง (ทถ.5)"),
        en("Certificate of public way"),
        None,
        ("ทถ.5",),
    )
    UNKNOWN = "unknown", th("ไม่ทราบ"), en("Unknown")


class RoadAgency(Codelist):
    SAO = "sao", th("องค์การบริหารส่วนตำบล"), en("SAO"), None, ("อบต.",)
    PAO = "pao", th("องค์การบริหารส่วนจังหวัด"), en("PAO"), None, ("อบจ.",)
    DRR = "drr", th("กรมทางหลวงชนบท"), en("Department of Rural Roads"), None, ("ทช.",)
    DOH = "doh", th("กรมทางหลวง"), en("Department of Highways"), None, ("ทล.",)
    RID = "rid", th("กรมชลประทาน"), en("Royal Irrigation Department"), None, ("ชป.",)
    OTHER = "other", th("อื่น ๆ"), en("Other"), None, ("อื่นๆ",)
