"""Public lamps along the roads (ไฟส่องสว่างสาธารณะ)."""

import datetime

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


class LampStatus(Codelist):
    ON = "on", th("ปกติ"), en("Working"), "#e0a800"
    OFF = "off", th("ดับ"), en("Out"), "#c0392b"
    FLICKER = "flicker", th("กะพริบ"), en("Flickering"), "#d35400"
    MISSING = "missing", th("สูญหาย"), en("Missing"), "#7f1d1d"
    REPAIR = "repair", th("กำลังซ่อม"), en("Under repair"), "#2b6cb0"


class Streetlight(LayerTable):
    __tablename__ = "streetlight"
    layer = Layer(
        title=th("ไฟส่องสว่างสาธารณะ") | en("Street lights"),
        dimension=Dimension.ENERGY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(by="status", radius=4, label="light_no", label_from=18),
        tiles=Zoom(13),
        key="light_no",
        search=("light_no",),
    )
    geom = geometry("POINT")
    light_no: Mapped[str] = field(th("หมายเลขโคม") | en("Lamp number"), unique=True)
    status: Mapped[LampStatus] = field(th("สถานะ") | en("Status"), default=LampStatus.ON)
    watt: Mapped[int | None] = field(th("กำลังไฟ") | en("Power"), unit="W", between=(1, 2000))
    pea_meter_no: Mapped[str | None] = field(th("หมายเลขเครื่องวัด กฟภ.") | en("PEA meter number"), read=Audience.STAFF)
    installed_on: Mapped[datetime.date | None] = field(th("ติดตั้งเมื่อ") | en("Installed on"), past=True)
    circuit_id: Mapped[int | None] = ref("light_circuit", th("วงจรไฟ") | en("Circuit"))
