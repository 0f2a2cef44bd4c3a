"""The embedded default: a private PostgreSQL + PostGIS cluster in the state folder, made, started and stopped.

``running()`` is how every command uses it: the first to need the cluster starts it, the last to leave stops it, and
whatever a crash left behind is cleared away at the next start. With ``DATABASE_URL`` there is nothing to do.
"""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import psycopg
from psycopg import sql

from gis import postgres, unprivileged
from gis.db import connect
from gis.errors import SetupError
from gis.settings import Settings
from gis.text import Text, en, th

#: The role that owns the schema, and the database.
ADMIN = "takeed"
#: The longest path a unix socket can have, less the name of the socket file itself.
SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.65535")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The private cluster of one home. ``durable`` is false for throw-away data, which need not survive a power cut."""

    settings: Settings
    durable: bool = True
    say: Callable[[Text], None] | None = None

    @property
    def folder(self) -> Path:
        return self.settings.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def port(self) -> int | None:
        """The port on 127.0.0.1 that this home's cluster was last given."""
        with suppress(OSError):
            return urlsplit((self.settings.home / "database-url").read_text()).port
        return None

    def processes(self) -> list[psutil.Process]:
        """Every living server process of this cluster, also those that lost their parent."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.name() == "postgres" and Path(process.cwd()) == self.data.resolve():
                    found.append(process)
        return found

    def postmaster(self) -> psutil.Process | None:
        """The server's parent process, when it lives."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return next((process for process in self.processes() if process.pid == pid), None)
        return None

    def start(self) -> None:
        """Make the cluster if there is none and start it if it does not run; raises SetupError that says what to do."""
        made_by = self.made_by()
        programs = postgres.find(made_by, say=self.say)
        unprivileged.check_entry(self.folder)
        unprivileged.give(self.folder)
        if made_by is None:
            self._make(programs)
        if self.postmaster() is None:
            self._launch(programs)
        try:
            self._make_database()
        except psycopg.OperationalError:
            # Killed a moment ago, it may still have been in the list of processes when we looked.
            if not self._ends_soon():
                raise
            self._launch(programs)
            self._make_database()

    def _ends_soon(self) -> bool:
        """Whether the server's parent process is gone within three seconds."""
        for _ in range(30):
            if self.postmaster() is None:
                return True
            time.sleep(0.1)
        return False

    def _launch(self, programs: postgres.Programs) -> None:
        self._clear_wreck()
        port = self._configure()
        _keep(self.settings.home / "database-url", self._url(port))
        self._run(programs["pg_ctl"], "start", "-w", "-t", "300", "-D", str(self.data), "-l", str(self.log))

    def _make_database(self) -> None:
        maintenance = urlsplit(self.settings.admin_url)._replace(path="/postgres").geturl()
        with connect(maintenance, autocommit=True) as server:
            if not server.execute("select 1 from pg_database where datname = %s", (ADMIN,)).fetchone():
                server.execute(sql.SQL("create database {}").format(sql.Identifier(ADMIN)))

    def stop(self) -> None:
        """Stop the server at once but cleanly: open transactions roll back, sessions end."""
        if self.postmaster() is not None:
            programs = postgres.find(self.made_by())
            self._run(programs["pg_ctl"], "stop", "-w", "-t", "120", "-m", "fast", "-D", str(self.data))

    def made_by(self) -> int | None:
        """The major version of PostgreSQL that made the data; None where there is no data yet."""
        with suppress(OSError):
            return int((self.data / "PG_VERSION").read_text())
        return None

    def _make(self, programs: postgres.Programs) -> None:
        """A complete data folder or none: initdb works in a folder beside it, and the rename is the last step."""
        for half_made in self.folder.glob("making.*"):
            shutil.rmtree(half_made, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="making.", dir=self.folder) as made:
            draft, password = Path(made, "data"), Path(made, "password")
            _keep(password, self.settings.secret(ADMIN))
            unprivileged.give(password.parent)
            unprivileged.give(password)
            self._run(
                programs["initdb"], "--pgdata", str(draft), "--username", ADMIN, "--pwfile", str(password),
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
                *([] if self.durable else ["--no-sync"]),
            )  # fmt: skip
            with (draft / "postgresql.conf").open("a") as conf:
                conf.write("\ninclude '../server.conf'\n")
            draft.rename(self.data)

    def _configure(self) -> int:
        """Write what we want of the server, anew at each start, so that an old cluster follows; returns the port."""
        first = 5433 if self.durable else random.randrange(20_000, 30_000)  # noqa: S311
        port = next(port for port in (self.port, *range(first, first + 100)) if port and _is_free(port))
        memory = psutil.virtual_memory().total // 2**20
        told: dict[str, object] = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": self.folder if len(os.fsencode(self.folder)) <= SOCKET_FOLDER_LIMIT else "",
            "max_connections": 100,
            "shared_buffers": f"{min(max(memory // 4, 128), 4096 if self.durable else 256)}MB",
            "effective_cache_size": f"{memory // 2}MB",
            "maintenance_work_mem": "256MB",
            "work_mem": "16MB",
            "max_wal_size": "4GB",
            "wal_compression": "on",
            "checkpoint_timeout": "15min",
            "random_page_cost": 1.1,
            "jit": "off",  # short spatial queries lose more to compiling than they win
            "fsync": "on" if self.durable else "off",
            "synchronous_commit": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "logging_collector": "on" if self.durable else "off",
            "log_directory": "../logs",
            "log_filename": "postgresql-%a.log",  # a week of logs, then the oldest day is overwritten
            "log_truncate_on_rotation": "on",
            "log_rotation_size": 0,
            # A failed statement and its DETAIL hold the values people typed, which have no place in a log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        lines = [f"{name} = '{str(value).replace("'", "''")}'\n" for name, value in told.items()]
        _keep(self.folder / "server.conf", "".join(lines))
        unprivileged.give(self.folder / "server.conf")
        return int(port)

    def _url(self, port: int) -> str:
        return f"postgresql://{ADMIN}:{quote(self.settings.secret(ADMIN))}@127.0.0.1:{port}/{ADMIN}"

    def _clear_wreck(self) -> None:
        """End what a killed server left behind; PostgreSQL does not start while an old child holds its memory."""
        orphans = self.processes()
        _, deaf = psutil.wait_procs(orphans, timeout=3)  # they end by themselves as soon as they are idle
        for process in deaf:
            with suppress(psutil.NoSuchProcess):
                process.kill()  # safe: the memory they shared is lost already, and the log replays what was committed
        psutil.wait_procs(deaf, timeout=10)
        # After a reboot another program may have the number in this file, and the server would wait for it.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, *command: str) -> None:
        unprivileged.run(*command, folder=self.folder, log=self.log)


@contextmanager
def running(
    settings: Settings, *, durable: bool = True, say: Callable[[Text], None] | None = None
) -> Iterator[Settings]:
    """The database, running for as long as the block does; the last of several commands to leave stops it.

    With ``say`` a missing server is installed by apt. With ``DATABASE_URL`` this changes nothing.
    """
    if settings.database_url:
        yield settings
        return
    cluster = Cluster(settings, durable, say)
    _make_home(cluster)
    with (settings.home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            with _alone(settings.home):
                cluster.start()
            yield settings
        finally:
            with _alone(settings.home), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while another command uses the cluster
                cluster.stop()


@contextmanager
def watched(settings: Settings, *, say: Callable[[Text], None] | None = None) -> Iterator[Settings]:
    """As :func:`running`, and a server that dies meanwhile is started again within seconds."""
    with running(settings, say=say) as told, ExitStack() as until_the_end:
        if not settings.database_url:
            ended = threading.Event()
            watch = threading.Thread(target=_watch, args=(Cluster(settings), ended), daemon=True)
            watch.start()
            until_the_end.callback(watch.join)
            until_the_end.callback(ended.set)
        yield told


def _watch(cluster: Cluster, ended: threading.Event) -> None:
    while not ended.wait(2):
        if cluster.postmaster() is None:
            with _alone(cluster.settings.home), suppress(SetupError):  # what stops it now may be gone in two seconds
                cluster.start()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One command at a time starts or stops the cluster; a killed one lets go by dying."""
    with (home / "cluster.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_home(cluster: Cluster) -> None:
    try:
        if not cluster.settings.home.exists():
            cluster.settings.home.mkdir(parents=True, mode=0o711)
        cluster.folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as refused:
        home = cluster.settings.home
        raise SetupError(
            th(f"สร้างโฟลเดอร์ {home} ไม่ได้ ให้กำหนด TAKEED_HOME เป็นโฟลเดอร์ที่เขียนได้")
            | en(f"Cannot make the folder {home}. Set TAKEED_HOME to a folder that can be written.")
        ) from refused


def _keep(path: Path, text: str) -> None:
    """Write a private file whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
