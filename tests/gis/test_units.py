"""How units are written."""

from __future__ import annotations

from gis import registry
from gis.units import UNITS, ucum, written


def test_every_unit_of_a_declaration_is_written_for_citizens() -> None:
    used = {attribute.words.unit for layer in registry.load().values() for attribute in layer.attributes}
    assert used - {None} - set(UNITS) == set()


def test_a_unit_nobody_listed_is_written_as_it_is() -> None:
    assert written("dB")["th"] == "dB"


def test_every_unit_has_a_form_for_programs_which_is_plain_letters() -> None:
    assert all(ucum(unit).isascii() and " " not in ucum(unit) for unit in UNITS)
    assert (ucum("m³/s"), ucum("baht"), ucum("wah²"), ucum("kW")) == ("m3/s", "{baht}", "4.m2", "kW")
