"""What people write when they report something, by category, and when in the year they do.

``{village}`` and ``{near}`` are filled with an invented village and something that stands there.
"""

from __future__ import annotations

from layers.governance.complaint_category import ComplaintCategory as About

#: Months in which a category is reported three times as often.
BUSY_MONTHS: dict[About, tuple[int, ...]] = {
    About.FLOOD: (8, 9, 10), About.DRAIN: (5, 6, 8, 9, 10), About.ROAD: (7, 8, 9, 10), About.TREE: (4, 5, 6),
    About.DROUGHT: (3, 4, 5), About.FIRE: (1, 2, 3, 4), About.MOSQUITO: (6, 7, 8), About.WATER: (3, 4, 5),
}  # fmt: skip

#: How often each category is reported, and the days in which it should be settled.
SHARES: dict[About, tuple[float, int]] = {
    About.LIGHT: (22, 3), About.ROAD: (18, 7), About.WATER: (10, 3), About.WASTE: (9, 3), About.DRAIN: (7, 7),
    About.FLOOD: (5, 1), About.TREE: (5, 7), About.STRAY: (4, 7), About.NUISANCE: (4, 15), About.FIRE: (3.5, 1),
    About.DROUGHT: (3, 3), About.MOSQUITO: (2.5, 3), About.DUMPING: (2, 7), About.WIRE: (2, 3), About.CANAL: (1.5, 15),
    About.ENCROACH: (1, 15), About.TRAFFIC: (1, 15), About.BRIDGE: (0.7, 7),
}  # fmt: skip

TEXTS: dict[About, tuple[str, ...]] = {
    About.LIGHT: (
        "ไฟทางหน้า{near} บ้าน{village} ดับมาสองคืนแล้ว ทางมืดมาก",
        "ไฟส่องสว่างบ้าน{village} ติด ๆ ดับ ๆ ช่วงหัวค่ำ ขอให้ช่วยดูด้วยครับ",
        "หลอดไฟสาธารณะใกล้{near} ขาด ขอเปลี่ยนหลอดใหม่ค่ะ",
        "โคมไฟโซลาร์เซลล์ทางเข้าบ้าน{village} ไม่ติดเลยทั้งเส้น",
    ),
    About.ROAD: (
        "ถนนหน้า{near} เป็นหลุมลึก รถจักรยานยนต์ล้มบ่อย",
        "ถนนลูกรังเข้าบ้าน{village} เป็นโคลนหลังฝนตก รถเก๋งเข้าไม่ได้",
        "ผิวคอนกรีตแตกร้าวและทรุดใกล้{near} ขอให้ซ่อมครับ",
        "รถบรรทุกดินทำถนนบ้าน{village} เสียหาย ฝุ่นเยอะมาก",
    ),
    About.WATER: (
        "น้ำประปาบ้าน{village} ไม่ไหลตั้งแต่เช้า",
        "ท่อประปาแตกหน้า{near} น้ำไหลทิ้งตลอดคืน",
        "น้ำประปาขุ่นแดง มีกลิ่น ใช้ซักผ้าไม่ได้ บ้าน{village}",
        "น้ำไหลอ่อนมากช่วงเย็น บ้าน{village} ขอเพิ่มแรงดันด้วยค่ะ",
    ),
    About.WASTE: (
        "รถขยะไม่มาเก็บที่บ้าน{village} สองรอบแล้ว ถังเต็มส่งกลิ่น",
        "ขยะล้นถังหน้า{near} สุนัขคุ้ยกระจาย",
        "ขอให้เก็บกิ่งไม้และขยะชิ้นใหญ่ที่กองไว้หน้า{near}",
    ),
    About.DRAIN: (
        "ท่อระบายน้ำหน้า{near} อุดตัน ฝนตกทีไรน้ำเอ่อเข้าบ้าน",
        "ฝาท่อแตกริมทางบ้าน{village} กลัวเด็กตกลงไป",
        "รางระบายน้ำบ้าน{village} ตื้นเขิน ขอให้ขุดลอก",
    ),
    About.FLOOD: (
        "น้ำท่วมถนนเข้าบ้าน{village} ประมาณครึ่งแข้ง รถเล็กผ่านไม่ได้",
        "น้ำจากแม่น้ำเอ่อเข้าบ้านเรือนใกล้{near} ขอกระสอบทรายด้วยครับ",
        "น้ำท่วมขังหลายวัน บ้าน{village} ขอเครื่องสูบน้ำ",
    ),
    About.TREE: (
        "ต้นไม้ใหญ่ล้มขวางทางใกล้{near} ตั้งแต่เมื่อคืน",
        "กิ่งไม้พาดสายไฟหน้า{near} ขอให้มาตัดก่อนพายุเข้า",
    ),
    About.STRAY: (
        "สุนัขจรจัดหลายตัวไล่กัดเด็กนักเรียนแถว{near}",
        "ขอให้ฉีดวัคซีนและทำหมันแมวจรในบ้าน{village}",
    ),
    About.NUISANCE: (
        "เปิดเพลงเสียงดังเกินเที่ยงคืนใกล้{near}",
        "กลิ่นเหม็นจากคอกสัตว์บ้าน{village} ช่วงเช้า",
        "ควันจากการเผาขยะข้าง{near} เข้าบ้านทุกเย็น",
    ),
    About.FIRE: (
        "มีการเผาตอซังข้าวทุ่งบ้าน{village} ควันหนาจนมองไม่เห็นทาง",
        "ไฟไหม้หญ้าข้างทางใกล้{near} กำลังลามครับ",
    ),
    About.DROUGHT: (
        "บ้าน{village} น้ำในบ่อแห้ง ขอรถน้ำมาเติมถังกลางหมู่บ้าน",
        "ขอสนับสนุนน้ำใช้ ใกล้{near} ไม่มีน้ำมาสามวันแล้ว",
    ),
    About.MOSQUITO: (
        "มีผู้ป่วยไข้เลือดออกในบ้าน{village} ขอให้มาพ่นหมอกควัน",
        "ยุงเยอะมากแถว{near} ขอทรายกำจัดลูกน้ำด้วยค่ะ",
    ),
    About.DUMPING: ("มีคนนำขยะมาทิ้งข้างทางใกล้{near} เป็นกองใหญ่", "ทิ้งซากวัสดุก่อสร้างลงที่สาธารณะบ้าน{village}"),
    About.WIRE: ("สายสื่อสารห้อยต่ำหน้า{near} เกี่ยวรถสูง", "สายไฟขาดห้อยลงมาที่บ้าน{village} อันตรายมาก"),
    About.CANAL: ("ผักตบชวาเต็มคลองบ้าน{village} น้ำไม่ไหล", "ตลิ่งคลองใกล้{near} พัง ขอให้ซ่อม"),
    About.ENCROACH: ("มีการกั้นรั้วล้ำทางสาธารณะบ้าน{village}", "วางของขายกีดขวางทางเท้าหน้า{near}"),
    About.TRAFFIC: ("ทางแยกใกล้{near} ไม่มีป้ายหยุด เกิดอุบัติเหตุบ่อย", "ขอลูกระนาดหน้า{near} รถวิ่งเร็วมาก"),
    About.BRIDGE: ("คอสะพานบ้าน{village} ทรุด รถกระแทก", "ราวสะพานใกล้{near} หักหนึ่งช่วง"),
}

NEAR = ("วัด", "โรงเรียน", "ศาลาประชาคม", "ร้านค้าชุมชน", "ตลาด", "ป้ายรถ", "สะพาน", "บ้านผู้ใหญ่บ้าน")
