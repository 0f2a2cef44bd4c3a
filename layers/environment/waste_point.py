"""Places where bins stand and waste is collected."""

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


class Weekday(Codelist):
    MON = "mon", th("จันทร์"), en("Monday")
    TUE = "tue", th("อังคาร"), en("Tuesday")
    WED = "wed", th("พุธ"), en("Wednesday")
    THU = "thu", th("พฤหัสบดี"), en("Thursday")
    FRI = "fri", th("ศุกร์"), en("Friday")
    SAT = "sat", th("เสาร์"), en("Saturday")
    SUN = "sun", th("อาทิตย์"), en("Sunday")


class WastePoint(LayerTable):
    __tablename__ = "waste_point"
    layer = Layer(
        title=th("จุดตั้งถังขยะ") | en("Waste points"),
        dimension=Dimension.ENVIRONMENT,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH),
        style=Circle(colour="#6b8e23", radius=4, label="point_no", label_from=17),
        tiles=Zoom(13),
        shown=False,
        key="point_no",
        search=("point_no",),
    )
    geom = geometry("POINT")
    point_no: Mapped[str] = field(th("หมายเลขจุดตั้งถัง") | en("Point number"), unique=True)
    bin_general: Mapped[int | None] = field(th("ถังทั่วไป") | en("General bins"), unit="bin", between=(0, 100))
    bin_organic: Mapped[int | None] = field(th("ถังอินทรีย์") | en("Organic bins"), unit="bin", between=(0, 100))
    bin_recycle: Mapped[int | None] = field(th("ถังรีไซเคิล") | en("Recycling bins"), unit="bin", between=(0, 100))
    bin_hazard: Mapped[int | None] = field(th("ถังอันตราย") | en("Hazardous-waste bins"), unit="bin", between=(0, 100))
    capacity_l: Mapped[int | None] = field(th("ความจุรวม") | en("Capacity"), unit="L", between=(0, 100000))
    collect_days: Mapped[list[Weekday] | None] = field(th("วันเก็บ") | en("Collection days"))
    fill_pct: Mapped[int | None] = field(th("ระดับขยะ") | en("Fill level"), unit="%", between=(0, 100))
    route_id: Mapped[int | None] = ref("waste_route", th("เส้นทางรถเก็บขยะ") | en("Collection route"))
