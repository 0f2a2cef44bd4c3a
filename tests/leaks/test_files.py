"""The prover sees into files: what would leak in any format is found."""

from __future__ import annotations

import httpx
import pytest

from api.export.write import ENDINGS
from api.ogc.formats import DOWNLOADS
from gis import staff
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests import rows
from tests.leaks import exports, files
from tests.leaks.canaries import canary, closed, seen
from tests.serving import serving

PERSON = ("files.prover", "files-prover-password")


@pytest.mark.parametrize("place", [{}, {"skip-geometry": "true"}])
def test_a_canary_in_a_file_of_any_format_is_seen(fresh_database: Settings, place: dict[str, str]) -> None:
    layer = next(d for d in load().values() if d.geometry_is_personal and d.is_public)
    hidden = closed("takeed_public", layer)
    planted = {c: canary(layer, c, 0) for c in hidden}
    with connect(fresh_database.admin_url) as owner:
        rows.insert(owner, f"core.{layer.name}", {**rows.row(layer, 0), **{c: p.value for c, p in planted.items()}})
    marks = {str(p.mark): p for p in planted.values() if p.mark and not (place and p.column == "geom")}
    assert len(marks) >= 2
    division = next(iter(layer.layer.access.writers))
    staff.add(fresh_database, PERSON[0], division, password=PERSON[1])
    try:
        with serving(fresh_database) as address, httpx.Client(base_url=address, timeout=60) as client:
            for format in DOWNLOADS:
                asked = {"f": format.name, **place}
                told = client.get(f"/ogc/collections/{layer.name}/items", params=asked, auth=PERSON)
                if format.media.endswith("json"):
                    assert not files.is_file(told)
                    continue
                assert files.is_file(told)
                said, columns = files.spelled(told)
                assert seen(said, marks) == {f"{layer.name}.{p.column}" for p in marks.values()}, format.name
                assert hidden - {"geom"} <= columns
                said, columns = files.spelled(client.get(f"/ogc/collections/{layer.name}/items", params=asked))
                assert (seen(said, marks), columns & hidden) == (set(), set()), format.name
    finally:
        staff.remove(fresh_database, PERSON[0])


def test_a_canary_in_an_export_of_any_format_is_seen(fresh_database: Settings) -> None:
    layer = next(d for d in load().values() if d.geometry_is_personal and d.is_public)
    hidden = closed("takeed_public", layer)
    planted = {c: canary(layer, c, 0) for c in hidden}
    with connect(fresh_database.admin_url) as owner:
        rows.insert(owner, f"core.{layer.name}", {**rows.row(layer, 0), **{c: p.value for c, p in planted.items()}})
    marks = {str(p.mark): p for p in planted.values() if p.mark}
    person = PERSON[0]
    staff.add(fresh_database, person, next(iter(layer.layer.access.writers)), password=PERSON[1])
    try:
        for ending in ENDINGS:
            told = (fresh_database, load(), layer, ending, hidden, marks)
            assert exports.exported(*told, None) == set(), ending
            if ending != ".pmtiles":  # which holds what the public reads, whoever makes it
                assert exports.exported(*told, person) == {f"{layer.name}.{column}" for column in hidden}, ending
    finally:
        staff.remove(fresh_database, person)
    with connect(fresh_database.admin_url) as owner:
        owner.execute(f"grant select on core.{layer.name} to takeed_public".encode())
    seen_by_all = exports.exported(fresh_database, load(), layer, ".pmtiles", hidden, marks, None)
    assert seen_by_all, "a canary in a tile of an archive would be seen"
