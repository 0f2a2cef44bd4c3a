"""Mistakes in layer files stop at import: all at once, each with its file, its class and what to write instead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gis.registry import load
from gis.settings import SOURCE

HEAD = """
from gis.declare import *
from gis.declare import Access, Audience, Dimension, Division, Layer, LayerTable, Mapped, Personal, Zoom, th, en
BOTH = th("ก") | en("a")
class C(Codelist):
    A = "a", th("ก"), en("a")
"""
LAYER = "layer = Layer(title=BOTH, dimension=Dimension.LIVING, access=Access(write=Division.CLERK){more})"


def mistakes_of(folder: Path, **files: str) -> str:
    """What the registry says of a package of these layer files, read in a process of its own."""
    (folder / "drafts").mkdir()
    (folder / "drafts" / "__init__.py").touch()
    for name, body in files.items():
        (folder / "drafts" / f"{name}.py").write_text(HEAD + body, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", "from gis.registry import load; load('drafts')"],
        env={**os.environ, "PYTHONPATH": f"{folder}:{SOURCE}", "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", check=False,
    ).stderr  # fmt: skip


def layer(name: str, *fields: str, more: str = "", geom: str = 'geom = geometry("POINT")') -> str:
    lines = [f'__tablename__ = "{name.lower()}"', LAYER.format(more=more), geom, *fields]
    return f"class {name}(LayerTable):\n" + "".join(f"    {line}\n" for line in lines)


def test_every_file_with_a_mistake_is_named_with_its_class_in_one_message(tmp_path: Path) -> None:
    said = mistakes_of(
        tmp_path,
        first=layer("First", "size: Mapped[int] = field(th('ขนาด'))"),
        second="class Second(LayerTable):\n    __tablename__ = 'second'\n    geom = geometry('POINT')\n",
        third="1 / 0",
        fourth=layer("Fourth", "other_id: Mapped[int | None] = ref('nothing', BOTH)"),
        fifth=layer("Fifth", geom=""),
    )
    for told in (
        "drafts.first: First: size: its title needs both languages",
        "drafts.second: Second: write `layer = Layer(title=…, …)`",
        "drafts.third: ZeroDivisionError",
        "drafts.fourth: Fourth: other_id: refers to 'nothing', which is no layer",
        "drafts.fifth: Fifth: it needs geom = geometry(…)",
    ):
        assert told in said, said


@pytest.mark.parametrize(
    ("field", "more", "told"),
    [
        ("order: Mapped[str] = field(BOTH)", "", "'order' cannot be a name: it is a word of SQL"),
        ("user: Mapped[str] = field(BOTH)", "", "'user' cannot be a name: it is a word of SQL"),
        ("valid: Mapped[bool] = field(BOTH)", "", "'valid' cannot be a name: the platform has a column"),
        ("Size: Mapped[int] = field(BOTH)", "", "'Size' cannot be a name: use up to 40"),
        ("a: Mapped[int] = field(BOTH, between=(9, 1))", "", "a: between= says the lower bound first"),
        ("a: Mapped[str] = field(BOTH, between=(1, 9))", "", "a: between= is for numbers, not for text"),
        ("a: Mapped[int] = field(BOTH, pattern='[0-9]')", "", "a: pattern= is for text, not for integer"),
        ("a: Mapped[str] = field(BOTH, pattern='[0-9')", "", "a: pattern= is no regular expression"),
        ("a: Mapped[str] = field(BOTH, past=True)", "", "a: past= is for dates, not for text"),
        ("a: Mapped[str] = field(BOTH)", ", key='b'", "key names 'b', which is no field of it"),
        ("a: Mapped[str] = field(BOTH)", ", key='a'", "key 'a' must be unique=True"),
        ("a: Mapped[str] = field(BOTH)", ", style=Circle(by='a')", "style by 'a' needs a field with a code list"),
        ("a: Mapped[str] = field(BOTH)", ", tiles=Zoom(9)", "a layer with tiles needs a style"),
        (
            "a: Mapped[str] = field(BOTH, personal=Personal(why='x', keep_days=1))", ", search=('a',)",
            "search names 'a', which those who read the layer may not read",
        ),
        (
            "a: Mapped[C] = field(BOTH, personal=Personal(why='x', keep_days=1))", ", style=Circle(label='a')",
            "style label names 'a', which those who read the layer may not read",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence_that_says_what_to_write(tmp_path: Path, field: str, more: str, told: str) -> None:
    assert told in mistakes_of(tmp_path, only=layer("Only", field, more=more))


def test_a_submission_may_not_be_made_an_oracle_or_be_impossible(tmp_path: Path) -> None:
    access = "Access(write=Division.CLERK, submit=Audience.PUBLIC, submit_fields=('phone',))"
    body = layer(
        "Only",
        "phone: Mapped[str | None] = field(BOTH, unique=True, personal=Personal(why='x', keep_days=1))",
        "kind: Mapped[str] = field(BOTH)",
    ).replace("Access(write=Division.CLERK)", access)
    said = mistakes_of(tmp_path, only=body)
    assert "phone: a stranger may fill it and not read it; unique=True would tell" in said
    assert "kind: is required and without default" in said


def test_readings_name_the_device_and_the_time_and_have_one_layer_a_device(tmp_path: Path) -> None:
    times = "at: Mapped[datetime.datetime] = field(BOTH)"
    device = "device_id: Mapped[int] = ref('device', BOTH)"
    more = ", located_by='device_id', readings=Readings(of='device_id', at='at')"
    loose = layer("Loose", "n: Mapped[int] = field(BOTH)", more=", readings=Readings(of='n', at='at')")
    optional = device.replace("[int]", "[int | None]")
    said = mistakes_of(
        tmp_path,
        a=layer("Device"),
        b="import datetime\n" + layer("First", device, times, more=more, geom=""),
        c="import datetime\n" + layer("Second", device, times, more=more, geom=""),
        d=loose,
        e="import datetime\n" + layer("Optional", optional, times, more=more, geom=""),
    )
    for told in (
        "drafts.c: Second: first already takes the readings of device",
        "drafts.d: Loose: readings of= names 'n', which must be a required reference to the devices",
        "drafts.d: Loose: readings at= names 'at', which must be a required date and time",
        "drafts.e: Optional: readings of= names 'device_id', which must be a required reference",
    ):
        assert told in said, said


def test_layers_that_refer_to_each_other_in_a_circle_are_named(tmp_path: Path) -> None:
    said = mistakes_of(
        tmp_path,
        chicken=layer("Chicken", "egg_id: Mapped[int | None] = ref('egg', BOTH)"),
        egg=layer("Egg", "chicken_id: Mapped[int | None] = ref('chicken', BOTH)"),
    )
    assert "layers refer to each other in a circle" in said


def test_the_layers_of_this_checkout_have_no_mistake() -> None:
    assert len(load()) > 30
