"""The private cluster: made whole or not at all, and back after anything was killed."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gis import cluster, postgres, throwaway, unprivileged
from gis import settings as configuration
from gis.db import connect
from gis.errors import SetupError
from gis.settings import Settings


@pytest.fixture
def own_home() -> Iterator[Settings]:
    """A private cluster of this test's own, also where the other tests use ``DATABASE_URL``."""
    with throwaway.instance(dataclasses.replace(configuration.load(), database_url=None)) as made:
        yield made


def test_a_committed_row_survives_the_kill_of_the_server_under_load(own_home: Settings) -> None:
    home = dataclasses.replace(own_home, home=own_home.home / "durable")
    server = cluster.Cluster(home)
    with cluster.running(home):
        with connect(home.admin_url, autocommit=True) as writer:
            writer.execute("create table note (text text)")
            writer.execute("insert into note values ('acknowledged')")
        busy = psycopg.connect(home.admin_url, autocommit=True)
        busy.pgconn.send_query(b"select count(*) from generate_series(1, 1000000000)")
        killed = server.postmaster()
        assert killed is not None
        os.kill(killed.pid, signal.SIGKILL)
        with cluster.running(home), connect(home.admin_url) as reader:
            assert reader.execute("select text from note").fetchall() == [("acknowledged",)]
            assert server.postmaster() != killed
        busy.close()


def test_a_process_number_left_by_a_crash_does_not_stop_the_start(own_home: Settings) -> None:
    server = cluster.Cluster(own_home, durable=False)
    server.stop()
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n")
    unprivileged.give(pid_file)
    server.start()
    assert server.postmaster() is not None


def test_half_made_data_is_made_again(own_home: Settings) -> None:
    server = cluster.Cluster(own_home, durable=False)
    server.stop()
    (server.folder / "making.killed").mkdir()
    server.data.rename(server.folder / "making.killed" / "data")
    server.start()
    assert server.postmaster() is not None
    assert list(server.folder.glob("making.*")) == []


def test_the_last_to_leave_stops_the_server(own_home: Settings) -> None:
    home = dataclasses.replace(own_home, home=own_home.home / "second")
    server = cluster.Cluster(home)
    with cluster.running(home, durable=False):
        with cluster.running(home, durable=False):
            pass
        assert server.postmaster() is not None
    assert server.postmaster() is None
    assert server.processes() == []


def test_the_password_is_readable_by_the_owner_only_and_needed(own_home: Settings) -> None:
    url = own_home.home / "database-url"
    assert stat.S_IMODE(url.stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(own_home.admin_url, password="wrong")  # noqa: S106


def test_a_server_that_the_distribution_took_away_is_named(own_home: Settings) -> None:
    server = cluster.Cluster(own_home, durable=False)
    server.stop()
    version = server.data / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("9\n")
    with pytest.raises(SetupError, match="postgresql-9-postgis-3"):
        server.start()
    version.write_text(made_by)


def test_a_taken_port_is_left_to_whoever_has_it(own_home: Settings) -> None:
    server = cluster.Cluster(own_home, durable=False)
    server.stop()
    with socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
        other.listen()
        before = server.port
        server.start()
    assert server.port not in (None, before)


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wrong = dataclasses.replace(configuration.load({}), home=tmp_path / "file" / "home")
    with pytest.raises(SetupError, match="TAKEED_HOME"), cluster.running(wrong):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server to another user")
def test_a_home_that_the_servers_user_cannot_enter_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    closed = dataclasses.replace(configuration.load({}), home=tmp_path / "home")
    with pytest.raises(SetupError, match="cannot enter"), cluster.running(closed):
        pass


def test_a_killed_test_run_leaves_nothing_for_long() -> None:
    script = (
        "import dataclasses, time; from gis import settings, throwaway\n"
        "with throwaway.instance(dataclasses.replace(settings.load(), database_url=None)) as made:\n"
        "    print(made.home, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        home = Path(run.stdout.readline().strip())
        run.kill()
    left = dataclasses.replace(configuration.load(), home=home, database_url=None)
    assert cluster.Cluster(left).postmaster() is not None
    with throwaway.instance(dataclasses.replace(configuration.load(), database_url=None)):
        assert cluster.Cluster(left).processes() == []
        assert not home.exists()


def test_postgis_is_found_for_every_server_named() -> None:
    assert postgres.installed() == sorted(postgres.installed(), reverse=True)
    assert postgres.find() == postgres.installed()[0]
