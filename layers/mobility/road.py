"""Roads, one row for each stretch of one surface and width, as the register of local highways (ทถ.) divides them."""

import datetime
from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Codelist,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Line,
    Mapped,
    Zoom,
    en,
    field,
    geometry,
    th,
)
from layers.mobility.condition import Condition
from layers.mobility.road_register import Drainage, LandBasis, RegisterStatus, RoadAgency, RuralClass, UrbanClass


class RoadClass(Codelist):
    MAIN = (
        "main",
        th("สายหลัก"),
        en("Main road"),
        None,
        ("motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link"),
    )
    SECONDARY = "secondary", th("สายรอง"), en("Secondary road"), None, ("secondary_link", "tertiary", "tertiary_link")
    LOCAL = (
        "local",
        th("สายย่อยหรือซอย"),
        en("Local road"),
        None,
        ("residential", "unclassified", "living_street", "busway", "road"),
    )
    SERVICE = "service", th("ทางเข้าออก"), en("Service road")
    TRACK = "track", th("ทางลำลองหรือทางเข้าไร่นา"), en("Farm track")
    PATH = (
        "path",
        th("ทางเท้าหรือทางจักรยาน"),
        en("Path"),
        None,
        ("footway", "pedestrian", "steps", "corridor", "cycleway", "bridleway"),
    )


class Surface(Codelist):
    CONCRETE = "concrete", th("คอนกรีต"), en("Concrete"), "#8e959c", ("คสล.", "คอนกรีตเสริมเหล็ก")
    ASPHALT = "asphalt", th("ลาดยาง"), en("Asphalt"), "#555b62", ("แอสฟัลต์", "แอสฟัลท์ติกคอนกรีต")
    LATERITE = "laterite", th("ลูกรัง"), en("Laterite"), "#b98a72"
    CRUSHED_ROCK = "crushed_rock", th("หินคลุก"), en("Crushed rock"), "#b9b3a8"
    EARTH = "earth", th("ดิน"), en("Earth"), "#cfb98c"


class Road(LayerTable):
    __tablename__ = "road"
    layer = Layer(
        title=th("ถนน") | en("Roads"),
        dimension=Dimension.MOBILITY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Line(
            by="surface",
            colour="#a5a8ab",
            width=2.5,
            label="name",
            label_from=14,
            width_by="road_class",
            widths={"main": 5.0, "secondary": 3.5, "service": 1.8, "track": 1.5, "path": 1.2},
        ),
        tiles=Zoom(9),
        key="road_no",
        search=("name", "route_code"),
    )
    geom = geometry("LINESTRING")
    road_no: Mapped[str | None] = field(
        th("เลขประจำช่วงถนน") | en("Stretch number"), unique=True, aliases=("osm_id", "ROAD_ID")
    )
    name: Mapped[str | None] = field(th("ชื่อสายทาง") | en("Road name"), aliases=("route_name", "ROAD_NAME"))
    route_code: Mapped[str | None] = field(th("รหัสสายทาง") | en("Route code"), aliases=("ROUTE_CODE", "ROAD_CODE"))
    road_class: Mapped[RoadClass | None] = field(th("ประเภทสายทาง") | en("Road class"), aliases=("highway",))
    surface: Mapped[Surface | None] = field(th("ชนิดผิวจราจร") | en("Surface"))
    condition: Mapped[Condition | None] = field(th("สภาพ") | en("Condition"))
    length_km: Mapped[Decimal | None] = field(
        th("ระยะทางตามทะเบียน") | en("Registered length"), unit="km", places=3, between=(0, 500)
    )
    carriageway_width_m: Mapped[Decimal | None] = field(
        th("ผิวจราจรกว้าง") | en("Carriageway width"), unit="m", places=2, between=(0, 60)
    )
    shoulder_width_m: Mapped[Decimal | None] = field(
        th("ไหล่ทางกว้าง") | en("Shoulder width"), unit="m", places=2, between=(0, 10)
    )
    footpath_width_m: Mapped[Decimal | None] = field(
        th("ทางเท้ากว้าง") | en("Footpath width"), unit="m", places=2, between=(0, 20)
    )
    row_width_m: Mapped[Decimal | None] = field(
        th("เขตทางกว้าง") | en("Right-of-way width"), unit="m", places=2, between=(0, 120)
    )
    build_year_be: Mapped[int | None] = field(th("ปีที่สร้าง (พ.ศ.)") | en("Year built (B.E.)"), between=(2400, 2600))
    drainage: Mapped[Drainage | None] = field(th("ระบบระบายน้ำ") | en("Drainage"))
    owner_agency: Mapped[RoadAgency | None] = field(th("หน่วยงานรับผิดชอบ") | en("Responsible agency"))
    register_status: Mapped[RegisterStatus | None] = field(th("สถานะลงทะเบียน ทถ.") | en("Register status"))
    registered_on: Mapped[datetime.date | None] = field(th("ลงทะเบียนเมื่อ") | en("Registered on"), past=True)
    urban_class: Mapped[UrbanClass | None] = field(th("ชั้นทางในเขตเมือง/ชุมชน") | en("Urban class"))
    rural_class: Mapped[RuralClass | None] = field(th("ชั้นทางนอกเขตเมือง/ชุมชน") | en("Rural class"))
    land_basis: Mapped[LandBasis | None] = field(th("เอกสารสิทธิ์เขตทาง") | en("Land document"), read=Audience.STAFF)
    inspected_on: Mapped[datetime.date | None] = field(th("ตรวจสภาพล่าสุด") | en("Last inspected"), past=True)
