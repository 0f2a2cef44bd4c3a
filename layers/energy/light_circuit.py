"""Circuits that feed the public lamps: what goes dark together."""

from gis.declare import (
    Access,
    Audience,
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
    th,
)


class LightCircuit(LayerTable):
    __tablename__ = "light_circuit"
    layer = Layer(
        title=th("วงจรไฟส่องสว่าง") | en("Light circuits"),
        dimension=Dimension.ENERGY,
        access=Access(read=Audience.STAFF, write=Division.ENGINEERING),
        style=Line(colour="#a16207", width=1.5, dash=(2.0, 2.0)),
        tiles=Zoom(13),
        shown=False,
        key="circuit_no",
        search=("circuit_no",),
    )
    geom = geometry("LINESTRING", required=False)
    circuit_no: Mapped[str] = field(th("หมายเลขวงจร") | en("Circuit number"), unique=True)
    meter_no: Mapped[str | None] = field(th("หมายเลขเครื่องวัด กฟภ.") | en("PEA meter number"))
