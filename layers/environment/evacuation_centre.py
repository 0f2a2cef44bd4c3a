"""Places where people shelter in a disaster."""

from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Circle,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    Personal,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class EvacuationCentre(LayerTable):
    __tablename__ = "evacuation_centre"
    layer = Layer(
        title=th("ศูนย์พักพิงชั่วคราว") | en("Evacuation centres"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.DISASTER),
        style=Circle(colour="#00796b", radius=7, label="name", label_from=13),
        tiles=Zoom(10),
        key="centre_no",
        search=("name",),
    )
    geom = geometry("POINT")
    centre_no: Mapped[str | None] = field(th("หมายเลขศูนย์") | en("Centre number"), unique=True)
    name: Mapped[str] = field(th("ชื่อศูนย์พักพิง") | en("Name"))
    capacity_person: Mapped[int | None] = field(th("ความจุ") | en("Capacity"), unit="person", between=(1, 20000))
    area_m2: Mapped[Decimal | None] = field(
        th("พื้นที่") | en("Area"),
        help=th("เกณฑ์วางแผน 3.5 ตร.ม. ต่อคน") | en("Plan for at least 3.5 m² a person"),
        unit="m²",
        places=1,
        between=(0, 100000),
    )
    toilets: Mapped[int | None] = field(th("ห้องน้ำ") | en("Toilets"), between=(0, 500))
    backup_power_kw: Mapped[Decimal | None] = field(
        th("ไฟสำรอง") | en("Backup power"), unit="kW", places=1, between=(0, 5000)
    )
    kitchen: Mapped[bool | None] = field(th("โรงครัว") | en("Kitchen"))
    accessible: Mapped[bool | None] = field(th("รองรับผู้พิการ") | en("Accessible"))
    above_flood_level: Mapped[bool | None] = field(th("พ้นระดับน้ำท่วม") | en("Above flood level"))
    manager_phone: Mapped[str | None] = field(
        th("โทรศัพท์ผู้ดูแล") | en("Manager's phone"),
        personal=Personal(why="ติดต่อผู้ดูแลศูนย์เมื่อเกิดสาธารณภัย", keep_days=730),
    )
