"""QGIS opens every layer with our symbols and form, and its edits reach the history with their base version."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import psycopg
import pytest
import qgis_desktop

from gis import qgis, registry, throwaway
from gis.access import Division
from gis.db import connect
from gis.derive.qgis import qml, show
from gis.derive.qgis.form import entries
from gis.settings import Settings

LAYERS = registry.load()


@dataclass(frozen=True)
class Town:
    """An instance with two lamps on a circuit, and a planner of the engineering division."""

    settings: Settings
    planner: str
    colleague: str

    @property
    def uri(self) -> str:
        """How QGIS logs in as the planner."""
        parts = urlsplit(self.settings.admin_url)
        server = f"host={parts.hostname} port={parts.port} dbname={parts.path[1:]}"
        return f"{server} user={self.planner} password={self.planner}"

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connect(self.settings.admin_url) as connection:
            return connection.execute(statement.encode(), values or None).fetchall()

    def as_colleague(self, statement: str) -> list[str]:
        """The command that lets the other engineer run one statement."""
        parts = urlsplit(self.settings.admin_url)
        url = parts._replace(netloc=f"{self.colleague}:{self.colleague}@{parts.hostname}:{parts.port}").geturl()
        return ["psql", "-qX", "-v", "ON_ERROR_STOP=1", url, "-c", statement]


def _hire(connection: psycopg.Connection[Any], person: str) -> None:
    connection.execute(f"drop role if exists {person}".encode())
    connection.execute(f"create role {person} login password '{person}' in role {Division.ENGINEERING.role}".encode())
    connection.execute("insert into gis.staff (person, division) values (%s, %s)", (person, Division.ENGINEERING))


@pytest.fixture(scope="module")
def town(bare_instance: Settings, template: str) -> Iterator[Town]:
    with throwaway.database(bare_instance, template=template) as own:
        made = Town(own, f"planner_{os.getpid()}", f"colleague_{os.getpid()}")
        with connect(own.admin_url) as connection:
            qgis.write_styles(connection, LAYERS)  # a copied database has a new name, and QGIS asks for styles by it
            _hire(connection, made.planner)
            _hire(connection, made.colleague)
            connection.execute("insert into core.light_circuit (circuit_no) values ('C-1')")
            connection.execute(
                "insert into core.streetlight (light_no, status, watt, geom, circuit_id)"
                " select 'L-' || n, 'on', 100, ST_SetSRID(ST_MakePoint(99.9 + n / 1000.0, 16), 4326), c.id"
                " from generate_series(1, 9) n, core.light_circuit c"
            )
        yield made
        with connect(own.admin_url) as connection:
            for person in (made.planner, made.colleague):
                connection.execute(f"drop owned by {person}".encode())
                connection.execute(f"drop role {person}".encode())


@pytest.fixture
def desktop(town: Town) -> Town:
    """The town, where QGIS is there to be asked."""
    if not qgis_desktop.available():
        if os.environ.get("CI") == "true":
            pytest.fail("QGIS is not installed: apt-get install qgis python3-qgis")
        pytest.skip("QGIS is not installed: apt-get install qgis python3-qgis")
    return town


@pytest.mark.parametrize("name", LAYERS)
def test_every_style_is_sound_xml_that_names_every_column_once(name: str) -> None:
    declaration = LAYERS[name]
    style = ElementTree.fromstring(qml(declaration, LAYERS))  # noqa: S314 - our own text
    named = [field.get("name") for field in style.iterfind("fieldConfiguration/field")]
    assert named == [c.name for c in declaration.table.columns if c.name != "geom"]
    assert {f.get("field") for f in style.iterfind("aliases/alias")} == set(named)
    symbols = {s.get("name") for s in style.iterfind("renderer-v2/symbols/symbol")}
    assert {c.get("symbol") for c in style.iterfind("renderer-v2/categories/category")} <= symbols


@pytest.mark.parametrize("name", LAYERS)
def test_every_title_and_every_sentence_of_a_form_is_thai_and_english(name: str) -> None:
    for entry in entries(LAYERS[name], LAYERS, LAYERS[name].columns):
        assert entry.title.complete or entry.tab is None, entry.name
        assert entry.rule.say is None or entry.rule.say.complete, entry.name


def test_a_line_is_as_wide_as_the_code_of_its_row_says() -> None:
    style = ElementTree.fromstring(qml(LAYERS["road"], LAYERS))  # noqa: S314 - our own text
    width = style.find(
        ".//symbol/layer/data_defined_properties//Option[@name='outlineWidth']/Option[@name='expression']"
    )
    assert width is not None
    told = width.get("value") or ""
    assert re.fullmatch(r"""CASE WHEN "road_class" = 'main' THEN [\d.]+ .+ ELSE [\d.]+ END""", told)


def test_show_prints_the_style_file() -> None:
    assert show(LAYERS["streetlight"], LAYERS).startswith("<qgis ")


def test_styles_are_written_once_and_leave_those_of_people_alone(town: Town) -> None:
    with connect(town.settings.admin_url) as connection:
        assert qgis.write_styles(connection, LAYERS) == 0
        connection.execute(
            "insert into public.layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " stylename, owner) values (current_database(), 'core', 'streetlight', 'geom', 'ตรวจงาน', 'somchai')"
        )
        connection.execute("update public.layer_styles set styleqml = null where f_table_name = 'road'")
        assert qgis.write_styles(connection, LAYERS) == 2
        kept = connection.execute("select count(*) from public.layer_styles where owner = 'somchai'").fetchone()
        assert kept == (1,)
        connection.rollback()


def test_a_planner_saves_a_style_beside_ours_but_none_for_everybody(town: Town) -> None:
    save = (
        "insert into public.layer_styles"
        " (f_table_catalog, f_table_schema, f_table_name, stylename, owner, useasdefault)"
        " values (current_database(), 'core', 'road', 'mine', current_user, %s)"
    )
    with connect(town.settings.admin_url) as connection:
        connection.execute(f"set local role {town.planner}".encode())
        connection.execute(save, (False,))
        connection.execute("update public.layer_styles set description = 'x'")
        changed = connection.execute("select owner from public.layer_styles where description = 'x'").fetchall()
        assert changed == [(town.planner,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(save, (True,))
        connection.rollback()


def test_a_layer_opens_in_qgis_with_our_categories_form_and_scales(desktop: Town) -> None:
    seen = qgis_desktop.run("describe", desktop.uri, layer="streetlight")
    codelist = LAYERS["streetlight"]["status"].codelist
    assert codelist is not None
    assert seen["categories"] == [[code.value, code.label.th, code.colour] for code in codelist]
    assert seen["tabs"] == ["ข้อมูล | Record", "ระบบ | System"]
    assert (seen["read_only"], seen["labels"]) == (False, "light_no")
    assert (seen["min_scale"], seen["labels_from"]) == (36112, 1128)  # zoom 13 and 18 of the web map
    fields = seen["fields"]
    assert fields["status"]["settings"]["map"] == [{code.label.th: code.value} for code in codelist]
    assert fields["status"]["default"] == "'on'"
    assert fields["light_no"]["alias"] == "หมายเลขโคม | Lamp number"
    assert fields["light_no"]["constraints"] == 1 | 2 | 4
    assert fields["light_no"]["say"].startswith("ต้องกรอก")
    assert (fields["watt"]["settings"]["Min"], fields["watt"]["settings"]["Suffix"]) == (5, " W")
    assert fields["watt"]["say"] == "ต้องอยู่ระหว่าง 5 ถึง 400 W | From 5 to 400 W"
    assert fields["installed_on"]["widget"] == "DateTime"
    assert fields["circuit_id"]["settings"]["LayerName"] == "light_circuit"
    assert (fields["circuit_id"]["settings"]["Key"], fields["circuit_id"]["settings"]["Value"]) == ("id", "circuit_no")
    assert not fields["id"]["editable"]
    assert fields["uid"]["widget"] == "Hidden"
    assert fields["based_on"]["on_update"]


def test_a_published_view_opens_read_only_with_the_same_symbols(desktop: Town) -> None:
    seen = qgis_desktop.run("describe", desktop.uri, layer="streetlight", schema="pub")
    assert seen["read_only"]
    assert seen["categories"][1][1] == "ดับ"
    assert "pea_meter_no" not in seen["fields"]


def test_an_edit_in_the_form_leaves_history_with_the_planner_as_actor(desktop: Town) -> None:
    done = qgis_desktop.run(
        "edit_form", desktop.uri, layer="streetlight", where="\"light_no\" = 'L-1'", values={"status": "off"}
    )
    assert done["committed"], done["errors"]
    assert done["sent"] == {"status": "off", "based_on": 1}
    ((status, version, based_on, actor),) = desktop.ask(
        "select status, version, based_on, updated_by from core.streetlight where light_no = 'L-1'"
    )
    assert (status, version, based_on, actor) == ("off", 2, None, desktop.planner)
    ((was, who, client),) = desktop.ask(
        "select h.status, c.actor, c.client from history.streetlight h join history.changeset c on c.id = h.ended_by"
        " where h.light_no = 'L-1'"
    )
    assert (was, who) == ("on", desktop.planner)
    assert "QGIS" in client


def test_what_a_colleague_saves_while_the_form_is_open_is_kept_beside_the_planners_edit(desktop: Town) -> None:
    done = qgis_desktop.run(
        "edit_form", desktop.uri, layer="streetlight", where="\"light_no\" = 'L-2'", values={"watt": 250},
        meanwhile=desktop.as_colleague("update core.streetlight set status = 'repair' where light_no = 'L-2'"),
    )  # fmt: skip
    assert done["sent"] == {"watt": 250, "based_on": 1}
    assert desktop.ask("select status, watt from core.streetlight where light_no = 'L-2'") == [("repair", 250)]


def test_two_edits_of_one_field_become_a_conflict_and_neither_is_lost(desktop: Town) -> None:
    qgis_desktop.run(
        "edit_form", desktop.uri, layer="streetlight", where="\"light_no\" = 'L-3'", values={"watt": 250},
        meanwhile=desktop.as_colleague("update core.streetlight set watt = 60, based_on = 1 where light_no = 'L-3'"),
    )  # fmt: skip
    conflicts = desktop.ask(
        "select base, mine, theirs, actor from history.conflict"
        " where row_id = (select id from core.streetlight where light_no = 'L-3')"
    )
    assert conflicts == [("100", "250", "60", desktop.planner)]


def test_moving_a_lamp_sends_the_base_version_too(desktop: Town) -> None:
    done = qgis_desktop.run("move", desktop.uri, layer="streetlight", where="\"light_no\" = 'L-4'", to=[99.95, 16.05])
    assert done["committed"], done["errors"]
    assert desktop.ask(
        "select ST_X(s.geom), s.version, c.blind_edits from core.streetlight s"
        " join history.changeset c on c.id = s.changeset_id where light_no = 'L-4'"
    ) == [(99.95, 2, 0)]


def test_a_new_lamp_takes_its_stamps_from_the_database(desktop: Town) -> None:
    done = qgis_desktop.run("add", desktop.uri, layer="streetlight", at=[99.91, 16.01], values={"light_no": "L-10"})
    assert done["committed"], done["errors"]
    assert desktop.ask(
        "select status, version, based_on, created_by from core.streetlight where light_no = 'L-10'"
    ) == [("on", 1, None, desktop.planner)]


def test_a_form_refuses_what_the_database_would_refuse(desktop: Town) -> None:
    done = qgis_desktop.run(
        "edit_form", desktop.uri, layer="streetlight", where="\"light_no\" = 'L-5'", values={"light_no": "L-6"}
    )
    assert not done["accepted"]
    assert done["sent"] == {}
