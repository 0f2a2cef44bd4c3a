"""Plots under crops, for better-earning farming."""

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
    Personal,
    Zoom,
    en,
    field,
    geometry,
    ref,
    th,
)


class Crop(Codelist):
    RICE = "rice", th("ข้าว"), en("Rice"), "#c6d84a"
    SUGARCANE = "sugarcane", th("อ้อย"), en("Sugar cane"), "#3e7d23"
    CASSAVA = "cassava", th("มันสำปะหลัง"), en("Cassava"), "#b98a55"
    MAIZE = "maize", th("ข้าวโพด"), en("Maize"), "#edb92e"
    FRUIT = "fruit", th("ไม้ผล"), en("Fruit"), "#d9603b"
    VEGETABLE = "vegetable", th("ผัก"), en("Vegetables"), "#2e9e6b"
    RUBBER = "rubber", th("ยางพารา"), en("Rubber"), "#4d7a78"
    FISH = "fish", th("บ่อเลี้ยงปลาหรือกุ้ง"), en("Fish or shrimp pond"), "#3f9ac4"
    LIVESTOCK = "livestock", th("ปศุสัตว์"), en("Livestock"), "#d3a0b3"
    OTHER = "other", th("อื่น ๆ"), en("Other"), "#9aa08c", ("อื่นๆ",)


class FarmPlot(LayerTable):
    __tablename__ = "farm_plot"
    layer = Layer(
        title=th("แปลงเกษตร") | en("Farm plots"),
        dimension=Dimension.ECONOMY,
        access=Access(read=Audience.PUBLIC, write=Division.CLERK, also_write=(Division.FINANCE,)),
        style=Fill(by="crop", colour="#9aa08c", opacity=0.45, outline="#6f7f3f", outline_width=0.6),
        tiles=Zoom(12),
        shown=False,
        key="plot_no",
        search=("plot_no",),
    )
    geom = geometry("POLYGON")
    plot_no: Mapped[str] = field(th("หมายเลขแปลง") | en("Plot number"), unique=True)
    crop: Mapped[Crop | None] = field(th("ชนิดพืชหรือสัตว์") | en("Crop"))
    crop_year_be: Mapped[int | None] = field(th("ปีการผลิต (พ.ศ.)") | en("Crop year (B.E.)"), between=(2500, 2600))
    planted_on: Mapped[datetime.date | None] = field(th("เริ่มปลูก") | en("Planted on"), past=True)
    irrigated: Mapped[bool | None] = field(th("อยู่ในเขตชลประทาน") | en("Irrigated"))
    yield_kg_rai: Mapped[Decimal | None] = field(
        th("ผลผลิตเฉลี่ย") | en("Average yield"), unit="kg/rai", places=1, between=(0, 100000)
    )
    farmer_name: Mapped[str | None] = field(
        th("เกษตรกร") | en("Farmer"), personal=Personal(why="ส่งเสริมและช่วยเหลือเกษตรกร", keep_days=1825)
    )
    parcel_id: Mapped[int | None] = ref("parcel", th("แปลงที่ดิน") | en("Parcel"))
