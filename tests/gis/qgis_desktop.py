"""Asks a real QGIS, in a process of its own, to do what a planner does."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

#: Debian's QGIS belongs to the system's Python, not to the project's environment.
PYTHON = "/usr/bin/python3"
DESKTOP = Path(__file__).with_name("qgis_desktop_script.py")


def available() -> bool:
    """Whether a QGIS can be imported here."""
    return Path(PYTHON).exists() and Path("/usr/bin/qgis").exists()


def run(do: str, uri: str, **request: Any) -> dict[str, Any]:
    """The answer of the script to one request; raises AssertionError with what QGIS said where it failed."""
    with tempfile.TemporaryDirectory() as runtime:
        done = subprocess.run(
            [PYTHON, str(DESKTOP)],
            input=json.dumps({"do": do, "uri": uri, **request}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                "PATH": "/usr/bin:/bin", "HOME": runtime, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen",
                "XDG_RUNTIME_DIR": runtime, "TZ": os.environ.get("TZ", "Asia/Bangkok"),
            },
        )  # fmt: skip
    assert done.returncode == 0, done.stderr or done.stdout
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
