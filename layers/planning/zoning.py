"""Land use classes of the town plan (ผังเมืองรวม), in the colours of its maps."""

import datetime
from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Codelist,
    Dimension,
    Division,
    Fill,
    Layer,
    LayerTable,
    Mapped,
    Source,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class ZoneClass(Codelist):
    """On the plan some classes are hatched; here such a class has the mean of its fill and its hatch."""

    ZR0 = "zr0", th("อนุรักษ์เพื่อการอยู่อาศัย"), en("Residential conservation"), "#fff99a"
    ZR1 = "zr1", th("ที่อยู่อาศัยหนาแน่นน้อย"), en("Low-density residential"), "#fff200"
    ZR2 = "zr2", th("ที่อยู่อาศัยหนาแน่นปานกลาง"), en("Medium-density residential"), "#f7941d"
    ZR3 = "zr3", th("ที่อยู่อาศัยหนาแน่นมาก"), en("High-density residential"), "#8b5e3c"
    ZC = "zc", th("พาณิชยกรรมและที่อยู่อาศัยหนาแน่นมาก"), en("Commercial and very dense residential"), "#ed1c24"
    ZI1 = "zi1", th("อุตสาหกรรมและคลังสินค้า"), en("Industry and warehouses"), "#8e44ad"
    ZI2 = "zi2", th("อุตสาหกรรมเฉพาะกิจ"), en("Special-purpose industry"), "#c8a2d8"
    ZI3 = "zi3", th("คลังสินค้า"), en("Warehouses"), "#92278f"
    ZA1 = "za1", th("ชนบทและเกษตรกรรม"), en("Rural and agriculture"), "#39b54a"
    ZA2 = "za2", th("อนุรักษ์ชนบทและเกษตรกรรม"), en("Rural and agricultural conservation"), "#9cdaa5"
    ZO1 = "zo1", th("ที่โล่งเพื่อนันทนาการและการรักษาคุณภาพสิ่งแวดล้อม"), en("Open space, recreation, environment"), "#a6d96a"
    ZO2 = "zo2", th("อนุรักษ์ป่าไม้"), en("Forest conservation"), "#d3ecb5"
    ZE = "ze", th("สถาบันการศึกษา"), en("Education"), "#808000"
    ZRE = "zre", th("สถาบันศาสนา"), en("Religion"), "#d3d3d3"
    ZG = "zg", th("สถาบันราชการ การสาธารณูปโภคและสาธารณูปการ"), en("Government and utilities"), "#1f4e9e"
    ZH = "zh", th("อนุรักษ์เพื่อส่งเสริมเอกลักษณ์ศิลปวัฒนธรรมไทย"), en("Cultural heritage conservation"), "#c49a6c"
    ZW = "zw", th("แหล่งน้ำ"), en("Water"), "#9bd3f5"


class Zoning(LayerTable):
    __tablename__ = "zoning"
    layer = Layer(
        title=th("ผังเมืองรวม") | en("Town plan"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Fill(by="zone_class", opacity=0.4, outline="#5d5d5d", outline_width=0.8, label="plan_no", label_from=13),
        tiles=Zoom(9),
        shown=False,
        key="plan_no",
        search=("plan_no",),
        coverage=True,
        source=Source(th("กรมโยธาธิการและผังเมือง") | en("Department of Public Works and Town and Country Planning")),
    )
    geom = geometry("POLYGON")
    plan_no: Mapped[str] = field(
        th("หมายเลขบริเวณ") | en("Area number"), help=th("ตามแผนผังท้ายกฎหมาย") | en("As printed on the plan"), unique=True
    )
    zone_class: Mapped[ZoneClass] = field(th("ประเภทการใช้ประโยชน์ที่ดิน") | en("Land use class"), aliases=("ZONE", "zone"))
    main_use: Mapped[str | None] = field(th("กิจการหลัก") | en("Main use"))
    other_use_max_pct: Mapped[int | None] = field(
        th("กิจการรองได้ไม่เกิน") | en("Other use at most"), unit="%", between=(0, 100)
    )
    prohibited: Mapped[str | None] = field(th("กิจการต้องห้าม") | en("Prohibited uses"))
    far: Mapped[Decimal | None] = field(
        th("อัตราส่วนพื้นที่อาคารรวมต่อพื้นที่ดิน (FAR)") | en("Floor area ratio"), places=2, between=(0, 20)
    )
    osr: Mapped[Decimal | None] = field(
        th("อัตราส่วนที่ว่างต่อพื้นที่อาคารรวม (OSR)") | en("Open space ratio"), unit="%", places=2, between=(0, 1000)
    )
    max_height_m: Mapped[Decimal | None] = field(
        th("ความสูงไม่เกิน") | en("Greatest height"), unit="m", places=1, between=(0, 500)
    )
    legal_ref: Mapped[str | None] = field(th("อ้างอิงกฎหมาย") | en("Legal reference"))
    valid_from: Mapped[datetime.date | None] = field(th("ใช้บังคับตั้งแต่") | en("In force from"))
    valid_to: Mapped[datetime.date | None] = field(th("ใช้บังคับถึง") | en("In force until"))
