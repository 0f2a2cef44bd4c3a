"""Instances to be thrown away, for tests: a private cluster in a temporary home, or a database of ``DATABASE_URL``."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from psycopg import sql

from gis import cluster
from gis.db import connect
from gis.settings import Settings
from gis.text import Text

PREFIX = "takeed-throwaway-"


@contextmanager
def instance(settings: Settings, *, say: Callable[[Text], None] | None = None) -> Iterator[Settings]:
    """Settings of an instance with an empty database, which is gone when the block ends."""
    _sweep(settings)
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    home.chmod(0o711)  # the server's user walks through it
    try:
        if settings.database_url:
            # Roles belong to the whole server: with other passwords the tests would lock the real instance out.
            with suppress(OSError):
                shutil.copy(settings.home / "secrets.json", home)
            with database(replace(settings, home=home)) as own:
                yield own
        else:
            with cluster.running(replace(settings, home=home), durable=False, say=say) as own:
                yield own
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(settings: Settings, *, template: str = "template1") -> Iterator[Settings]:
    """One more database on the same server, empty or a copy of ``template``, dropped when the block ends.

    The template must have no sessions in that moment.
    """
    name = f"takeed_{secrets.token_hex(6)}"
    made, source = sql.Identifier(name), sql.Identifier(template)
    with connect(settings.admin_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {} template {}").format(made, source))
    try:
        yield replace(settings, database_url=urlunsplit(urlsplit(settings.admin_url)._replace(path=f"/{name}")))
    finally:
        with connect(settings.admin_url, autocommit=True) as server:
            server.execute(sql.SQL("drop database {} with (force)").format(made))


def _sweep(settings: Settings) -> None:
    """Stop and remove what a killed test run left behind, which nobody holds any more."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if home.stat().st_uid != os.geteuid():
                continue
            with (home / "users.lock").open("r+") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.Cluster(replace(settings, home=home)).stop()
                shutil.rmtree(home, ignore_errors=True)
