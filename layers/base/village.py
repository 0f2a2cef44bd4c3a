"""Villages (หมู่บ้าน) as points; their outlines are informal and are not kept."""

from gis.declare import (
    Access,
    Audience,
    Circle,
    Dimension,
    Division,
    Layer,
    LayerTable,
    Mapped,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class Village(LayerTable):
    __tablename__ = "village"
    layer = Layer(
        title=th("หมู่บ้าน") | en("Villages"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.CLERK),
        style=Circle(colour="#374151", radius=5, label="name", label_from=10),
        tiles=Zoom(9),
        key="village_code",
        search=("name",),
    )
    geom = geometry("POINT")
    village_code: Mapped[str] = field(
        th("รหัสหมู่บ้าน") | en("Village code"),
        help=th("รหัสกรมการปกครอง 8 หลัก (ทะเบียนเก่าบางชุดมี 7 หลัก)")
        | en("Eight digits of the Department of Provincial Administration; some older registers have seven"),
        unique=True,
        pattern="[0-9]{7,8}",
        aliases=("MAIN_ID", "VILL_CODE"),
    )
    name: Mapped[str] = field(th("ชื่อหมู่บ้าน") | en("Name"), aliases=("VILL_NAME",))
    moo: Mapped[int | None] = field(th("หมู่ที่") | en("Village number"), between=(1, 99), aliases=("MOO",))
    subdistrict: Mapped[str | None] = field(th("ตำบล") | en("Sub-district"), aliases=("TAM_NAME",))
    amphoe: Mapped[str | None] = field(th("อำเภอ") | en("District"), aliases=("AMP_NAME",))
    province: Mapped[str | None] = field(th("จังหวัด") | en("Province"), aliases=("PRV_NAME",))
    households: Mapped[int | None] = field(th("จำนวนครัวเรือน") | en("Households"), unit="household", between=(0, 20000))
    population: Mapped[int | None] = field(th("จำนวนประชากร") | en("Population"), unit="person", between=(0, 100000))
