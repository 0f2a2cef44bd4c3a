"""The five situations of a water level, as the national water service names them."""

from gis.declare import Codelist, en, th


class WaterSituation(Codelist):
    CRITICAL_LOW = "critical_low", th("น้ำน้อยวิกฤต"), en("Critically low"), "#a6611a", ("1",)
    LOW = "low", th("น้ำน้อย"), en("Low"), "#dfc27d", ("2",)
    NORMAL = "normal", th("ปกติ"), en("Normal"), "#2e8b57", ("3",)
    HIGH = "high", th("น้ำมาก"), en("High"), "#3f7fbf", ("4",)
    OVERFLOW = "overflow", th("น้ำล้นตลิ่ง"), en("Over the bank"), "#8e1b3a", ("5", "ล้นตลิ่ง")
