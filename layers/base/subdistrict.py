"""Boundaries of sub-districts (ตำบล), our own and the neighbours'."""

from gis.declare import (
    Access,
    Audience,
    Dimension,
    Division,
    Fill,
    Layer,
    LayerTable,
    Mapped,
    Source,
    Zoom,
    en,
    field,
    geometry,
    th,
)


class Subdistrict(LayerTable):
    __tablename__ = "subdistrict"
    layer = Layer(
        title=th("ขอบเขตตำบล") | en("Sub-districts"),
        dimension=Dimension.GOVERNANCE,
        access=Access(read=Audience.PUBLIC, write=Division.CLERK),
        style=Fill(
            colour="#8a6fa8", opacity=0.04, outline="#5f4485", outline_width=3.5, label="name_th", label_from=10
        ),
        tiles=Zoom(5),
        licence="CC-BY-3.0-IGO",
        source=Source(th("กรมแผนที่ทหาร เผยแพร่โดย OCHA") | en("Royal Thai Survey Department, published by OCHA")),
        key="code",
        search=("name_th", "name_en"),
    )
    geom = geometry("POLYGON")
    code: Mapped[str] = field(
        th("รหัสตำบล") | en("Sub-district code"),
        unique=True,
        pattern="(TH)?[0-9]{6}",
        aliases=("ADM3_PCODE", "TAM_CODE"),
    )
    name_th: Mapped[str] = field(th("ชื่อตำบล") | en("Name in Thai"), aliases=("ADM3_TH", "TAM_NAMT"))
    name_en: Mapped[str | None] = field(th("ชื่อภาษาอังกฤษ") | en("Name in English"), aliases=("ADM3_EN", "TAM_NAME"))
    amphoe_th: Mapped[str | None] = field(th("อำเภอ") | en("District in Thai"), aliases=("ADM2_TH",))
    amphoe_en: Mapped[str | None] = field(th("อำเภอ (อังกฤษ)") | en("District in English"), aliases=("ADM2_EN",))
    province_th: Mapped[str | None] = field(th("จังหวัด") | en("Province in Thai"), aliases=("ADM1_TH",))
    province_en: Mapped[str | None] = field(th("จังหวัด (อังกฤษ)") | en("Province in English"), aliases=("ADM1_EN",))
