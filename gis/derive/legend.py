"""The legend of the public map: what its layers, symbols and fields mean, and which fields name a record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gis.codelist import Codelist
from gis.declare import Dimension
from gis.derive.style import symbol, words
from gis.registry import Attribute, Declaration, Registry
from gis.units import written


def naming_fields(declaration: Declaration, fields: Sequence[str]) -> list[str]:
    """The fields a person knows a record by, best first, of those in ``fields``: the first that is filled names it.

    A name comes before the number that a delivery is recognised by.
    """
    layer = declaration.layer
    told = dict.fromkeys(name for name in (layer.style and layer.style.label, *layer.search, layer.key) if name)
    shown = (name for name in told if name in fields and not declaration[name].personal)
    return sorted(shown, key=lambda name: name == layer.key)


def legend(readable: Mapping[str, tuple[str, ...]], registry: Registry) -> dict[str, Any]:
    """The layer list of the web map: the dimensions, their layers, and what each symbol and field means.

    ``readable`` holds the fields the reader may see of each layer. A reference into a layer that is not among them is
    left out, for it could only be shown as a bare number.
    """
    layers = [registry[name] for name in sorted(readable) if registry[name].layer.tiles]
    return {
        "dimensions": [
            {
                "code": dimension.value,
                "title": words(dimension.label),
                "colour": dimension.colour,
                "layers": [
                    _entry(d, readable) for d in layers if d.layer.dimension is dimension
                ],
            }
            for dimension in Dimension
        ]
    }  # fmt: skip


def _entry(declaration: Declaration, readable: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    layer, fields = declaration.layer, readable[declaration.name]
    assert layer.style is not None and layer.tiles is not None
    by = declaration[layer.style.by] if layer.style.by and layer.style.by in fields else None
    members: list[Codelist] = list(by.codelist) if by and by.codelist else []
    return {
        "name": declaration.name,
        "title": words(layer.title),
        "about": words(layer.about) if layer.about else None,
        "kind": symbol(declaration),
        "minzoom": layer.tiles.min,
        "shown": layer.shown,
        "colour": layer.style.colour,
        "classes": [
            {"code": m.value, "label": words(m.label), "colour": m.colour} for m in members if m.colour
        ],
        "label": naming_fields(declaration, fields),
        "fields": [
            _field(a) for a in declaration.attributes
            if a.name in fields and (a.words.ref is None or a.words.ref in readable)
        ],
    }  # fmt: skip


def _field(attribute: Attribute) -> dict[str, Any]:
    codes = {member.value: words(member.label) for member in attribute.codelist} if attribute.codelist else None
    return {
        "name": attribute.name,
        "title": words(attribute.words.title),
        "unit": words(written(attribute.words.unit)) if attribute.words.unit else None,
        "codes": codes,
        "ref": attribute.words.ref,
    }


def show(declaration: Declaration, registry: Registry) -> str:
    """The legend entry of a layer as staff would read it, as JSON; empty for a layer that is on no map."""
    if declaration.layer.tiles is None:
        return "{}"
    readable = {name: other.attribute_names for name, other in registry.items()}
    return json.dumps(_entry(declaration, readable), ensure_ascii=False, indent=2)
