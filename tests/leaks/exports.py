"""Walks the files that commands write: what an export and the open-data bundle say, in every format."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pmtiles.reader import MmapSource, all_tiles

from api.export.bundle import bundle
from api.export.shapefile import short_names
from api.export.write import ENDINGS, Wanted, export
from gis import staff
from gis.access import ANONYMOUS_ROLE, Division
from gis.errors import NotFound
from gis.registry import Declaration, Registry
from gis.settings import Settings
from tests import representations
from tests.leaks import tiles
from tests.leaks.canaries import Canary, closed, seen

#: A format whose columns Arrow makes and one that PostgreSQL writes: the others share their way to the columns.
_OF_STAFF = (".gpkg", ".csv")


def walk(settings: Settings, registry: Registry, canaries: list[Canary]) -> Iterator[tuple[str, str, str]]:
    """(who, where, what) for everything closed to the public, or to a colleague, that a file of theirs holds."""
    person, password = "prying.exports", "prying-prying"
    if person not in {member.person for member in staff.members(settings)}:
        staff.add(settings, person, Division.EDUCATION, password=password)
    try:
        for role, who, endings in ((ANONYMOUS_ROLE, None, ENDINGS), (Division.EDUCATION.role, person, _OF_STAFF)):
            hidden = {name: closed(role, layer) for name, layer in registry.items()}
            mine = {c.mark: c for c in canaries if c.mark and c.column in hidden[c.layer]}
            for name, layer in registry.items():
                for ending in endings if hidden[name] else ():
                    where = f"takeed export {name} {name}{ending}"
                    found = exported(settings, registry, layer, ending, hidden[name], mine, who)
                    yield from ((role, where, what) for what in sorted(found))
        yield from _bundled(settings, registry, canaries)
    finally:
        staff.remove(settings, person)


def exported(
    settings: Settings,
    registry: Registry,
    layer: Declaration,
    ending: str,
    hidden: set[str],
    mine: dict[str, Canary],
    person: str | None,
) -> set[str]:
    """What of ``hidden`` and ``mine`` an export of a layer says, in its file and on the screen; nothing if refused."""
    said: list[object] = []
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"{layer.name}{ending}"
        try:
            asyncio.run(export(settings, registry, layer.name, out, Wanted(person=person), said.append))
        except NotFound as refused:
            return seen(str(refused.sentence).encode(), mine)
        return seen(repr(said).encode(), mine) | _read(out, layer, hidden, mine)


def _read(out: Path, layer: Declaration, hidden: set[str], mine: dict[str, Canary]) -> set[str]:
    found = set().union(*(seen(path.read_bytes(), mine) for path in out.parent.glob(f"{out.stem}.*")))
    if out.suffix == ".pmtiles":
        columns = set()
        with out.open("rb") as file:
            for (z, x, y), body in all_tiles(MmapSource(file)):
                told, drawn = tiles.spelled(f"/tiles/WebMercatorQuad/{z}/{y}/{x}", gzip.decompress(body))
                found |= seen(told, mine)
                columns |= {column for feature in drawn for column in feature.properties}
    else:
        table = representations.read_file(out)
        found |= seen("\n".join(representations.words(table)).encode(), mine)
        columns = {column for row in table.rows for column in row}
    if out.suffix == ".shp":  # whose names are cut
        full = {short: name for name, short in short_names(["id", *layer.attribute_names]).items()}
        columns = {full.get(column, column) for column in columns}
    return found | {f"{layer.name}.{column}" for column in hidden & columns}


def _bundled(settings: Settings, registry: Registry, canaries: list[Canary]) -> Iterator[tuple[str, str, str]]:
    hidden = {name: closed(ANONYMOUS_ROLE, layer) for name, layer in registry.items()}
    mine = {c.mark: c for c in canaries if c.mark and c.column in hidden[c.layer]}
    said: list[object] = []
    with TemporaryDirectory() as folder:
        asyncio.run(bundle(settings, registry, Path(folder), said.append))
        for path in sorted(Path(folder).iterdir()):
            layer = registry.get(path.stem)
            found = seen(path.read_bytes(), mine)
            found |= set() if layer is None else _read(path, layer, hidden[layer.name], mine)
            if layer is not None and not layer.is_public:
                found.add("a layer that is closed")
            yield from ((ANONYMOUS_ROLE, f"takeed bundle: {path.name}", what) for what in sorted(found))
    yield from ((ANONYMOUS_ROLE, "takeed bundle", what) for what in seen(repr(said).encode(), mine))
