"""The ``takeed`` command as somebody types it, in a process of its own."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis import cluster, throwaway
from gis import settings as configuration
from gis.db import connect
from gis.settings import SOURCE, Settings


def takeed(settings: Settings | None, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gis.cli", *arguments],
        env=environment(settings), cwd=SOURCE, input=stdin, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def environment(settings: Settings | None) -> dict[str, str]:
    env = os.environ | {"COLUMNS": "200"}
    if settings is not None:
        env |= {"TAKEED_HOME": str(settings.home), "DATABASE_URL": settings.database_url or ""}
    return env


def test_a_wrong_word_is_a_sentence_in_both_languages_and_no_traceback() -> None:
    done = takeed(None, "show", "no_such_layer", "schema")
    assert done.returncode == 1
    assert "ไม่มีชั้นข้อมูล" in done.stderr
    assert "There is no layer no_such_layer" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_where_an_error_came_from() -> None:
    assert "Traceback" in takeed(None, "--debug", "show", "no_such_layer", "schema").stderr


@pytest.mark.parametrize("what", ["access", "history", "checks", "schema", "style", "qgis"])
def test_everything_derived_can_be_shown(what: str) -> None:
    done = takeed(None, "show", "streetlight", what)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_deploy_is_idempotent_and_a_plan_changes_nothing(empty_database: Settings) -> None:
    planned = takeed(empty_database, "deploy", "--plan")
    assert planned.returncode == 0, planned.stderr
    assert "core.streetlight" in planned.stdout
    assert takeed(empty_database, "doctor").returncode == 1
    for _ in range(2):
        done = takeed(empty_database, "deploy")
        assert done.returncode == 0, done.stderr


def test_a_user_is_added_listed_and_removed(fresh_database: Settings) -> None:
    arguments = ("user", "add", "somchai", "--division", "engineering", "--password-stdin")
    added = takeed(fresh_database, *arguments, stdin="a long password\n")
    assert added.returncode == 0, added.stderr
    assert "a long password" not in added.stdout
    assert "somchai: กองช่าง" in takeed(fresh_database, "user", "list").stdout
    assert takeed(fresh_database, "user", "remove", "somchai").returncode == 0
    assert "somchai" not in takeed(fresh_database, "user", "list").stdout


def test_a_token_is_shown_once_listed_and_revoked(fresh_database: Settings) -> None:
    assert takeed(fresh_database, "token", "add", "somying", "--name", "notebook").returncode == 1
    takeed(fresh_database, "user", "add", "somying", "--division", "finance")
    try:
        added = takeed(fresh_database, "token", "add", "somying", "--name", "notebook", "--days", "30")
        assert added.returncode == 0, added.stderr
        token = next(word for word in added.stdout.split() if word.startswith("takeed_"))
        listed = takeed(fresh_database, "token", "list").stdout
        assert "somying · notebook" in listed and "never used" in listed and token not in listed
        assert takeed(fresh_database, "token", "remove", listed.partition(":")[0]).returncode == 0
        assert takeed(fresh_database, "token", "list").stdout == ""
    finally:
        takeed(fresh_database, "user", "remove", "somying")


def test_a_device_is_a_row_of_a_layer_that_has_readings(fresh_database: Settings) -> None:
    with connect(fresh_database.admin_url) as owner:
        owner.execute(
            "insert into core.water_station (station_code, name, geom)"
            " values ('WL-1', 'สถานี', ST_Point(99.9, 16, 4326))"
        )
    for layer, row, why in (("road", "1", "has no readings"), ("water_station", "WL-9", "There is no WL-9")):
        refused = takeed(fresh_database, "device", "add", layer, row)
        assert refused.returncode == 1 and why in refused.stderr
    added = takeed(fresh_database, "device", "add", "water_station", "WL-1")
    assert added.returncode == 0 and "takeed_" in added.stdout, added.stderr
    listed = takeed(fresh_database, "device", "list").stdout
    assert "water_station 1 · ยังไม่เคยส่ง · never heard" in listed
    assert takeed(fresh_database, "device", "remove", listed.partition(":")[0]).returncode == 0
    assert takeed(fresh_database, "device", "list").stdout == ""


@pytest.fixture
def sleeping() -> Iterator[Settings]:
    """A home of its own in which nothing runs yet."""
    with throwaway.instance(configuration.load({"TAKEED_HOME": os.devnull})) as made:
        yield dataclasses.replace(made, home=made.home / "sleeping")


def test_a_command_starts_a_sleeping_cluster_and_stops_it_again(sleeping: Settings) -> None:
    done = takeed(sleeping, "psql", "-Atc", "select current_user")
    assert (done.returncode, done.stdout) == (0, "takeed\n"), done.stderr
    assert cluster.Cluster(sleeping).processes() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_everything_and_a_stop_leaves_nothing_running(sleeping: Settings, number: signal.Signals) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "gis.cli", "up"]
    with subprocess.Popen(command, env=environment(sleeping) | {"TAKEED_PORT": port}, cwd=SOURCE) as up:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", up)
            assert (sleeping.home / "planner-password").stat().st_mode & 0o777 == 0o600
        finally:
            up.send_signal(number)
        assert up.wait(60) == 0
    assert cluster.Cluster(sleeping).processes() == []


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: int = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{url} did not answer; up ended with {process.poll()}")


def test_the_script_finds_its_checkout_through_a_link_with_a_space(tmp_path: Path) -> None:
    link = tmp_path / "a link"
    link.symlink_to(SOURCE / "takeed")
    if not (SOURCE / ".venv" / "stamp").exists():
        pytest.skip("this environment was not made by ./takeed")
    done = subprocess.run([str(link), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "doctor" in done.stdout
