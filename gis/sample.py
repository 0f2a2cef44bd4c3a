"""How a layer says what a sample of it looks like, without the platform knowing the layer.

``layers/<system>/sample.py`` registers one function for each of its layers::

    @sample(Streetlight)
    def streetlights(town: Town) -> Rows:
        return {"geom": …, "light_no": town.serial("L", count)}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gis.declare import LayerTable
from gis.sampling.draws import TODAY, YEAR_BEGAN, days, pick
from gis.sampling.land import Array
from gis.sampling.names import people, phones
from gis.sampling.network import WayKind
from gis.sampling.parcels import Ground
from gis.sampling.town import Stand, Town

__all__ = [
    "TODAY", "YEAR_BEGAN", "Array", "Earlier", "Ground", "Rows", "Sampler", "Stand", "Town", "WayKind",
    "days", "earlier", "earliers", "people", "phones", "pick", "sample", "samplers",
]  # fmt: skip

#: Columns of a layer, each a sequence of equal length, or one value for all rows. Geometry is in the town's metres;
#: a reference is the position, from 0, of the row meant in the referenced layer's own sample of the same town, or None.
type Rows = dict[str, Any]
type Sampler = Callable[[Town], Rows]


@dataclass(frozen=True)
class Earlier:
    """What the rows of a sample were when the fiscal year began (``YEAR_BEGAN``).

    ``changed`` and ``added`` are positions of rows from 0, ``changed_on`` and ``added_on`` the dates since which they
    are as the sample has them; ``before`` holds, for each of ``changed``, the columns that were different.
    """

    changed: Array
    changed_on: Array
    before: Rows
    added: Array
    added_on: Array


type Rememberer = Callable[[Town], Earlier]

_samplers: dict[str, Sampler] = {}
_earliers: dict[str, Rememberer] = {}


def sample(layer: type[LayerTable]) -> Callable[[Sampler], Sampler]:
    """Register the function that makes a layer's rows for one sub-district."""

    def register(make: Sampler) -> Sampler:
        _samplers[layer.__tablename__] = make
        return make

    return register


def samplers() -> Mapping[str, Sampler]:
    """The registered functions by layer; load the registry first, which imports them."""
    return MappingProxyType(_samplers)


def earlier(layer: type[LayerTable]) -> Callable[[Rememberer], Rememberer]:
    """Register the function that tells what a layer's rows for one sub-district were when the fiscal year began."""

    def register(remember: Rememberer) -> Rememberer:
        _earliers[layer.__tablename__] = remember
        return remember

    return register


def earliers() -> Mapping[str, Rememberer]:
    """The registered functions by layer; a layer without one is as old as its sample."""
    return MappingProxyType(_earliers)
