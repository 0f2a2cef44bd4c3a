"""Markets and community enterprises (วิสาหกิจชุมชน)."""

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


class MarketKind(Codelist):
    MARKET = "market", th("ตลาด"), en("Market"), "#b7791f"
    FAIR = "fair", th("ตลาดนัด"), en("Market on fixed days"), "#e0a030"
    ENTERPRISE = "enterprise", th("วิสาหกิจชุมชน"), en("Community enterprise"), "#8a4f9e"
    OTOP = "otop", th("ผู้ผลิตสินค้าโอทอป"), en("OTOP producer"), "#2c8c86"


class Market(LayerTable):
    __tablename__ = "market"
    layer = Layer(
        title=th("ตลาดและวิสาหกิจชุมชน") | en("Markets and community enterprises"),
        dimension=Dimension.ECONOMY,
        access=Access(read=Audience.PUBLIC, write=Division.FINANCE, also_write=(Division.CLERK,)),
        style=Circle(by="kind", colour="#b7791f", radius=6, label="name", label_from=15),
        tiles=Zoom(11),
        key="market_no",
        search=("name", "products"),
    )
    geom = geometry("POINT")
    market_no: Mapped[str | None] = field(th("เลขทะเบียน") | en("Registration number"), unique=True)
    name: Mapped[str] = field(th("ชื่อ") | en("Name"))
    kind: Mapped[MarketKind] = field(th("ประเภท") | en("Kind"), default=MarketKind.MARKET)
    products: Mapped[str | None] = field(th("สินค้าหลัก") | en("Main products"))
    stalls: Mapped[int | None] = field(th("จำนวนแผง") | en("Stalls"), between=(0, 5000))
    members: Mapped[int | None] = field(th("จำนวนสมาชิก") | en("Members"), unit="person", between=(0, 100000))
    opening: Mapped[str | None] = field(th("เวลาเปิด") | en("Opening hours"), aliases=("opening_hours",))
    phone: Mapped[str | None] = field(
        th("โทรศัพท์ผู้ประสานงาน") | en("Contact phone"), personal=Personal(why="ประสานงานส่งเสริมอาชีพ", keep_days=730)
    )
