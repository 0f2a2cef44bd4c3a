"""Layers whose rows devices send: what a device fills, and which layer keeps the readings of which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gis.registry import Declaration


def mistakes(declaration: Declaration) -> Iterator[str]:
    """What is wrong with a layer's ``readings=``, as sentences that say what to write instead."""
    told = declaration.layer.readings
    if told is None:
        return
    fields = {attribute.name: attribute for attribute in declaration.attributes}
    for word, name, kind in (("of", told.of, "ref"), ("at", told.at, "datetime")):
        if name not in fields or fields[name].kind != kind or not fields[name].required:
            meant = "a required reference to the devices" if kind == "ref" else "a required date and time"
            yield f"readings {word}= names {name!r}, which must be {meant}"


def rivals(declarations: Iterable[Declaration]) -> Iterator[str]:
    """Devices of one layer send their readings to one layer: a token says whose a reading is, not where it goes."""
    first: dict[str, str] = {}
    for declaration in declarations:
        device = device_layer(declaration)
        if device is not None and first.setdefault(device, declaration.name) != declaration.name:
            there = f"{declaration.module}: {declaration.class_name}"
            yield f"{there}: {first[device]} already takes the readings of {device}"


def device_layer(declaration: Declaration) -> str | None:
    """The layer whose rows are the devices; None for a layer that takes no readings."""
    told = declaration.layer.readings
    if told is None or told.of not in declaration.attribute_names:
        return None
    return declaration[told.of].words.ref


def by_device(registry: Mapping[str, Declaration]) -> dict[str, Declaration]:
    """The layers of readings, by the layer of their devices."""
    return {device: d for d in registry.values() if (device := device_layer(d)) is not None}


def filled(declaration: Declaration) -> tuple[str, ...]:
    """The fields a device fills: all but whose the reading is, which its token says, and what is personal."""
    told = declaration.layer.readings
    return tuple(a.name for a in declaration.attributes if told is not None and a.name != told.of and not a.personal)
