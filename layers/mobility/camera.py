"""Cameras for the safety of life and property; where they stand and look is never public."""

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
    Personal,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class CameraKind(Codelist):
    FIXED = "fixed", th("มุมคงที่"), en("Fixed")
    PTZ = "ptz", th("หมุนและซูมได้"), en("Pan, tilt, zoom")
    LPR = "lpr", th("อ่านป้ายทะเบียน"), en("Number plates")
    PANORAMIC = "panoramic", th("พาโนรามา"), en("Panoramic")


class CameraStatus(Codelist):
    ONLINE = "online", th("ใช้งานได้"), en("Online"), "#1b9e77"
    OFFLINE = "offline", th("ขาดการติดต่อ"), en("Offline"), "#b2182b"
    REPAIR = "repair", th("กำลังซ่อม"), en("Under repair"), "#e6ab02"


#: Whoever knows these can look for themselves, so they are closed as the pictures are.
RECORDING = Personal(why="คุ้มครองภาพบุคคลในระบบกล้องวงจรปิด", keep_days=3650)


class Camera(LayerTable):
    __tablename__ = "camera"
    layer = Layer(
        title=th("กล้องวงจรปิด") | en("Cameras"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.STAFF, write=Division.CLERK, also_write=(Division.ENGINEERING, Division.DISASTER)),
        style=Circle(by="status", colour="#334155", radius=5, label="camera_no", label_from=17),
        tiles=Zoom(13),
        shown=False,
        key="camera_no",
        search=("camera_no",),
    )
    geom = geometry("POINT")
    camera_no: Mapped[str] = field(th("หมายเลขกล้อง") | en("Camera number"), unique=True)
    kind: Mapped[CameraKind | None] = field(th("ชนิด") | en("Kind"))
    status: Mapped[CameraStatus] = field(th("สถานะ") | en("Status"), default=CameraStatus.ONLINE)
    azimuth_deg: Mapped[int | None] = field(th("ทิศทาง") | en("Direction"), unit="°", between=(0, 359))
    fov_deg: Mapped[int | None] = field(th("มุมรับภาพ") | en("Field of view"), unit="°", between=(1, 360))
    range_m: Mapped[int | None] = field(th("ระยะ") | en("Range"), unit="m", between=(1, 1000))
    retention_days: Mapped[int] = field(th("เก็บภาพ") | en("Recordings kept"), unit="d", between=(1, 365), default=30)
    sign_posted: Mapped[bool | None] = field(th("ติดป้ายแจ้ง") | en("Notice posted"))
    last_seen: Mapped[datetime.datetime | None] = field(th("ติดต่อล่าสุด") | en("Last seen"))
    recorder: Mapped[str | None] = field(th("เครื่องบันทึก") | en("Recorder"), personal=RECORDING)
    ip_address: Mapped[str | None] = field(th("ไอพีแอดเดรส") | en("IP address"), personal=RECORDING)
