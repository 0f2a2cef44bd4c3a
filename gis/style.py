"""How a layer looks, in words that MapLibre and QGIS can both be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Zoom:
    """The zoom levels at which a layer has tiles."""

    min: int
    max: int = 22


@dataclass(frozen=True, slots=True)
class _Symbol:
    """``by`` names a code-list field whose colours are used; ``colour`` serves where there is none.

    ``label`` names the field written on the map from zoom ``label_from`` on.
    """

    by: str | None = None
    colour: str = "#5b7083"
    label: str | None = None
    label_from: int = 15


@dataclass(frozen=True, slots=True)
class Circle(_Symbol):
    """A dot; ``radius`` in pixels at zoom 16."""

    radius: float = 5.0


@dataclass(frozen=True, slots=True)
class Line(_Symbol):
    """A line; ``width`` in pixels at zoom 16, ``dash`` in multiples of the width, ``casing`` a dark edge.

    ``width_by`` names a code-list field, ``widths`` the width of each of its codes that is not ``width``.
    """

    width: float = 2.5
    width_by: str | None = None
    widths: Mapping[str, float] = field(default_factory=dict)
    dash: tuple[float, ...] = ()
    casing: bool = False


@dataclass(frozen=True, slots=True)
class Fill(_Symbol):
    """A filled area with an outline; ``opacity`` of the fill from 0 to 1."""

    opacity: float = 0.35
    outline: str | None = None
    outline_width: float = 1.0


Style = Circle | Line | Fill
