"""Hospitals, sub-district health centres, clinics and pharmacies."""

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
    th,
)


class FacilityKind(Codelist):
    HOSPITAL = "hospital", th("โรงพยาบาล"), en("Hospital"), "#c2185b"
    HEALTH_CENTRE = (
        "health_centre",
        th("โรงพยาบาลส่งเสริมสุขภาพตำบล"),
        en("Sub-district health centre"),
        "#2b7bba",
        ("รพ.สต.",),
    )
    CLINIC = "clinic", th("คลินิก"), en("Clinic"), "#b79be0"
    PHARMACY = "pharmacy", th("ร้านขายยา"), en("Pharmacy"), "#66c28f"
    ELDERLY_CENTRE = "elderly_centre", th("ศูนย์ดูแลผู้สูงอายุ"), en("Centre for the elderly"), "#d98e04"


class HealthFacility(LayerTable):
    __tablename__ = "health_facility"
    layer = Layer(
        title=th("สถานบริการสุขภาพ") | en("Health facilities"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH, also_write=(Division.WELFARE,)),
        style=Circle(by="kind", colour="#c2185b", radius=7, label="name", label_from=13),
        tiles=Zoom(9),
        key="facility_code",
        search=("name",),
    )
    geom = geometry("POINT")
    facility_code: Mapped[str | None] = field(th("รหัสสถานพยาบาล") | en("Facility code"), unique=True)
    name: Mapped[str] = field(th("ชื่อสถานบริการ") | en("Name"))
    kind: Mapped[FacilityKind | None] = field(th("ประเภท") | en("Kind"))
    beds: Mapped[int | None] = field(th("จำนวนเตียง") | en("Beds"), between=(0, 5000), aliases=("num_bed", "BED"))
    emergency: Mapped[bool | None] = field(th("รับผู้ป่วยฉุกเฉิน") | en("Emergency care"))
    accessible: Mapped[bool | None] = field(th("รองรับผู้พิการและผู้สูงอายุ") | en("Step-free"), aliases=("wheelchair",))
    opening: Mapped[str | None] = field(th("เวลาเปิด") | en("Opening hours"), aliases=("opening_hours",))
    phone: Mapped[str | None] = field(th("โทรศัพท์สำนักงาน") | en("Office phone"), aliases=("tel",))
