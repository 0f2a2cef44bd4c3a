"""Starts fast: leaves out of a process that ends with one load what only a longer one profits from."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

#: What others import merely because it is installed: 1 s of tables, and 0.02 s of file systems in the cloud.
_LEFT_OUT = ("geopandas", "pandas", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs", "pyarrow._hdfs")


class _LeaveOut(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _LEFT_OUT:
            raise ModuleNotFoundError(f"{fullname} is left out of this process", name=fullname)
        return None


def start_lean() -> None:
    """Make what is not needed look uninstalled, and spare numpy its threads and Python its collector.

    Threads take turns more often, so that one that imports does not hold up one that reads. For the command line
    only, whose process ends with the load; where pandas is already imported it stays.
    """
    gc.disable()
    atexit.register(gc.freeze)  # else the last thing a process does is to look for rubbish, for 0.3 s
    sys.setswitchinterval(0.0005)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not any(name in sys.modules for name in _LEFT_OUT):
        sys.meta_path.insert(0, _LeaveOut())
