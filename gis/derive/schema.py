"""JSON Schema (2020-12) of a layer's features, with titles in both languages, units, ranges and code lists."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from gis.declare import GeometryKind
from gis.registry import Attribute, Declaration, Registry
from gis.text import Text, en, th
from gis.units import ucum

Schema = dict[str, Any]

#: The JSON type of each kind of field.
_TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "codes": {"type": "array"},
    "integer": {"type": "integer"},
    "ref": {"type": "integer"},
    "number": {"type": "number"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}

#: The GeoJSON geometry that features have (the last part of ``format: geometry-…``, OGC API Features part 5).
GEOJSON_TYPES = {
    GeometryKind.POINT: "Point",
    GeometryKind.LINE: "MultiLineString",
    GeometryKind.POLYGON: "MultiPolygon",
}


def _titled(title: Text) -> Schema:
    return {"title": title.th, "x-ogc-title-en": title.en}


_SERVED = {"readOnly": True}
_IDENTITY: dict[str, Schema] = {
    "id": _titled(th("เลขที่ระเบียน") | en("Record number")) | {"type": "integer", "x-ogc-role": "id"} | _SERVED,
    "uid": _titled(th("รหัสถาวร") | en("Lasting identifier")) | _TYPES["uuid"],
    "version": _titled(th("ฉบับแก้ไข") | en("Version")) | _TYPES["integer"] | _SERVED,
    "updated_at": _titled(th("แก้ไขเมื่อ") | en("Changed at")) | _TYPES["datetime"] | _SERVED,
}


def property_schema(attribute: Attribute) -> Schema:
    """One field: its title, type, and the rules the database holds it to."""
    field = attribute.words
    rules: Schema = {}
    if field.help:
        rules |= {"description": field.help.th, "x-ogc-description-en": field.help.en}
    if field.unit:
        rules["x-ogc-unit"] = ucum(field.unit)
    if field.between:
        rules |= {"minimum": field.between[0], "maximum": field.between[1]}
    if field.pattern:
        rules["pattern"] = f"^(?:{field.pattern})$"
    if field.ref:
        rules |= {"x-ogc-role": "reference", "x-ogc-collectionId": field.ref}
    if attribute.codelist:
        codes: Schema = {
            "enum": list(attribute.codelist.codes()),
            "x-ogc-codes": {m.value: {"th": m.label.th, "en": m.label.en} for m in attribute.codelist},
        }
        rules |= {"items": {"type": "string", **codes}} if attribute.kind == "codes" else codes
    return {**_titled(field.title), **_TYPES[attribute.kind], **rules}


def properties(declaration: Declaration, names: tuple[str, ...]) -> dict[str, Schema]:
    """The schemas of the properties ``names``, those no layer declares included."""
    return {n: _IDENTITY[n] if n in _IDENTITY else property_schema(declaration[n]) for n in names}


def schema(
    declaration: Declaration,
    names: tuple[str, ...],
    *,
    geometry: bool,
    address: str = "",
    received: Collection[str] | None = None,
) -> Schema:
    """The schema of a layer's features as a reader of ``names`` meets them: properties, id and geometry.

    ``address`` is where the schema can be fetched; ``received`` are the columns they may send, where that is asked:
    what cannot be sent is then only read, and what cannot be read only written (OGC 23-058r2, returnables and
    receivables). ``x-ogc-propertySeq`` is the order of the declaration.
    """
    sent = frozenset(received or ())
    members: dict[str, Schema] = {"id": _IDENTITY["id"]}
    if geometry or "geom" in sent:
        members["geometry"] = _geometry(declaration)
    order = ("uid", *declaration.attribute_names, "version", "updated_at")
    members |= properties(declaration, tuple(name for name in order if name in names or name in sent))
    read = {"id", *names, *(["geometry"] if geometry else [])}
    if received is not None:
        for name, member in members.items():
            only_read = {} if ("geom" if name == "geometry" else name) in sent else _SERVED
            members[name] = member | only_read | ({} if name in read else {"writeOnly": True})
    required = [a.name for a in declaration.attributes if a.required and a.name in names]
    return _document(declaration, members, address) | {"required": required}


def queryables(declaration: Declaration, names: tuple[str, ...], *, geometry: bool, address: str = "") -> Schema:
    """The schema of what a reader may ask about: the properties ``names``, and the geometry."""
    members = {"geometry": _geometry(declaration)} if geometry else {}
    return _document(declaration, properties(declaration, names) | members, address)


def sortables(declaration: Declaration, names: tuple[str, ...], *, address: str = "") -> Schema:
    """The schema of what a reader may sort by."""
    return _document(declaration, properties(declaration, names), address)


def _geometry(declaration: Declaration) -> Schema:
    kind = GEOJSON_TYPES[declaration.geometry.kind].lower() if declaration.geometry else "any"
    title = _titled(th("ตำแหน่ง") | en("Geometry"))
    return title | {"format": f"geometry-{kind}", "x-ogc-role": "primary-geometry"}


def _document(declaration: Declaration, members: dict[str, Schema], address: str) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **({"$id": address} if address else {}),
        "type": "object",
        **_titled(declaration.layer.title),
        "properties": {
            name: member | {"x-ogc-propertySeq": order} for order, (name, member) in enumerate(members.items(), 1)
        },
        "additionalProperties": False,
    }


def submission(declaration: Declaration, names: tuple[str, ...]) -> Schema:
    """The schema of the properties one may send to add a feature; what has a default may be left out."""
    return {
        "type": "object",
        "properties": {"uid": _IDENTITY["uid"], **properties(declaration, names)},
        "required": [
            a.name for a in declaration.attributes if a.required and a.default is None and a.name in names
        ],
        "additionalProperties": False,
    }  # fmt: skip


def show(declaration: Declaration, registry: Registry) -> str:
    """The JSON Schema of a layer with every field, as the steward reads it."""
    every = ("uid", *declaration.attribute_names, "version", "updated_at")
    return json.dumps(schema(declaration, every, geometry=True), ensure_ascii=False, indent=2)
