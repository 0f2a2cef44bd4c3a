"""What is kept of the declarations is what importing them gives, and is made anew when a file of theirs changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gis import compiled, registry
from gis.declaration import Attribute, Declaration


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's own compiled files lie."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def facts(declaration: Declaration) -> tuple[Any, ...]:
    told = declaration
    return told.name, told.module, told.class_name, told.layer, told.geometry, [words(a) for a in told.attributes]


def words(attribute: Attribute) -> tuple[Any, ...]:
    codes = [(c.name, c.value, c.label, c.colour, c.aliases) for c in attribute.codelist or ()]
    return (
        attribute.name,
        attribute.kind,
        attribute.required,
        attribute.words,
        codes,
        attribute.places,
        attribute.default,
    )


def test_what_is_kept_says_of_every_layer_what_its_file_says(kept: Path) -> None:
    compiled.load()
    assert [file.suffix for file in kept.rglob("*") if file.is_file()] == [".pickle"]
    again, told = compiled.load(), registry.load()
    assert again is not told
    assert list(again) == list(told)
    assert [facts(again[name]) for name in told] == [facts(told[name]) for name in told]
    assert [again[name].table for name in told] == [told[name].table for name in told]


def test_reading_it_needs_neither_the_layer_files_nor_sqlalchemy(kept: Path) -> None:
    compiled.load()
    code = "import sys; from gis import compiled; compiled.load(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(kept)},
        text=True,
        capture_output=True,
        check=True,
    )
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert not imported & {"sqlalchemy", "geoalchemy2", "layers"}


def test_a_file_that_changed_and_a_damaged_copy_are_read_anew(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = registry.load()
    assert compiled.load() is told
    (file,) = kept.rglob("*.pickle")
    whole = file.read_bytes()
    for damaged in (b"", whole[:40], whole[:32] + b"\x80\x05N."):
        file.write_bytes(damaged)
        assert compiled.load() is told
    assert compiled.load() is not told
    monkeypatch.setattr(compiled, "_digest", lambda: b"of another state of the files")
    assert compiled.load() is told
