"""The declarations without SQLAlchemy: as they were found the last time, for as long as no file of theirs changes.

Importing every layer takes 0.6 s, reading what is kept of them 0.01 s. It lies beside Python's own compiled files, is
trusted as they are, and like them is left out where nothing can be written.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from gis.codelist import Codelist
from gis.declaration import Registry
from gis.settings import SOURCE
from gis.text import Text


def load() -> Registry:
    """What ``gis.registry.load`` gives for ``layers``, and its errors."""
    kept, digest = _kept(), _digest()
    with suppress(OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, ValueError):
        content = kept.read_bytes()
        if content.startswith(digest):
            found = pickle.loads(content[len(digest) :])  # noqa: S301 - as trusted as the compiled code beside it
            if isinstance(found, Registry):
                return found
    from gis import registry

    found = registry.load()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_bytes(digest + _pickled(found))
            draft.replace(kept)
    return found


def _kept() -> Path:
    """Where Python would keep the compiled code of a file in ``layers``."""
    return Path(cache_from_source(str(SOURCE / "layers" / "declarations.py"))).with_suffix(".pickle")


def _digest() -> bytes:
    """Of every file that a declaration is made of."""
    words = hashlib.sha256(sys.version.encode())
    for path in _sources():
        words.update(f"{path}\0".encode() + path.read_bytes())
    return words.digest()


def _sources() -> Iterator[Path]:
    yield from sorted((SOURCE / "layers").rglob("*.py"))
    yield from sorted((SOURCE / "gis").glob("*.py"))


class _Pickler(pickle.Pickler):
    """Writes a code list of a layer file as its codes: its class could be found again only by importing the file."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type) and issubclass(value, Codelist) and value.__module__.startswith("layers."):
            codes = [(c.name, c.value, c.label, c.colour, c.aliases) for c in value]
            return _codelist, (value.__name__, value.__module__, codes)
        return NotImplemented


def _codelist(
    name: str, module: str, codes: list[tuple[str, str, Text, str | None, tuple[str, ...]]]
) -> type[Codelist]:
    members = [(at, (code, label, Text(), colour, aliases)) for at, code, label, colour, aliases in codes]
    return Codelist(name, members, module=module)  # type: ignore[return-value, call-arg, arg-type]


def _pickled(registry: Registry) -> bytes:
    written = io.BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(registry)
    return written.getvalue()
