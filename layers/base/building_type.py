"""The Treasury Department's types of building, by which a building is valued; its numbers are the aliases."""

from gis.declare import Codelist, en, th


class BuildingType(Codelist):
    DETACHED_HOUSE = "detached_house", th("บ้านเดี่ยว"), en("Detached house"), None, ("100",)
    TOWNHOUSE = "townhouse", th("บ้านแถว (ทาวน์เฮาส์)"), en("Townhouse"), None, ("200", "บ้านแถว", "ทาวน์เฮาส์")
    ROW_HOUSE = "row_house", th("ห้องแถว"), en("Light row house"), None, ("300",)
    SHOPHOUSE = "shophouse", th("ตึกแถว"), en("Shophouse"), None, ("400", "อาคารพาณิชย์")
    WAREHOUSE_SMALL = "warehouse_small", th("คลังสินค้า พื้นที่ไม่เกิน 300 ตร.ม."), en("Warehouse up to 300 m²"), None, ("501",)
    WAREHOUSE_LARGE = "warehouse_large", th("คลังสินค้า พื้นที่เกิน 300 ตร.ม."), en("Warehouse over 300 m²"), None, ("502",)
    GARAGE = "garage", th("โรงจอดรถ"), en("Garage"), None, ("504",)
    SCHOOL = "school", th("สถานศึกษา"), en("School building"), None, ("505",)
    HOTEL_LOW = "hotel_low", th("โรงแรม ไม่เกิน 5 ชั้น"), en("Hotel up to 5 storeys"), None, ("506/1",)
    HOTEL_HIGH = "hotel_high", th("โรงแรม เกิน 5 ชั้น"), en("Hotel over 5 storeys"), None, ("506/2",)
    THEATRE = "theatre", th("โรงมหรสพ"), en("Theatre"), None, ("507",)
    CLINIC = "clinic", th("สถานพยาบาล"), en("Hospital or clinic"), None, ("508",)
    OFFICE_LOW = "office_low", th("สำนักงาน ไม่เกิน 5 ชั้น"), en("Office up to 5 storeys"), None, ("509/1",)
    OFFICE_HIGH = "office_high", th("สำนักงาน เกิน 5 ชั้น"), en("Office over 5 storeys"), None, ("509/2",)
    RESTAURANT = "restaurant", th("ภัตตาคาร"), en("Restaurant"), None, ("510",)
    DEPARTMENT_STORE = "department_store", th("ห้างสรรพสินค้า"), en("Department store"), None, ("511/1",)
    RETAIL = "retail", th("อาคารพาณิชยกรรมประเภทค้าปลีกค้าส่ง"), en("Retail or wholesale building"), None, ("511/2",)
    FUEL_STATION = "fuel_station", th("สถานีบริการน้ำมันเชื้อเพลิง"), en("Fuel station"), None, ("512", "ปั๊มน้ำมัน")
    FACTORY = "factory", th("โรงงาน"), en("Factory"), None, ("513",)
    MARKET_SMALL = "market_small", th("ตลาด ไม่เกิน 1,000 ตร.ม."), en("Market up to 1,000 m²"), None, ("514",)
    MARKET_LARGE = "market_large", th("ตลาด เกิน 1,000 ตร.ม."), en("Market over 1,000 m²"), None, ("515",)
