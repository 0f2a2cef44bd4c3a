"""Starts fast: pyogrio and pyarrow import geopandas and pandas merely because they are installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_LEFT_OUT = ("geopandas", "pandas")


class _LeaveOut(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _LEFT_OUT:
            raise ModuleNotFoundError(f"{fullname} is left out of this process", name=fullname)
        return None


def leave_out_pandas() -> None:
    """Make both look uninstalled for the rest of this process, which takes 1 s off a load.

    For the command line only, whose process ends with the load; where pandas is already imported nothing changes.
    """
    if not any(name in sys.modules for name in _LEFT_OUT):
        sys.meta_path.insert(0, _LeaveOut())
