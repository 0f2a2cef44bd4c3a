"""Reads a vector tile (Mapbox Vector Tile 2.1) down to its last position, margins and all."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

Position = tuple[int, int]


@dataclass(frozen=True)
class Feature:
    """One feature; ``positions`` are in units of the tile, 4096 to its side, from the upper left corner."""

    layer: str
    id: int | None
    properties: dict[str, str | float | bool]
    positions: tuple[Position, ...]


def features(tile: bytes) -> list[Feature]:
    """Every feature of every layer of a tile."""
    return [feature for number, layer in _fields(tile) if number == 3 for feature in _layer(layer)]


def _layer(message: bytes) -> Iterator[Feature]:
    told = list(_fields(message))
    (name,) = (value.decode() for number, value in told if number == 1)
    keys = [value.decode() for number, value in told if number == 3]
    values = [_value(value) for number, value in told if number == 4]
    for number, feature in told:
        if number == 2:
            parts = dict(_fields(feature))
            tags = list(_packed(parts.get(2, b"")))
            properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
            yield Feature(name, parts.get(1), properties, tuple(_positions(parts.get(4, b""))))


def _value(message: bytes) -> str | float | bool:
    ((kind, value),) = _fields(message)
    match kind:
        case 1:
            return value.decode()
        case 2 | 3:
            return struct.unpack("<f" if kind == 2 else "<d", value)[0]
        case 6:
            return _unzigzag(value)
        case 7:
            return bool(value)
    return value


def _positions(geometry: bytes) -> Iterator[Position]:
    """Where the pen goes: its commands MoveTo (1) and LineTo (2) are followed by steps, ClosePath (7) by none."""
    told, x, y = iter(_packed(geometry)), 0, 0
    for command in told:
        for _ in range(command >> 3 if command & 7 in (1, 2) else 0):
            x, y = x + _unzigzag(next(told)), y + _unzigzag(next(told))
            yield x, y


def _unzigzag(number: int) -> int:
    return number >> 1 ^ -(number & 1)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The numbered fields of a protocol buffer: whole numbers, and bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        match tag & 7:
            case 0:
                value, at = _varint(message, at)
                yield tag >> 3, value
                continue
            case 2:
                size, at = _varint(message, at)
            case wire:
                size = {1: 8, 5: 4}[wire]
        yield tag >> 3, message[at : at + size]
        at += size


def _packed(message: bytes) -> Iterator[int]:
    at = 0
    while at < len(message):
        value, at = _varint(message, at)
        yield value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
