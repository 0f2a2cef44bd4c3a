"""What a complaint can be about; the words of Traffy Fondue are aliases."""

from gis.declare import Codelist, en, th


class ComplaintCategory(Codelist):
    """Complaints show on the public map, so what tells of a person is elsewhere.

    Asking for help for oneself is a service request and reporting corruption a confidential report.
    """

    ROAD = "road", th("ถนนชำรุด"), en("Road damage"), "#a0522d", ("ถนน",)
    FOOTPATH = "footpath", th("ทางเท้าชำรุด"), en("Footpath"), "#b08968", ("ทางเท้า",)
    BRIDGE = "bridge", th("สะพานชำรุด"), en("Bridge"), "#6f4e37", ("สะพาน",)
    LIGHT = "light", th("ไฟฟ้าสาธารณะดับ"), en("Street light"), "#e0a800", ("แสงสว่าง",)
    WIRE = "wire", th("สายไฟหรือสายสื่อสารห้อย"), en("Hanging wire"), "#7f6000", ("สายไฟ",)
    WATER = "water", th("ประปาหมู่บ้านไม่ไหลหรือท่อแตก"), en("Village water supply"), "#2b7bba", ("ประปา",)
    DRAIN = "drain", th("ท่อระบายน้ำอุดตันหรือฝาท่อ"), en("Drain or manhole"), "#486581", ("ท่อระบายน้ำ",)
    CANAL = "canal", th("คลองหรือลำเหมือง"), en("Canal or ditch"), "#3d9ca8", ("คลอง",)
    FLOOD = "flood", th("น้ำท่วม"), en("Flooding"), "#11547f"
    DROUGHT = "drought", th("ขอน้ำอุปโภคบริโภค"), en("Water delivery in drought"), "#c49a3a", ("ภัยแล้ง",)
    FIRE = "fire", th("ไฟไหม้หรือเผาในที่โล่ง"), en("Fire or open burning"), "#d6451b", ("PM2.5", "ฝุ่นควัน")
    TREE = "tree", th("ตัดต้นไม้หรือต้นไม้ล้ม"), en("Tree"), "#2e7d32", ("ต้นไม้",)
    WASTE = "waste", th("ขยะตกค้าง"), en("Uncollected waste"), "#6b8e23", ("ความสะอาด", "ขยะ")
    DUMPING = "dumping", th("ลักลอบทิ้งขยะ"), en("Illegal dumping"), "#4d5d1a"
    NUISANCE = "nuisance", th("เหตุรำคาญ กลิ่น เสียง ควัน"), en("Nuisance"), "#9c6ade", ("เสียงรบกวน", "เหตุรำคาญ")
    WASTEWATER = "wastewater", th("น้ำเสีย"), en("Waste water"), "#5f6f52"
    MOSQUITO = "mosquito", th("พ่นยุงหรือโรคติดต่อ"), en("Mosquitoes or disease"), "#b5548b"
    STRAY = "stray", th("สัตว์จรจัด"), en("Stray animals"), "#8d5b4c"
    BUILDING = "building", th("ก่อสร้างผิดแบบหรือไม่ขออนุญาต"), en("Building control"), "#8b5e3c"
    ENCROACH = "encroach", th("รุกล้ำที่สาธารณะหรือกีดขวาง"), en("Encroachment"), "#c8553d", ("กีดขวาง",)
    SIGN = "sign", th("ป้ายผิดกฎหมาย"), en("Illegal sign"), "#7b5ea7", ("ป้าย",)
    TRAFFIC = "traffic", th("จราจรหรือจุดเสี่ยง"), en("Traffic or black spot"), "#c62828", ("จราจร", "ป้ายจราจร")
    TRANSPORT = "transport", th("การเดินทางสาธารณะ"), en("Public transport"), "#1d6fa5", ("การเดินทาง",)
    TOILET = "toilet", th("ห้องน้ำสาธารณะ"), en("Public toilet"), "#4f9da6", ("ห้องน้ำ",)
    SAFETY = "safety", th("ความปลอดภัยในที่สาธารณะ"), en("Public safety"), "#7a1f3d", ("ความปลอดภัย",)
    HOMELESS = "homeless", th("คนไร้ที่พึ่งในที่สาธารณะ"), en("Homeless people"), "#96624a", ("คนจรจัด",)
    GRIEVANCE = "grievance", th("ร้องเรียนการให้บริการ"), en("Complaint about a service"), "#4f5bd5", ("ร้องเรียน",)
    ENQUIRY = "enquiry", th("สอบถาม"), en("Enquiry"), "#6c8ebf"
    SUGGESTION = "suggestion", th("ข้อเสนอแนะ"), en("Suggestion"), "#5aa469", ("เสนอแนะ",)
    OTHER = "other", th("อื่น ๆ"), en("Other"), "#7f7f7f", ("อื่นๆ",)
