"""The four levels of risk, and the kinds of hazard they are given for."""

from gis.declare import Codelist, en, th


class RiskLevel(Codelist):
    LOW = "low", th("ต่ำ"), en("Low"), "#fff3b0", ("1",)
    MODERATE = "moderate", th("ปานกลาง"), en("Moderate"), "#fdc27a", ("2",)
    HIGH = "high", th("สูง"), en("High"), "#f4845f", ("3",)
    VERY_HIGH = "very_high", th("สูงมาก"), en("Very high"), "#b5172f", ("4",)


class Hazard(Codelist):
    FLOOD = "flood", th("น้ำท่วม"), en("Flood"), "#2b7bba", ("อุทกภัย",)
    FLASH_FLOOD = "flash_flood", th("น้ำป่าไหลหลาก"), en("Flash flood"), "#11547f", ("น้ำป่า",)
    DROUGHT = "drought", th("ภัยแล้ง"), en("Drought"), "#c49a3a"
    STORM = "storm", th("วาตภัย"), en("Storm"), "#6c7a89", ("พายุ",)
    FIRE = "fire", th("ไฟไหม้และไฟป่า"), en("Fire"), "#d6451b", ("ไฟป่า", "อัคคีภัย", "ไฟไหม้")
    LANDSLIDE = "landslide", th("ดินโคลนถล่ม"), en("Landslide"), "#7b4b2a", ("ดินถล่ม",)
    CHEMICAL = "chemical", th("สารเคมีรั่วไหล"), en("Chemical"), "#c58be0", ("สารเคมี",)
    PM25 = "pm25", th("ฝุ่นละออง PM2.5"), en("Fine dust (PM2.5)"), "#a08d8d", ("PM2.5",)
