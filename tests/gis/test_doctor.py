"""What the doctor sees, and what it says to do."""

from __future__ import annotations

import dataclasses
import socket
from pathlib import Path

import pytest

from gis import doctor, service
from gis import settings as configuration
from gis.db import connect
from gis.errors import SetupError
from gis.settings import Settings


def finding(settings: Settings, what: str) -> doctor.Finding:
    return next(found for found in doctor.examine(settings) if found.what.en == what)


def test_a_deployed_database_is_in_order(settings: Settings) -> None:
    assert finding(settings, "Connection to the database").ok
    assert finding(settings, "Schema").ok


def test_an_empty_database_is_told_to_deploy_and_stays_empty(empty_database: Settings) -> None:
    schema = finding(empty_database, "Schema")
    assert schema.remedy is not None
    assert "takeed deploy" in schema.remedy.en
    with connect(empty_database.admin_url) as connection:
        assert connection.execute("select to_regnamespace('core')").fetchone() == (None,)


def test_a_home_without_a_cluster_is_told_to_start(tmp_path: Path) -> None:
    bare = dataclasses.replace(configuration.load({}), home=tmp_path)
    private = finding(bare, "Private database")
    assert private.remedy is not None
    assert "./takeed up" in private.remedy.en
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_a_sentence(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody@127.0.0.1:{closed.getsockname()[1]}/takeed"
        away = dataclasses.replace(settings, database_url=url)
        with pytest.raises(SetupError, match="DATABASE_URL"):
            doctor.check_server(away)


def test_a_taken_port_is_a_problem_unless_it_is_our_own(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ours = dataclasses.replace(configuration.load({}), home=tmp_path, port=free.getsockname()[1])
    with service.claim(ours), socket.create_server((ours.host, ours.port)):
        assert finding(ours, "Port of the service").ok
    with socket.create_server((ours.host, ours.port)):
        taken = finding(ours, "Port of the service").remedy
    assert taken is not None
    assert "TAKEED_PORT" in taken.en


def test_one_home_has_one_service(tmp_path: Path) -> None:
    ours = dataclasses.replace(configuration.load({}), home=tmp_path)
    with service.claim(ours), pytest.raises(SetupError, match="already runs"), service.claim(ours):
        pass
    assert not service.runs(ours)
