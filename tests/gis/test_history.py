"""Every change leaves its history under the right name, any moment can be read, and no edit is lost."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gis import staff
from gis.access import Audience, Division
from gis.db import connect, session_as
from gis.registry import load
from gis.settings import Settings
from tests import rows

Connection = psycopg.Connection[Any]
LAYERS = load()
PASSWORD = "correct-horse"  # noqa: S105 - of people who live for one test run
#: A layer of one division with a point and plain fields; a layer another division owns; one told apart by division.
PLANNERS, CLERKS, SHARED = "bus_stop", "village", "complaint"


@pytest.fixture(scope="module")
def people(settings: Settings) -> Iterator[dict[str, str]]:
    """Two engineers and a teacher, by login name, with their passwords."""
    wanted = {
        "anong": Division.ENGINEERING, "boonmee": Division.ENGINEERING, "chaba": Division.EDUCATION,
    }  # fmt: skip
    suffix = str(time.time_ns())[-9:]
    made = {f"{name}_{suffix}": division for name, division in wanted.items()}
    yield {name: staff.add(settings, name, division, password=PASSWORD) for name, division in made.items()}
    for name in made:
        staff.remove(settings, name)


@pytest.fixture
def anong(people: dict[str, str]) -> str:
    return next(name for name in people if name.startswith("anong"))


@pytest.fixture
def boonmee(people: dict[str, str]) -> str:
    return next(name for name in people if name.startswith("boonmee"))


@pytest.fixture
def chaba(people: dict[str, str]) -> str:
    return next(name for name in people if name.startswith("chaba"))


@pytest.fixture(autouse=True)
def _empty(settings: Settings) -> Iterator[None]:
    yield
    with connect(settings.admin_url) as owner:
        owner.execute(
            f"truncate core.{PLANNERS}, core.{SHARED}, history.{PLANNERS}, history.{SHARED}, history.conflict,"
            " history.changeset restart identity"
        )


@contextmanager
def desk(settings: Settings, person: str) -> Iterator[Connection]:
    """A person's own login, as QGIS and psql have it: one transaction."""
    url = settings.url_as("takeed_service").split("@", 1)[1]
    with connect(f"postgresql://{person}:{PASSWORD}@{url}", application="psql") as connection:
        yield connection


def one(connection: Connection, statement: str, *values: object) -> Any:
    found = connection.execute(statement, values).fetchone()
    assert found is not None
    return found[0] if len(found) == 1 else found


def add(settings: Settings, person: str, n: int = 1, layer: str = PLANNERS, **fields: object) -> int:
    with desk(settings, person) as connection:
        return rows.insert(connection, f"core.{layer}", {**rows.row(LAYERS[layer], n), **fields})


def edit(settings: Settings, person: str, number: int, layer: str = PLANNERS, **fields: object) -> int:
    """Change a row and return the changeset."""
    with desk(settings, person) as connection:
        listed = ", ".join(f"{name} = %({name})s" for name in fields)
        changed = connection.execute(f"update core.{layer} set {listed} where id = %(id)s", {**fields, "id": number})
        assert changed.rowcount == 1
        return int(one(connection, f"select changeset_id from core.{layer} where id = %s", number))


def test_an_edit_at_a_desk_leaves_the_old_row_with_who_when_and_with_what(settings: Settings, anong: str) -> None:
    number = add(settings, anong, name="before")
    changeset = edit(settings, anong, number, name="after")
    with connect(settings.admin_url) as owner:
        kept = one(owner, f"select name, version, op, ended_by, upper(valid) from history.{PLANNERS}")
        now = one(owner, f"select name, version, created_by, updated_by, updated_at from core.{PLANNERS}")
        assert kept == ("before", 1, "U", changeset, now[4])
        assert now[:4] == ("after", 2, anong, anong)
        assert one(owner, "select actor, client from history.changeset where id = %s", changeset) == (anong, "psql")


def test_the_published_view_leaves_the_same_history(settings: Settings, anong: str) -> None:
    told = {k: v for k, v in rows.row(LAYERS[PLANNERS]).items() if k in LAYERS[PLANNERS].readable(Audience.PUBLIC)}
    with desk(settings, anong) as connection:
        number = rows.insert(connection, f"pub.{PLANNERS}", told)
    with desk(settings, anong) as connection:
        connection.execute(f"update pub.{PLANNERS} set name = 'through the view' where id = %s", (number,))
    with desk(settings, anong) as connection:
        connection.execute(f"delete from pub.{PLANNERS} where id = %s", (number,))
        ops = one(connection, f"select array_agg(op order by version) from history.{PLANNERS} where id = %s", number)
        assert ops == ["U", "D"]


def test_stamps_a_client_sends_are_not_believed(settings: Settings, anong: str) -> None:
    forged = {
        "version": 99, "created_by": "the mayor", "updated_by": "the mayor", "changeset_id": 1, "based_on": 5,
        "created_at": "2001-01-01", "updated_at": "2001-01-01",
    }  # fmt: skip
    number = add(settings, anong, **forged)
    edit(settings, anong, number, name="changed", **{k: v for k, v in forged.items() if k != "based_on"})
    with connect(settings.admin_url) as owner:
        stamps = one(owner, f"select version, created_by, updated_by, based_on, created_at > '2020-01-01',"
                            f" updated_at > '2020-01-01' from core.{PLANNERS}")  # fmt: skip
        assert stamps == (2, anong, anong, None, True, True)


@pytest.mark.parametrize("spoof", ["takeed.undoes", "takeed.changeset"])
def test_a_setting_of_the_client_is_not_believed(settings: Settings, anong: str, boonmee: str, spoof: str) -> None:
    number = add(settings, boonmee)
    theirs = edit(settings, boonmee, number, name="theirs")
    with desk(settings, anong) as connection:
        connection.execute("select set_config(%s, %s, false)", (spoof, str(theirs)))
        told = {**rows.row(LAYERS[PLANNERS], 2), "version": 50, "created_by": "the mayor"}
        mine = rows.insert(connection, f"core.{PLANNERS}", told)
        stamps = one(connection, f"select version, created_by, changeset_id <> %s from core.{PLANNERS}"
                                 " where id = %s", theirs, mine)  # fmt: skip
    assert stamps == (1, anong, True)


def test_a_role_that_is_set_does_not_hide_who_sets_it(settings: Settings, anong: str) -> None:
    number = add(settings, anong)
    with desk(settings, anong) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(Division.ENGINEERING.role)))
        connection.execute(f"update core.{PLANNERS} set name = 'in disguise' where id = %s", (number,))
        assert one(connection, f"select updated_by from core.{PLANNERS}") == anong


def test_the_service_writes_under_the_name_of_whoever_it_acts_for(settings: Settings, anong: str) -> None:
    number = add(settings, anong)
    with session_as(settings, anong, application="web", message="asked by telephone") as connection:
        connection.execute(f"update core.{PLANNERS} set name = 'by the service' where id = %s", (number,))
    with connect(settings.admin_url) as owner:
        told = one(owner, "select actor, client, message from history.changeset order by id desc limit 1")
        assert told == (anong, "web", "asked by telephone")


def test_one_transaction_is_one_changeset_and_an_edit_that_changes_nothing_is_none(
    settings: Settings, anong: str
) -> None:
    with desk(settings, anong) as connection:
        for n in (1, 2, 3):
            rows.insert(connection, f"core.{PLANNERS}", rows.row(LAYERS[PLANNERS], n))
    with desk(settings, anong) as connection:
        connection.execute(f"update core.{PLANNERS} set name = name")
        assert one(connection, "select count(*) from history.changeset") == 1
        assert one(connection, f"select max(version) from core.{PLANNERS}") == 1


def test_any_moment_can_be_read(settings: Settings, anong: str) -> None:
    number = add(settings, anong, name="first")
    seen = []
    with connect(settings.admin_url, autocommit=True) as clock:
        seen.append(("first", one(clock, "select clock_timestamp()")))
        edit(settings, anong, number, name="second")
        seen.append(("second", one(clock, "select clock_timestamp()")))
        with desk(settings, anong) as connection:
            connection.execute(f"delete from core.{PLANNERS} where id = %s", (number,))
            deletion = one(connection, "select max(id) from history.changeset")
        seen.append((None, one(clock, "select clock_timestamp()")))
        with desk(settings, anong) as connection:
            connection.execute("select * from gis.undo(%s)", (deletion,))
        seen.append(("second", one(clock, "select clock_timestamp()")))
        clock.execute("set role takeed_public")
        for name, moment in seen:
            found = clock.execute(f"select name from pub.{PLANNERS}_at(%s)", (moment,)).fetchall()
            assert found == ([] if name is None else [(name,)])


def test_an_undo_takes_additions_changes_and_removals_back(settings: Settings, anong: str) -> None:
    kept, gone = add(settings, anong, 1, name="kept"), add(settings, anong, 2, name="gone")
    with desk(settings, anong) as connection:
        added = rows.insert(connection, f"core.{PLANNERS}", rows.row(LAYERS[PLANNERS], 3))
        connection.execute(f"update core.{PLANNERS} set name = 'changed' where id = %s", (kept,))
        connection.execute(f"update core.{PLANNERS} set name = 'changed, then gone' where id = %s", (gone,))
        connection.execute(f"delete from core.{PLANNERS} where id = %s", (gone,))
        changeset = one(connection, f"select changeset_id from core.{PLANNERS} where id = %s", added)
    before = "select id, name, created_by from core.bus_stop order by id"
    with desk(settings, anong) as connection:
        assert connection.execute("select * from gis.undo(%s)", (changeset,)).fetchall() == [(PLANNERS, 3, 0)]
        assert connection.execute(before).fetchall() == [(kept, "kept", anong), (gone, "gone", anong)]
    with desk(settings, anong) as connection:  # and the undo can be undone
        undo = one(connection, "select id from history.changeset where undoes = %s", changeset)
        connection.execute("select * from gis.undo(%s)", (undo,))
        there = connection.execute(f"select id, name from core.{PLANNERS} order by id").fetchall()
        assert there == [(kept, "changed"), (added, rows.row(LAYERS[PLANNERS], 3)["name"])]
        versions = one(connection, f"select count(*) = count(distinct (id, version)) from"
                                   f" (select id, version from history.{PLANNERS} union all"
                                   f" select id, version from core.{PLANNERS}) v")  # fmt: skip
        assert versions, "two states of a row carry one version"


def test_an_undo_leaves_what_others_did_since(settings: Settings, anong: str, boonmee: str) -> None:
    number = add(settings, anong, name="first", routes="1")
    changeset = edit(settings, anong, number, name="mistake", routes="2")
    edit(settings, boonmee, number, name="settled by boonmee")
    with desk(settings, anong) as connection:
        connection.execute("select * from gis.undo(%s)", (changeset,))
        assert one(connection, f"select name, routes from core.{PLANNERS}") == ("settled by boonmee", "1")
        conflict = one(connection, "select field, base, mine, theirs, actor from history.conflict")
        assert conflict == ("name", "mistake", "first", "settled by boonmee", anong)


def test_a_row_that_others_worked_on_since_it_was_added_is_kept_and_counted(
    settings: Settings, anong: str, boonmee: str
) -> None:
    number = add(settings, anong)
    edit(settings, boonmee, number, name="in use")
    with desk(settings, anong) as connection:
        addition = one(connection, f"select changeset_id from history.{PLANNERS}")
        assert connection.execute("select * from gis.undo(%s)", (addition,)).fetchall() == [(PLANNERS, 0, 1)]


def test_an_undo_by_someone_without_rights_is_refused_as_a_whole(settings: Settings, anong: str, chaba: str) -> None:
    changeset = edit(settings, anong, add(settings, anong), name="changed")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), desk(settings, chaba) as connection:
        connection.execute("select * from gis.undo(%s)", (changeset,))
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select name from core.{PLANNERS}") == "changed"


def test_an_undo_over_rows_of_another_division_is_refused_as_a_whole(settings: Settings, anong: str) -> None:
    own = rows.row(LAYERS[SHARED], 1) | {"division": Division.ENGINEERING.value}
    other = rows.row(LAYERS[SHARED], 2) | {"division": Division.EDUCATION.value}
    with connect(settings.admin_url) as owner:
        for told in (own, other):
            rows.insert(owner, f"core.{SHARED}", told)
    with connect(settings.admin_url) as owner:
        owner.execute(f"update core.{SHARED} set note = 'mistake'")
        changeset = one(owner, f"select min(changeset_id) from core.{SHARED}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), desk(settings, anong) as connection:
        connection.execute("select * from gis.undo(%s)", (changeset,))
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select count(*) from core.{SHARED} where note = 'mistake'") == 2


def test_two_people_who_change_different_fields_are_both_kept(settings: Settings, anong: str, boonmee: str) -> None:
    number = add(settings, anong, name="stop", routes="1")
    edit(settings, anong, number, name="renamed", based_on=1)
    edit(settings, boonmee, number, routes="2", based_on=1)
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select name, routes, version from core.{PLANNERS}") == ("renamed", "2", 3)
        assert one(owner, "select count(*) from history.conflict") == 0


def test_two_people_who_change_one_field_leave_a_conflict_with_all_three_values(
    settings: Settings, anong: str, boonmee: str
) -> None:
    number = add(settings, anong, name="stop", routes="1")
    edit(settings, anong, number, name="theirs", based_on=1)
    edit(settings, boonmee, number, name="mine", routes="2", based_on=1)
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select name, routes from core.{PLANNERS}") == ("theirs", "2")
        told = one(owner, "select field, base, mine, theirs, based_on, against, actor from history.conflict")
        assert told == ("name", "stop", "mine", "theirs", 1, 2, boonmee)


def test_two_people_who_move_one_point_leave_a_conflict(settings: Settings, anong: str, boonmee: str) -> None:
    number = add(settings, anong)
    shapes = [rows.shape(LAYERS[PLANNERS], n) for n in (5, 6)]
    edit(settings, anong, number, geom=shapes[0], based_on=1)
    edit(settings, boonmee, number, geom=shapes[1], based_on=1)
    with connect(settings.admin_url) as owner:
        field, mine, theirs = one(owner, "select field, mine, theirs from history.conflict")
        assert (field, mine, theirs) == ("geom", shapes[1], shapes[0])


def test_a_conflict_does_not_tell_a_personal_position(settings: Settings) -> None:
    with connect(settings.admin_url) as owner:
        number = rows.insert(owner, f"core.{SHARED}", rows.row(LAYERS[SHARED]))
        for agency in ("theirs", "mine"):
            owner.execute(f"update core.{SHARED} set agency = %s, based_on = 1 where id = %s", (agency, number))
        exact = one(owner, f"select geom::text from core.{SHARED}")
        assert one(owner, "select field, geom::text = %s from history.conflict", exact) == ("agency", False)


@pytest.mark.parametrize("unknown", [None, -3, 0, 77])
def test_an_edit_based_on_nothing_known_is_counted_as_blind(
    settings: Settings, anong: str, boonmee: str, unknown: int | None
) -> None:
    number = add(settings, anong)
    changeset = edit(settings, boonmee, number, name="overwritten", based_on=unknown)
    with connect(settings.admin_url) as owner:
        assert one(owner, "select blind_edits from history.changeset where id = %s", changeset) == 1


def test_an_older_transaction_that_commits_later_leaves_no_moment_twice(
    settings: Settings, anong: str, boonmee: str
) -> None:
    number = add(settings, anong)
    change = f"update core.{PLANNERS} set name = %s where id = {number}"
    with desk(settings, anong) as older:
        older.execute("select now()")  # its clock stands still from here
        edit(settings, boonmee, number, name="younger")
        older.execute(change, ("older",))
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select name, version from core.{PLANNERS}") == ("older", 3)
        spans = owner.execute(f"select isempty(valid), lower(valid) < upper(valid) from history.{PLANNERS}").fetchall()
        assert spans == [(False, True)] * 2
        gaps = one(owner, f"select count(*) from history.{PLANNERS} a join history.{PLANNERS} b"
                          " on a.id = b.id and a.version < b.version and a.valid && b.valid")  # fmt: skip
        assert gaps == 0


def test_two_who_wait_for_each_other_both_leave_their_mark(settings: Settings, anong: str, boonmee: str) -> None:
    number = add(settings, anong)
    errors: list[BaseException] = []

    def work(person: str) -> None:
        try:
            for turn in range(5):
                edit(settings, person, number, name=f"{person} {turn}")
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=work, args=(person,)) for person in (anong, boonmee)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors
    with connect(settings.admin_url) as owner:
        assert one(owner, f"select version from core.{PLANNERS}") == 11
        assert one(owner, f"select count(distinct version), bool_or(isempty(valid)) from history.{PLANNERS}") == (
            10, False,
        )  # fmt: skip


def test_the_owner_may_bring_stamps_of_its_own_in_bulk(settings: Settings) -> None:
    with connect(settings.admin_url) as owner:
        changeset = one(owner, "select gis.changeset()")
        told = {**rows.row(LAYERS[PLANNERS]), "changeset_id": changeset, "created_by": "import", "updated_by": "import"}
        rows.insert(owner, f"core.{PLANNERS}", told)
        assert one(owner, f"select created_by, changeset_id from core.{PLANNERS}") == ("import", changeset)


def heard(settings: Settings, *statements: str) -> list[str]:
    """What the tile services are told when these run in one transaction."""
    with connect(settings.admin_url, autocommit=True) as listener, connect(settings.admin_url) as owner:
        listener.execute("listen takeed_tiles")
        for statement in statements:
            owner.execute(statement)
        owner.commit()
        return [told.payload for told in listener.notifies(timeout=0.5, stop_after=len(statements))]


def test_an_edit_names_the_cells_it_touched_and_an_edit_of_nothing_none(settings: Settings) -> None:
    x, y = 99.91, 16.02
    column = int((x + 180) / 360 * 2**14)
    row = int((1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2 * 2**14)  # WebMercatorQuad, from the top
    insert = f"insert into core.{PLANNERS} (name, geom) values ('a', ST_Point({x}, {y}, 4326))"
    assert heard(settings, insert) == [f"{PLANNERS} {column} {row}"]
    assert heard(settings, f"update core.{PLANNERS} set name = 'b' where id < 0") == []
    assert heard(settings, "insert into core.light_circuit (circuit_no) values ('C1')") == ["light_circuit -"]
    assert heard(settings, "delete from core.light_circuit") == ["light_circuit -"]


def test_a_shape_as_wide_as_the_country_is_told_of_at_once(settings: Settings, database: Connection) -> None:
    database.execute("set local statement_timeout = '1s'")
    wide = "ST_Multi(ST_MakeEnvelope(97, 5, 106, 21, 4326))"
    database.execute(f"select gis.touch('subdistrict', array_fill({wide}, array[200]))")
