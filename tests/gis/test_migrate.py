"""A layer is one file and its migration; a rename is a rename; a layer that goes leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gis.db import connect
from gis.settings import SOURCE, Settings

TOILET = '''
"""Public toilets."""

from gis.declare import (
    Access, Audience, Circle, Codelist, Dimension, Division, Layer, LayerTable, Mapped, Zoom, en, field, geometry, th,
)


class ToiletKind(Codelist):
    SITTING = "sitting", th("นั่งราบ"), en("Sitting"), "#2b6cb0"
    SQUAT = "squat", th("นั่งยอง"), en("Squat"), "#c2410c"


class PublicToilet(LayerTable):
    __tablename__ = "public_toilet"
    layer = Layer(
        title=th("ห้องน้ำสาธารณะ") | en("Public toilets"),
        dimension=Dimension.LIVING,
        access=Access(read=Audience.PUBLIC, write=Division.HEALTH),
        style=Circle(by="kind"),
        tiles=Zoom(12),
        search=("name",),
    )
    geom = geometry("POINT")
    name: Mapped[str] = field(th("ชื่อ") | en("Name"), unique=True)
    kind: Mapped[ToiletKind] = field(th("ชนิด") | en("Kind"), default=ToiletKind.SITTING)
    seats: Mapped[int | None] = field(th("จำนวนที่นั่ง") | en("Seats"), between=(1, 50))
'''


@dataclass
class Checkout:
    """A copy of the platform whose layer files a test may change, and an instance of its own."""

    folder: Path
    settings: Settings

    def write(self, file: str, text: str) -> None:
        (self.folder / "layers" / file).write_text(text, encoding="utf-8")

    def run(self, code: str) -> str:
        """Run Python in this checkout, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", f"from gis import migrate, registry, settings, sync\ns = settings.load()\n{code}"],
            env={
                **os.environ, "PYTHONPATH": str(self.folder), "PYTHONIOENCODING": "utf-8",
                "DATABASE_URL": self.settings.admin_url, "TAKEED_HOME": str(self.settings.home),
            },
            cwd=self.folder, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def migrate_and_deploy(self) -> str:
        """Write the migration, deploy it, and return what it says."""
        found = self.run("written = migrate.new(s, 'next'); sync.deploy(s); print(written or '')").splitlines()[-1:]
        return Path(found[0]).read_text(encoding="utf-8") if found and found[0].endswith(".py") else ""

    def query(self, statement: str) -> list[Any]:
        with connect(self.settings.admin_url) as owner:
            cursor = owner.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def checkout(tmp_path: Path, fresh_database: Settings) -> Iterator[Checkout]:
    for package in ("gis", "layers", "api", "data"):
        ignored = shutil.ignore_patterns("__pycache__", "*.zip", "*.gpkg")
        shutil.copytree(SOURCE / package, tmp_path / package, ignore=ignored)
    yield Checkout(tmp_path, fresh_database)


def test_a_layer_is_one_file_and_its_migration_from_the_table_to_the_map(checkout: Checkout) -> None:
    checkout.write("base/public_toilet.py", TOILET)
    migration = checkout.migrate_and_deploy()
    assert set(re.findall(r'op\.\w+\(\s*["\'](\w+)', migration)) >= {"public_toilet"}
    assert "drop" not in migration.replace("dropped", "")
    checkout.query(
        "insert into core.public_toilet (name, kind, geom) values ('ตลาด', 'squat', ST_Point(99.9, 16, 4326))"
    )
    checkout.query("update core.public_toilet set seats = 4")
    assert checkout.query("select name, kind, seats from pub.public_toilet") == [("ตลาด", "squat", 4)]
    assert checkout.query("select name, seats, version from history.public_toilet") == [("ตลาด", None, 1)]
    assert checkout.query("select count(*) from layer_styles where f_table_name = 'public_toilet'") == [(2,)]
    shown = checkout.run(
        "import importlib, pkgutil, gis.derive as d; r = registry.load()\n"
        "for m in pkgutil.iter_modules(d.__path__):\n"
        "    print(m.name, len(importlib.import_module('gis.derive.' + m.name).show(r['public_toilet'], r)))"
    )
    assert all(int(line.split()[1]) > 50 for line in shown.splitlines())
    shutil.copy(SOURCE / "tests" / "serving.py", checkout.folder / "tests_serving.py")
    served = checkout.run(
        "import httpx, tests_serving as t\n"
        "with t.serving(s) as base, httpx.Client(base_url=base) as c:\n"
        "    here = '/ogc/collections/public_toilet'\n"
        "    for path in (here, here + '/items', here + '/schema', here + '/style.json', '/ogc/legend.json',\n"
        "                 '/ogc/style.json', here + '/tiles/WebMercatorQuad/14/7454/12738', '/api/search?q=ตลาด'):\n"
        "        answer = c.get(path); print(answer.status_code, b'public_toilet' in answer.content, path)"
    )
    assert {line.split(" /")[0] for line in served.splitlines()} <= {"200 True"}, served


def test_a_field_that_is_renamed_keeps_its_values_and_their_history(checkout: Checkout) -> None:
    checkout.write("base/public_toilet.py", TOILET)
    checkout.migrate_and_deploy()
    checkout.query("insert into core.public_toilet (name, geom, seats) values ('a', ST_Point(99.9, 16, 4326), 3)")
    checkout.query("update core.public_toilet set name = 'b', seats = 4")
    renamed = TOILET.replace("seats: Mapped[int | None] = field(", "places: Mapped[int | None] = field(")
    renamed = renamed.replace('en("Seats"), ', 'en("Seats"), was="seats", ')
    renamed = renamed.replace("name: Mapped[str] = field(", "label: Mapped[str] = field(")
    renamed = renamed.replace('en("Name"), ', 'en("Name"), was="name", ')
    checkout.write("base/public_toilet.py", renamed.replace('search=("name",)', 'search=("label",)'))
    migration = checkout.migrate_and_deploy()
    assert "drop_column" not in migration and "add_column" not in migration
    assert checkout.query("select label, places from pub.public_toilet") == [("b", 4)]
    assert checkout.query("select label, places from history.public_toilet") == [("a", 3)]
    assert checkout.migrate_and_deploy() == "", "a second migration finds something left to do"
    left = "select indexname from pg_indexes where schemaname = 'core' and tablename = 'public_toilet'"
    assert not [name for (name,) in checkout.query(left) if name.endswith("name_search_idx")]


def test_a_table_that_is_renamed_keeps_its_rows_its_history_and_what_refers_to_it(checkout: Checkout) -> None:
    checkout.write("base/public_toilet.py", TOILET)
    visit = TOILET[: TOILET.index("class ToiletKind")].replace("geometry, th", "geometry, ref, th") + (
        "class ToiletVisit(LayerTable):\n"
        "    __tablename__ = 'toilet_visit'\n"
        "    layer = Layer(title=th('ตรวจ') | en('Visits'), dimension=Dimension.LIVING,"
        " access=Access(write=Division.HEALTH), located_by='toilet_id')\n"
        "    toilet_id: Mapped[int] = ref('public_toilet', th('ห้องน้ำ') | en('Toilet'))\n"
    )
    checkout.write("base/toilet_visit.py", visit)
    checkout.migrate_and_deploy()
    checkout.query("insert into core.public_toilet (name, geom, seats) values ('a', ST_Point(99.9, 16, 4326), 3)")
    checkout.query("update core.public_toilet set seats = 4")
    checkout.query("insert into core.toilet_visit (toilet_id) select id from core.public_toilet")
    renamed = TOILET.replace('__tablename__ = "public_toilet"', '__tablename__ = "restroom"')
    checkout.write("base/public_toilet.py", renamed.replace("search=", 'was="public_toilet", search='))
    checkout.write("base/toilet_visit.py", visit.replace("'public_toilet'", "'restroom'"))
    migration = checkout.migrate_and_deploy()
    assert "drop_table" not in migration and "create_table" not in migration
    assert checkout.query("select seats from pub.restroom") == [(4,)]
    assert checkout.query("select seats from history.restroom") == [(3,)]
    assert checkout.query("select geom is not null from pub.toilet_visit") == [(True,)]
    assert checkout.migrate_and_deploy() == "", "a second migration finds something left to do"


def test_a_layer_whose_file_is_deleted_leaves_nothing_behind(checkout: Checkout) -> None:
    objects = (
        "select c.relkind, n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('core', 'pub', 'history', 'gis', 'staging') union all"
        " select 'f', n.nspname, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('core', 'pub', 'history', 'gis') order by 1, 2, 3"
    )
    before = checkout.query(objects)
    checkout.write("base/public_toilet.py", TOILET)
    checkout.migrate_and_deploy()
    assert len(checkout.query(objects)) > len(before)
    (checkout.folder / "layers/base/public_toilet.py").unlink()
    checkout.run("sync.deploy(s)")  # not migrated yet: the rows stay, and nobody can reach them
    assert checkout.query("select has_any_column_privilege('takeed_staff', 'core.public_toilet', 'select')") == [
        (False,)
    ]
    checkout.migrate_and_deploy()
    assert checkout.query(objects) == before
    assert checkout.query("select count(*) from layer_styles where f_table_name = 'public_toilet'") == [(0,)]


def test_rows_that_break_a_new_rule_stop_the_deploy_with_a_sentence(checkout: Checkout) -> None:
    checkout.write("base/public_toilet.py", TOILET)
    checkout.migrate_and_deploy()
    checkout.query("insert into core.public_toilet (name, geom, seats) values ('a', ST_Point(99.9, 16, 4326), 40)")
    checkout.write("base/public_toilet.py", TOILET.replace("between=(1, 50)", "between=(1, 9)"))
    with pytest.raises(AssertionError, match="Rows already in public_toilet break its new rule public_toilet_seats_"):
        checkout.run("sync.deploy(s)")
    assert checkout.query("select seats from pub.public_toilet") == [(40,)]
    checkout.write("base/public_toilet.py", TOILET.replace("Mapped[int | None]", "Mapped[int]"))
    checkout.query("update core.public_toilet set seats = null")
    with pytest.raises(AssertionError, match="Rows already in public_toilet break its new rule seats"):
        checkout.migrate_and_deploy()


def test_a_table_in_use_makes_the_deploy_give_up_and_change_nothing(checkout: Checkout) -> None:
    before = checkout.query("select oid from pg_class where relnamespace = 'pub'::regnamespace order by 1")
    with connect(checkout.settings.admin_url) as busy:
        busy.execute("select * from pub.village")
        with pytest.raises(AssertionError, match="A table is in use, so the schema was left as it was"):
            checkout.run("sync.LOCK_TIMEOUT = '300ms'; sync.deploy(s)")
    assert checkout.query("select oid from pg_class where relnamespace = 'pub'::regnamespace order by 1") == before
