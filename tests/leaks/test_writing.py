"""Who may change a field that they may not read learns nothing of it, and empties it by no oversight."""

from __future__ import annotations

import httpx

from gis import staff
from gis.access import Division
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests import rows
from tests.serving import serving

PERSON, PASSWORD = "writes.unseen", "writes-unseen-password"
BASE, THEIRS, MINE = "zq base 0811111111", "zq theirs 0822222222", "zq mine 0833333333"


def test_an_edit_of_a_field_that_is_closed_to_the_editor_tells_nothing_of_it(fresh_database: Settings) -> None:
    registry = load()
    layer, column = next(
        (each, a.name)
        for each in registry.values()
        for a in each.attributes
        if a.personal
        and a.kind == "text"
        and not a.words.pattern
        and Division.EDUCATION not in each.layer.access.writers
    )
    with connect(fresh_database.admin_url) as owner:
        parents = rows.parents(owner, registry, layer.name)
        number = rows.insert(owner, f"core.{layer.name}", rows.row(layer, 1, parents) | {column: BASE})
        owner.execute(f"update core.{layer.name} set {column} = %s where id = %s", (THEIRS, number))
        owner.execute(f"grant update on core.{layer.name} to {Division.EDUCATION.role}")
    staff.add(fresh_database, PERSON, Division.EDUCATION, password=PASSWORD)
    where = f"/ogc/collections/{layer.name}/items/{number}"
    try:
        with serving(fresh_database) as address, httpx.Client(base_url=address, auth=(PERSON, PASSWORD)) as client:
            read = client.get(where).json()
            assert column not in read["properties"]
            edits = [
                client.patch(where, json={"properties": {column: MINE, "version": 1}}),
                client.put(where, json=read),
                client.post(
                    "/ogc/transactions",
                    json={"transaction": [{
                        "action": "update", "collection": layer.name, "id": number,
                        "feature": {"properties": {column: MINE, "version": 1}},
                    }]},
                ),
            ]  # fmt: skip
    finally:
        staff.remove(fresh_database, PERSON)
    assert [edit.status_code for edit in edits] == [200] * 3, [edit.text for edit in edits]
    for edit in edits:
        assert not any(canary in edit.text for canary in (BASE, THEIRS)), edit.text
    with connect(fresh_database.admin_url) as owner:
        kept = owner.execute(f"select {column} from core.{layer.name} where id = %s", (number,)).fetchone()
        noted = owner.execute("select mine, theirs from history.conflict where field = %s", (column,)).fetchall()
    assert kept == (THEIRS,)
    assert noted == [(MINE, THEIRS)] * 2, "the edits met nothing they could have told of"
