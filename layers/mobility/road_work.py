"""Projects that build or repair a stretch of road."""

import datetime
from decimal import Decimal

from gis.declare import (
    Access,
    Audience,
    Check,
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
    ref,
    th,
)


class WorkKind(Codelist):
    BUILD = "build", th("ก่อสร้างใหม่"), en("New construction")
    RESURFACE = "resurface", th("ปรับปรุงผิวจราจร"), en("Resurfacing")
    REPAIR = "repair", th("ซ่อมแซม"), en("Repair")
    WIDEN = "widen", th("ขยายผิวจราจร"), en("Widening")
    DRAINAGE = "drainage", th("วางท่อระบายน้ำ"), en("Drainage")


class WorkStatus(Codelist):
    PLANNED = "planned", th("อยู่ในแผน"), en("Planned"), "#a9bbe0"
    PROCUREMENT = "procurement", th("จัดซื้อจัดจ้าง"), en("Procurement"), "#8e5aa8"
    WORKING = "working", th("กำลังก่อสร้าง"), en("Under way"), "#d95f02"
    SUSPENDED = "suspended", th("หยุดงานชั่วคราว"), en("Suspended"), "#7a1f3d"
    FINISHED = "finished", th("แล้วเสร็จ"), en("Finished"), "#1b9e77"


class RoadWork(LayerTable):
    __tablename__ = "road_work"
    layer = Layer(
        title=th("โครงการก่อสร้างและซ่อมถนน") | en("Road works"),
        dimension=Dimension.MOBILITY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Line(by="status", colour="#d95f02", width=4, dash=(1.5, 1.0), label="name", label_from=15),
        tiles=Zoom(11),
        key="project_no",
        search=("name", "project_no"),
        checks=(
            Check("starts_on", "ends_on", th("วันเริ่มงานต้องไม่หลังวันสิ้นสุด") | en("Work must not end before it starts.")),
        ),
    )
    geom = geometry("LINESTRING")
    project_no: Mapped[str] = field(th("เลขที่โครงการ") | en("Project number"), unique=True)
    name: Mapped[str] = field(th("ชื่อโครงการ") | en("Project"))
    kind: Mapped[WorkKind | None] = field(th("ลักษณะงาน") | en("Kind of work"))
    status: Mapped[WorkStatus] = field(th("สถานะ") | en("Status"), default=WorkStatus.PLANNED)
    fiscal_year_be: Mapped[int | None] = field(th("ปีงบประมาณ (พ.ศ.)") | en("Fiscal year (B.E.)"), between=(2500, 2600))
    budget_baht: Mapped[Decimal | None] = field(
        th("งบประมาณ") | en("Budget"), unit="baht", places=2, between=(0, 1000000000)
    )
    contract_baht: Mapped[Decimal | None] = field(
        th("วงเงินตามสัญญา") | en("Contract sum"), unit="baht", places=2, between=(0, 1000000000)
    )
    contractor: Mapped[str | None] = field(
        th("ผู้รับจ้าง") | en("Contractor"), help=th("ชื่อนิติบุคคล") | en("Name of the company")
    )
    starts_on: Mapped[datetime.date | None] = field(th("เริ่มงาน") | en("Starts on"))
    ends_on: Mapped[datetime.date | None] = field(th("สิ้นสุดสัญญา") | en("Ends on"))
    progress_pct: Mapped[int | None] = field(th("ความก้าวหน้า") | en("Progress"), unit="%", between=(0, 100))
    road_id: Mapped[int | None] = ref("road", th("สายทาง") | en("Road"))
