"""The one construction of QGIS's style files that XML has no word for: its typed ``Option`` trees."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

Value = str | bool | int | float | list["Value"] | Mapping[str, "Value"] | None


def option(value: Value, name: str | None = None) -> Element:
    """A value as QGIS stores a QVariant: maps and lists nest, the rest is a typed attribute."""
    named = {} if name is None else {"name": name}
    match value:
        case None:
            return Element("Option", named | {"type": "invalid"})
        case bool():
            return Element("Option", named | {"type": "bool", "value": str(value).lower()})
        case int():
            return Element("Option", named | {"type": "int", "value": str(value)})
        case float():
            return Element("Option", named | {"type": "double", "value": repr(value)})
        case str():
            return Element("Option", named | {"type": "QString", "value": value})
        case list():
            element = Element("Option", named | {"type": "List"})
            element.extend(option(item) for item in value)
            return element
    element = Element("Option", named | {"type": "Map"})
    element.extend(option(item, key) for key, item in value.items())
    return element
