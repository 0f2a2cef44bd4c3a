"""A declared process is a command and a notebook function too, with the rights of whoever runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from gis.db import connect
from gis.errors import Forbidden, Invalid, NotFound
from gis.notebook import process
from gis.notebook.login import VARIABLE
from gis.process import processes
from gis.settings import SOURCE, Settings


@pytest.fixture
def stops(fresh_database: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three bus stops in a row, 0.001° apart; a notebook reads them as the public."""
    with connect(fresh_database.admin_url) as connection:
        connection.execute(
            "insert into core.bus_stop (name, geom)"
            " select 'stop ' || n, ST_Point(99.9 + n * 0.001, 16, 4326) from generate_series(1, 3) n"
        )
    monkeypatch.setenv("DATABASE_URL", fresh_database.admin_url)
    monkeypatch.setenv("TAKEED_HOME", str(fresh_database.home))
    monkeypatch.delenv(VARIABLE, raising=False)
    return fresh_database


def test_a_process_is_a_command_that_prints_geojson(stops: Settings) -> None:
    told = ["process", "nearest-facility", "--places", "bus_stop", "--facilities", "bus_stop", "--too-far-m", "50"]
    done = subprocess.run(
        [sys.executable, "-m", "gis.cli", *told], cwd=SOURCE, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["summary"]["too_far"] == 3


def test_a_process_is_a_notebook_function_that_gives_a_frame(stops: Settings) -> None:
    frame = process("nearest_facility", places="bus_stop", facilities="bus_stop")
    assert (len(frame), frame.crs.to_epsg(), frame.attrs["summary"]["places"]) == (3, 4326, 3)
    assert frame["distance_m"].between(106, 108).all()
    assert process("exposed", things="bus_stop", hazards="flood_zone").empty


def test_a_notebook_runs_it_with_the_rights_of_its_login(stops: Settings) -> None:
    with pytest.raises(Forbidden, match="login may not read"):
        process("nearest_facility", places="water_pipe", facilities="bus_stop")
    with pytest.raises(NotFound):
        process("no_such")
    with pytest.raises(Invalid, match=r"places must be told; facilities must name a layer"):
        process("nearest_facility", facilities="no_such")


def test_every_process_and_input_has_words_in_both_languages() -> None:
    for made in processes().values():
        assert made.title.complete and made.about.complete, made.name
        assert all(each.words.title.complete for each in made.inputs), made.name
