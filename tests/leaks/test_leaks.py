"""Nobody sees, or can infer, a value that a declaration closes to them."""

from __future__ import annotations

from gis.access import Audience
from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests.leaks.prover import prove


def test_one_grant_too_many_is_found_and_without_it_nothing_leaks(fresh_database: Settings) -> None:
    name, column = next((d.name, a.name) for d in load().values() for a in d.attributes if a.personal and d.is_public)
    with connect(fresh_database.admin_url) as owner:
        owner.execute(f"grant select ({column}) on core.{name} to {Audience.PUBLIC.role}")
    found = prove(fresh_database)
    assert {leak.what for leak in found} == {f"{name}.{column}"}
    assert Audience.PUBLIC.role in {leak.who for leak in found}
    with connect(fresh_database.admin_url) as owner:
        owner.execute(f"revoke select ({column}) on core.{name} from {Audience.PUBLIC.role}")
    assert prove(fresh_database) == []
