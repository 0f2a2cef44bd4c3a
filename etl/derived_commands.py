"""``takeed raster slope``, ``flood`` and the others: what is worked out from a registered raster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gis import cluster, settings
from gis.errors import Invalid
from gis.text import en, th

Name = Annotated[str, typer.Argument(help="ชื่อราสเตอร์ความสูง · name of the raster of heights")]
Target = Annotated[Path, typer.Argument(help="ไฟล์ที่จะเขียน · the file to write", dir_okay=False)]
StreamArea = Annotated[
    float, typer.Option("--stream-km2", min=0, help="ลำน้ำเริ่มเมื่อรับน้ำจากกี่ ตร.กม. · land that makes a stream")
]


def add_to(raster: typer.Typer) -> None:
    """Add what works on heights to ``takeed raster``."""
    raster.command("derive")(derive)
    raster.command("contours")(contours)
    raster.command("flood")(flood)
    raster.command("zonal")(zonal)


def derive(
    name: Name,
    what: Annotated[str, typer.Argument(help="slope, aspect, hand")],
    stream_km2: StreamArea = 1.0,
) -> None:
    """ความลาดชัน ทิศด้านลาด ความสูงเหนือทางน้ำ · Register slope, aspect, or height above the nearest drainage."""
    from etl.derived import Derivation
    from etl.derived import derive as make

    if what not in list(Derivation):
        known = ", ".join(Derivation)
        raise Invalid(th(f"{what}: ใช้ได้เฉพาะ {known}") | en(f"{what}: this can only be {known}."))
    with cluster.running(settings.load()) as told:
        made = make(told, name, Derivation(what), stream_km2)
    print(f"✓ /ogc/collections/{made}")


def contours(
    name: Name,
    file: Target,
    every: Annotated[float, typer.Option(help="ช่วงชั้นความสูง (ม.) · step in metres")] = 1.0,
) -> None:
    """เส้นชั้นความสูง · Write the contours to a file whose ending says the format, such as .gpkg."""
    from etl.derived import contour_lines

    with cluster.running(settings.load()) as told:
        lines = contour_lines(told, name, every)
    lines.to_file(file)
    print(f"✓ {file}: {len(lines):,} เส้น · lines")


def flood(
    name: Name,
    stage: Annotated[float, typer.Option(min=0, help="น้ำสูงจากท้องน้ำ (ม.) · metres above the bed")],
    into: Annotated[str | None, typer.Option(help="ชั้นข้อมูลที่จะใส่ · the layer to fill")] = None,
    file: Annotated[Path | None, typer.Option(help="หรือไฟล์ที่จะเขียน · or the file to write")] = None,
    stream_km2: StreamArea = 1.0,
    outlet: Annotated[
        str | None, typer.Option(help="เฉพาะลุ่มน้ำเหนือจุด ลองจิจูด,ละติจูด · only the basin above longitude,latitude")
    ] = None,
) -> None:
    """เขตน้ำท่วมตามระดับน้ำ · Flood zones by class of depth, for a stage of the streams."""
    from etl.derived import flood_zones, load_zones

    if (into is None) == (file is None):
        raise Invalid(
            th("ระบุ --into ชั้นข้อมูล หรือ --file ไฟล์ อย่างใดอย่างหนึ่ง") | en("Say either --into LAYER or --file FILE.")
        )
    with cluster.running(settings.load()) as told:
        zones = flood_zones(told, name, stage, stream_km2=stream_km2, outlet=_place(outlet) if outlet else None)
        if file is not None:
            zones.to_file(file)
            print(f"✓ {file}: {len(zones)} ชั้นความลึก · classes of depth")
        elif into is not None:
            from etl.report import show

            show(load_zones(told, name, zones, stage, into), Console())


def zonal(
    name: Name,
    layer: Annotated[str, typer.Argument(help="ชั้นข้อมูลพื้นที่ · a layer of areas")],
    file: Target,
) -> None:
    """สถิติในแต่ละพื้นที่ · Mean, least and greatest of a raster in each area of a layer, as CSV."""
    from etl.derived import statistics
    from gis.notebook import read

    with cluster.running(settings.load()) as told:
        table = statistics(told, name, read(layer))
    table.to_csv(file, index=False, encoding="utf-8-sig")
    print(f"✓ {file}: {len(table):,} พื้นที่ · areas")


def _place(told: str) -> tuple[float, float]:
    try:
        longitude, latitude = (float(part) for part in told.split(","))
    except ValueError:
        raise Invalid(
            th("--outlet เขียนเป็น ลองจิจูด,ละติจูด เช่น 99.91,16.01")
            | en("--outlet is longitude,latitude, such as 99.91,16.01.")
        ) from None
    return longitude, latitude
