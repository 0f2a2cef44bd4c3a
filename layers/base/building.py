"""Footprints of buildings; who owns them is the tax register's matter."""

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
    Zoom,
    en,
    field,
    geometry,
    ref,
    th,
)
from layers.base.building_type import BuildingType
from layers.tax.land_use import LandUse


class Structure(Codelist):
    MASONRY = "masonry", th("ตึก"), en("Masonry"), None, ("คอนกรีต", "คสล.")
    HALF = "half", th("ครึ่งตึกครึ่งไม้"), en("Half masonry, half wood")
    WOOD = "wood", th("ไม้"), en("Wood")


class Building(LayerTable):
    __tablename__ = "building"
    layer = Layer(
        title=th("อาคารและสิ่งปลูกสร้าง") | en("Buildings"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING, also_write=(Division.FINANCE,)),
        style=Fill(by="use", colour="#9a8f85", opacity=0.6, outline="#6f665e", outline_width=0.6),
        tiles=Zoom(14),
        key="building_no",
        search=("name",),
    )
    geom = geometry("POLYGON")
    building_no: Mapped[str | None] = field(
        th("รหัสอาคาร") | en("Building number"), unique=True, aliases=("POLYGON_ID", "BLDG_ID")
    )
    name: Mapped[str | None] = field(
        th("ชื่ออาคาร") | en("Name"), help=th("เฉพาะอาคารสาธารณะ") | en("Public buildings only")
    )
    use: Mapped[LandUse | None] = field(th("การใช้ประโยชน์") | en("Use"))
    building_type: Mapped[BuildingType | None] = field(th("ประเภทอาคาร (กรมธนารักษ์)") | en("Treasury type"))
    structure: Mapped[Structure | None] = field(th("ลักษณะโครงสร้าง") | en("Structure"))
    storeys: Mapped[int | None] = field(th("จำนวนชั้น") | en("Storeys"), between=(1, 120), aliases=("building:levels",))
    height_m: Mapped[Decimal | None] = field(
        th("ความสูง") | en("Height"), unit="m", places=1, between=(0, 700), aliases=("AGL", "height")
    )
    floor_area_m2: Mapped[Decimal | None] = field(
        th("พื้นที่ใช้สอยรวม") | en("Total floor area"), unit="m²", places=2, between=(0, 1000000)
    )
    build_year_be: Mapped[int | None] = field(
        th("ปีที่สร้าง (พ.ศ.)") | en("Year built (B.E.)"), between=(2400, 2600), read=Audience.STAFF
    )
    parcel_id: Mapped[int | None] = ref("parcel", th("แปลงที่ดิน") | en("Parcel"))
