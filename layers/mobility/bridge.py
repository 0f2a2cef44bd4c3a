"""Bridges and box culverts that carry a road over water."""

from decimal import Decimal

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
from layers.mobility.condition import Condition


class BridgeKind(Codelist):
    RC_SLAB = "rc_slab", th("คอนกรีตเสริมเหล็กแบบพื้น"), en("Reinforced-concrete slab"), None, ("สะพาน คสล.",)
    RC_GIRDER = "rc_girder", th("คอนกรีตเสริมเหล็กแบบคาน"), en("Reinforced-concrete girder")
    STEEL = "steel", th("สะพานเหล็ก"), en("Steel")
    WOOD = "wood", th("สะพานไม้"), en("Wood")
    BOX_CULVERT = "box_culvert", th("ท่อลอดเหลี่ยม"), en("Box culvert")


class Bridge(LayerTable):
    __tablename__ = "bridge"
    layer = Layer(
        title=th("สะพาน") | en("Bridges"),
        dimension=Dimension.MOBILITY,
        access=Access(read=Audience.PUBLIC, write=Division.ENGINEERING),
        style=Circle(by="condition", colour="#5b4636", radius=6, label="bridge_no", label_from=16),
        tiles=Zoom(12),
        shown=False,
        key="bridge_no",
        search=("bridge_no", "name"),
    )
    geom = geometry("POINT")
    bridge_no: Mapped[str] = field(th("เลขที่สะพาน") | en("Bridge number"), unique=True)
    name: Mapped[str | None] = field(th("ชื่อสะพาน") | en("Name"))
    kind: Mapped[BridgeKind | None] = field(th("ชนิด") | en("Kind"))
    length_m: Mapped[Decimal | None] = field(th("ยาว") | en("Length"), unit="m", places=2, between=(0, 2000))
    deck_width_m: Mapped[Decimal | None] = field(th("กว้าง") | en("Deck width"), unit="m", places=2, between=(0, 60))
    load_limit_t: Mapped[Decimal | None] = field(
        th("พิกัดน้ำหนัก") | en("Load limit"), unit="t", places=1, between=(0, 100)
    )
    spans: Mapped[int | None] = field(th("จำนวนช่วง") | en("Spans"), between=(1, 200))
    condition: Mapped[Condition | None] = field(th("สภาพ") | en("Condition"))
    build_year_be: Mapped[int | None] = field(th("ปีที่สร้าง (พ.ศ.)") | en("Year built (B.E.)"), between=(2400, 2600))
    road_id: Mapped[int | None] = ref("road", th("สายทาง") | en("Road"))
