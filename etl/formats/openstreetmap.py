"""OpenStreetMap extracts in the order that GDAL reads: nodes before the ways that they make, and ids ascending."""

from __future__ import annotations

from pathlib import Path

from etl.formats.recognised import recognise
from gis.errors import ImportRefused, TooLarge
from gis.text import en, th

#: Sorting holds a file in memory, which takes about 25 bytes for each of a .pbf and 3 for each of an .osm.
_MOST = {".pbf": 16 << 20, ".osm": 128 << 20}


def in_order(path: Path, folder: Path) -> Path:
    """The file itself where its header says that it is sorted, else a sorted copy in ``folder``.

    GDAL makes nothing of a way whose nodes come later, as in answers of Overpass and in files of JOSM, and says so of
    none. Raises ImportRefused for a damaged file, TooLarge for one that is too large to sort here.
    """
    import osmium

    recognise(path)
    try:
        with osmium.io.Reader(str(path)) as reader:
            if reader.header().get("sorting") == "Type_then_ID":
                return path
        if path.stat().st_size > _MOST[path.suffix.lower()]:
            raise TooLarge(
                th(f"{path.name} ไม่ได้เรียงลำดับและใหญ่เกินกว่าจะเรียงที่นี่ สั่ง osmium sort -o sorted.osm.pbf {path.name} ก่อน")
                | en(
                    f"{path.name} does not say that it is sorted, and is too large to be sorted here. "
                    f"Run: osmium sort -o sorted.osm.pbf {path.name}"
                )
            )
        ordered, target = osmium.MergeInputReader(), folder / f"in_order_{path.stem.removesuffix('.osm')}.osm.pbf"
        ordered.add_file(str(path))
        with osmium.SimpleWriter(str(target)) as writer:
            ordered.apply(writer, simplify=False)
    except (RuntimeError, OSError, ValueError) as damaged:
        why = str(damaged).replace(str(path), path.name)[:200]
        raise ImportRefused(
            th(f"อ่าน {path.name} เป็นข้อมูล OpenStreetMap ไม่ได้: {why} กรุณาดาวน์โหลดใหม่")
            | en(f"{path.name} cannot be read as OpenStreetMap data: {why}. Download it again.")
        ) from damaged
    return target
