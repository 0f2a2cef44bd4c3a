"""News and announcements, at a place where they have one."""

import datetime

from gis.declare import (
    NOW,
    Access,
    Audience,
    Check,
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
from layers.governance.case import DIVISIONS


class NewsKind(Codelist):
    NEWS = "news", th("ข่าวประชาสัมพันธ์"), en("News"), "#4f5bd5"
    NOTICE = "notice", th("ประกาศ"), en("Notice"), "#7b5ea7"
    EVENT = "event", th("กิจกรรม"), en("Event"), "#2c8c86"
    PROCUREMENT = "procurement", th("จัดซื้อจัดจ้าง"), en("Procurement"), "#c9a35a"
    HEARING = "hearing", th("ประชาคมและรับฟังความคิดเห็น"), en("Public hearing"), "#d98e04"
    WARNING = "warning", th("แจ้งเตือนภัย"), en("Warning"), "#c62828"


class NewsItem(LayerTable):
    __tablename__ = "news_item"
    layer = Layer(
        title=th("ข่าวและประกาศ") | en("News"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.CLERK, also_write=DIVISIONS),
        style=Circle(by="kind", colour="#4f5bd5", radius=6, label="headline", label_from=15),
        tiles=Zoom(9),
        shown=False,
        key="news_no",
        search=("headline",),
        checks=(
            Check(
                "published_at", "ends_at", th("วันสิ้นสุดต้องไม่ก่อนวันเผยแพร่") | en("It must not end before it is published.")
            ),
        ),
    )
    geom = geometry("POINT", required=False)
    news_no: Mapped[str | None] = field(th("เลขที่ข่าว") | en("News number"), unique=True)
    headline: Mapped[str] = field(th("หัวข้อ") | en("Headline"))
    kind: Mapped[NewsKind] = field(th("ประเภท") | en("Kind"), default=NewsKind.NEWS)
    body: Mapped[str | None] = field(th("เนื้อหา") | en("Text"))
    published_at: Mapped[datetime.datetime] = field(th("เผยแพร่เมื่อ") | en("Published at"), default=NOW)
    ends_at: Mapped[datetime.datetime | None] = field(th("สิ้นสุดเมื่อ") | en("Ends at"))
    link: Mapped[str | None] = field(th("ลิงก์รายละเอียด") | en("Link"), pattern="https?://.+")
