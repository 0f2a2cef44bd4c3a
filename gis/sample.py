"""How a layer says what a sample of it looks like, without the platform knowing the layer.

``layers/<system>/sample.py`` registers one function for each of its layers::

    @sample(Streetlight)
    def streetlights(town: Town) -> Rows:
        return {"geom": …, "light_no": town.serial("L", count)}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from gis.declare import LayerTable
from gis.sampling.draws import TODAY, days, pick
from gis.sampling.land import Array
from gis.sampling.names import people, phones
from gis.sampling.network import WayKind
from gis.sampling.parcels import Ground
from gis.sampling.town import Stand, Town

__all__ = [
    "TODAY", "Array", "Ground", "Rows", "Sampler", "Stand", "Town", "WayKind", "days", "people", "phones", "pick",
    "sample", "samplers",
]  # fmt: skip

#: Columns of a layer, each a sequence of equal length, or one value for all rows. Geometry is in the town's metres;
#: a reference is the position, from 0, of the row meant in the referenced layer's own sample of the same town, or None.
type Rows = dict[str, Any]
type Sampler = Callable[[Town], Rows]

_samplers: dict[str, Sampler] = {}


def sample(layer: type[LayerTable]) -> Callable[[Sampler], Sampler]:
    """Register the function that makes a layer's rows for one sub-district."""

    def register(make: Sampler) -> Sampler:
        _samplers[layer.__tablename__] = make
        return make

    return register


def samplers() -> Mapping[str, Sampler]:
    """The registered functions by layer; load the registry first, which imports them."""
    return MappingProxyType(_samplers)
