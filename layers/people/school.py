"""Schools and child development centres, with head counts and no child's name."""

from gis.declare import (
    Access,
    Audience,
    Circle,
    Codelist,
    Dimension,
    Division,
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


class SchoolKind(Codelist):
    CHILD_CENTRE = "child_centre", th("ศูนย์พัฒนาเด็กเล็ก"), en("Child development centre"), "#e07b39", ("CDC", "ศพด.")
    KINDERGARTEN = "kindergarten", th("อนุบาล"), en("Kindergarten"), "#e6b422"
    PRIMARY = "primary", th("ประถมศึกษา"), en("Primary school"), "#3f83c4"
    SECONDARY = "secondary", th("มัธยมศึกษา"), en("Secondary school"), "#6b46c1"


class SchoolOrigin(Codelist):
    LAO_BUILT = "lao_built", th("ท้องถิ่นจัดตั้งเอง"), en("Founded by the local government")
    RELIGIOUS_AFFAIRS = "religious_affairs", th("ถ่ายโอนจากกรมการศาสนา"), en("From Religious Affairs")
    CDD = "cdd", th("ถ่ายโอนจากกรมการพัฒนาชุมชน"), en("From Community Development")
    OBEC = "obec", th("ถ่ายโอนจาก สพฐ."), en("From the Office of Basic Education")
    OTHER = "other", th("อื่น ๆ"), en("Other"), None, ("อื่นๆ",)


class School(LayerTable):
    __tablename__ = "school"
    layer = Layer(
        title=th("สถานศึกษาและศูนย์พัฒนาเด็กเล็ก") | en("Schools and child centres"),
        dimension=Dimension.PEOPLE,
        access=Access(read=Audience.PUBLIC, write=Division.EDUCATION),
        style=Circle(by="kind", colour="#c2478a", radius=7, label="name", label_from=14),
        tiles=Zoom(10),
        key="school_code",
        search=("name",),
    )
    geom = geometry("POINT")
    school_code: Mapped[str | None] = field(th("รหัสสถานศึกษา") | en("School code"), unique=True, aliases=("@id",))
    name: Mapped[str] = field(th("ชื่อสถานศึกษา") | en("Name"), aliases=("name_th", "name:th"))
    kind: Mapped[SchoolKind | None] = field(th("ประเภท") | en("Kind"))
    parent_org: Mapped[str | None] = field(th("สังกัด") | en("Parent organisation"))
    origin: Mapped[SchoolOrigin | None] = field(th("ที่มา") | en("Origin"), aliases=("transferred_from",))
    academic_year_be: Mapped[int | None] = field(
        th("ข้อมูลปีการศึกษา (พ.ศ.)") | en("Academic year (B.E.)"), between=(2500, 2600)
    )
    pupils: Mapped[int | None] = field(
        th("จำนวนนักเรียน") | en("Pupils"),
        help=th("เผยแพร่ผ่านสถิติรวมเมื่อมีตั้งแต่ 10 คน") | en("Published only in statistics of ten or more"),
        unit="person",
        between=(0, 5000),
        read=Audience.STAFF,
    )
    teachers: Mapped[int | None] = field(
        th("จำนวนครูและผู้ดูแลเด็ก") | en("Teachers and carers"), unit="person", between=(0, 500)
    )
    opening: Mapped[str | None] = field(th("เวลาเปิด") | en("Opening hours"), aliases=("opening_hours",))
    phone: Mapped[str | None] = field(th("โทรศัพท์สำนักงาน") | en("Office phone"))
    village_id: Mapped[int | None] = ref("village", th("หมู่บ้าน") | en("Village"))
