"""House numbers as points; who lives there is kept nowhere here."""

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
    ref,
    th,
)


class Address(LayerTable):
    __tablename__ = "address"
    layer = Layer(
        title=th("บ้านเลขที่") | en("Addresses"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.CLERK, also_write=(Division.FINANCE,)),
        style=Circle(colour="#7c8798", radius=2.5, label="house_no", label_from=18),
        tiles=Zoom(16),
        shown=False,
        key="house_code",
        search=("house_no", "house_code"),
    )
    geom = geometry("POINT")
    house_code: Mapped[str | None] = field(
        th("รหัสประจำบ้าน") | en("House code"), unique=True, pattern="[0-9]{11}", aliases=("HOUSE_ID", "HID")
    )
    house_no: Mapped[str] = field(th("บ้านเลขที่") | en("House number"), aliases=("HOUSE_NO", "HNO"))
    moo: Mapped[int | None] = field(th("หมู่ที่") | en("Village number"), between=(1, 99))
    soi: Mapped[str | None] = field(th("ตรอก/ซอย") | en("Lane"))
    road: Mapped[str | None] = field(th("ถนน") | en("Road"))
    postcode: Mapped[str | None] = field(th("รหัสไปรษณีย์") | en("Postcode"), pattern="[1-9][0-9]{4}")
    village_id: Mapped[int | None] = ref("village", th("หมู่บ้าน") | en("Village"))
    building_id: Mapped[int | None] = ref("building", th("อาคาร") | en("Building"))
