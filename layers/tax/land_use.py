"""The five uses that the land and building tax tells apart."""

from gis.declare import Codelist, en, th


class LandUse(Codelist):
    AGRICULTURE = "agriculture", th("เกษตรกรรม"), en("Agriculture"), "#7cb342", ("ประกอบเกษตรกรรม", "เกษตร")
    RESIDENCE = "residence", th("อยู่อาศัย"), en("Residence"), "#e6b422", ("ที่อยู่อาศัย",)
    OTHER = (
        "other",
        th("อื่น ๆ (พาณิชยกรรม ราชการ ศาสนา)"),
        en("Other (commerce, public, religious)"),
        "#b5548b",
        ("อื่น ๆ", "อื่นๆ"),
    )
    MIXED = "mixed", th("ใช้หลายประเภท"), en("Mixed use"), "#3f83c4", ("ใช้ประโยชน์หลายประเภท",)
    VACANT = (
        "vacant",
        th("ว่างเปล่า/ไม่ได้ใช้ประโยชน์"),
        en("Vacant or unused"),
        "#a8a29e",
        ("ว่างเปล่า", "รกร้าง", "ไม่ได้ใช้ประโยชน์"),
    )
