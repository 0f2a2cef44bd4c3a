"""The bodies of requests that write: a feature to add, one to put in another's place, or what to change in one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from api.ogc import crs, values
from api.ogc.crs import CRS84, Crs
from api.ogc.drawn import Drawn, drawn
from api.ogc.readable import Readable
from api.ogc.values import Value
from gis.derive.ogc import GEOJSON, JSON
from gis.derive.schema import GEOJSON_TYPES
from gis.errors import BadRequest, Forbidden, Invalid, UnsupportedMedia
from gis.registry import Attribute
from gis.text import en, th

MERGE_PATCH = "application/merge-patch+json"
#: What a whole feature is sent as, and what changes of one are.
FEATURE_MEDIA, PATCH_MEDIA = (GEOJSON, JSON), (MERGE_PATCH, JSON)

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A feature ready to be added; a column that is not among ``values`` takes its default."""

    uid: uuid.UUID
    values: dict[str, Value]
    geometry: Drawn | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a feature that is there, ready to be stored.

    ``values`` are the fields that are set, None to clear one; ``defaults`` those that go back to their defaults;
    ``geometry`` counts where ``places`` is true. ``based_on`` is the version the sender saw; ``names`` are the
    numbers and uids that the body calls the feature by.
    """

    values: dict[str, Value | None]
    defaults: tuple[str, ...]
    places: bool
    geometry: Drawn | None
    based_on: int | None
    names: tuple[str, ...]


async def body(request: Request, media: tuple[str, ...], header: str) -> Told:
    """The JSON object in a request's body, sent as one of ``media``; ``header`` tells a client which those are.

    Raises BadRequest where it is none or its kind is not said, UnsupportedMedia where that is another.
    """
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        raise BadRequest(
            th(f"ต้องบอกชนิดของเนื้อหาในหัว Content-Type เช่น {media[0]}")
            | en(f"Say in the header Content-Type what the body is, such as {media[0]}.")
        )
    if kind not in media:
        raise UnsupportedMedia(media, header)
    return document(content)


def document(content: bytes) -> Told:
    """The JSON object in ``content``; a name that comes twice in one object would leave to chance what is stored."""
    try:
        told = orjson.loads(content)  # refuses NaN, other encodings than UTF-8, and nesting without end
        json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise BadRequest(
            th("เนื้อหาต้องเป็น JSON ที่เข้ารหัส UTF-8 และไม่มี NaN") | en("The body must be JSON in UTF-8, without NaN.")
        ) from None
    if not isinstance(told, dict):
        raise BadRequest(th("เนื้อหาต้องเป็นวัตถุ JSON") | en("The body must be a JSON object."))
    return told


def _once(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRequest(
            th(f"ชื่อ {twice[:60]!r} ซ้ำในวัตถุเดียวกัน") | en(f"The name {twice[:60]!r} comes twice in one object.")
        )


def system(told: Told, header: str | None) -> Crs:
    """The system a body's coordinates are of: as ``Content-Crs`` says, else as the body does, else CRS84.

    Raises BadRequest for one that is not served, and where the two say different things.
    """
    member = crs.of_geojson(told.get("crs"))
    if header is None:
        return member or CRS84
    said = crs.named(header, "Content-Crs")
    if member is not None and member.srid != said.srid:
        raise BadRequest(
            th("Content-Crs และ crs ในเนื้อหาบอกระบบพิกัดต่างกัน")
            | en("Content-Crs and the body's crs name different systems.")
        )
    return said


def addition(told: Told, layer: Readable, sent_in: Crs) -> Row:
    """The GeoJSON feature to add.

    Raises BadRequest for what is no such feature, Forbidden for a field the sender may not fill, Invalid for a value
    of the wrong kind. Nulls are left out, so that a column's default takes their place.
    """
    properties = dict(_properties(told))
    uid = properties.pop("uid", None)
    geometry = told.get("geometry")
    return Row(
        uuid.uuid4() if uid is None else _uid(uid),
        {name: _value(layer, name, each, layer.addable) for name, each in properties.items() if each is not None},
        None if geometry is None else _geometry(geometry, layer, sent_in, layer.addable),
    )


def replacement(told: Told, layer: Readable, sent_in: Crs) -> Edit:
    """The GeoJSON feature to put in the place of another; raises as :func:`addition`.

    A field that is left out goes back to its default, except one that the sender cannot see: nobody empties what
    they do not know of. What the service says of a feature itself is taken back unread, but the version.
    """
    properties = dict(_properties(told))
    names, base = _identity(told, properties), _version(properties.pop("version", None))
    properties.pop("updated_at", None)
    back = tuple(a.name for a in layer.declaration.attributes if _goes_back(a, layer, properties))
    # A layer without a geometry of its own shows that of another row, which is no part of what is replaced.
    places = layer.declaration.geometry is not None
    return Edit(
        _changes(layer, {name: sent for name, sent in properties.items() if name not in back}),
        back,
        places,
        _geometry(told.get("geometry"), layer, sent_in, layer.changeable) if places else None,
        base,
        names,
    )


def _goes_back(attribute: Attribute, layer: Readable, properties: Told) -> bool:
    name = attribute.name
    if name not in layer.changeable:
        return False
    # A column that must be filled takes its default for a null, as when a feature is added.
    return attribute.required and properties[name] is None if name in properties else name in layer.fields


def patch(told: Told, layer: Readable, sent_in: Crs) -> Edit:
    """What to change in a feature, as a merge patch (RFC 7396): null clears; raises as :func:`addition`."""
    properties = told.get("properties", {})
    if told.get("type", "Feature") != "Feature" or not isinstance(properties, dict):
        raise BadRequest(
            th('เนื้อหาต้องเป็นส่วนที่แก้ของ Feature เช่น {"properties": {"ชื่อช่อง": ค่า}, "geometry": …}')
            | en('The body must be what changes in a Feature: {"properties": {…}, "geometry": …}.')
        )
    properties = dict(properties)
    names, base = _identity(told, properties), _version(properties.pop("version", None))
    geometry = told.get("geometry")
    if isinstance(geometry, dict) and "type" not in geometry and layer.declaration.geometry is not None:
        # A patch of the coordinates alone leaves the type as it is.
        geometry = {"type": GEOJSON_TYPES[layer.declaration.geometry.kind], **geometry}
    return Edit(
        _changes(layer, properties),
        (),
        "geometry" in told,
        _geometry(geometry, layer, sent_in, layer.changeable) if "geometry" in told else None,
        base,
        names,
    )


def _properties(told: Told) -> dict[str, Any]:
    properties = told.get("properties") if told.get("type") == "Feature" else None
    if not isinstance(properties, dict):
        raise BadRequest(
            th('เนื้อหาต้องเป็น GeoJSON แบบ {"type": "Feature", "geometry": …, "properties": {…}}')
            | en('The body must be GeoJSON: {"type": "Feature", "geometry": …, "properties": {…}}.')
        )
    return properties


def _uid(sent: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(sent))
    except ValueError:
        raise Invalid(th("uid ต้องเป็น UUID") | en("uid must be a UUID.")) from None


def _identity(told: Told, properties: dict[str, Any]) -> tuple[str, ...]:
    """What a body calls the feature by; its uid is taken out of ``properties``."""
    number, uid = told.get("id"), properties.pop("uid", None)
    return (*(() if number is None else (str(number),)), *(() if uid is None else (str(_uid(uid)),)))


def _version(sent: Any) -> int | None:
    if sent is not None and not values.whole(sent, 31):
        raise Invalid(th("version ต้องเป็นจำนวนเต็ม") | en("version must be a whole number."))
    return None if sent is None else int(sent)


def _changes(layer: Readable, properties: Told) -> dict[str, Value | None]:
    return {name: _value(layer, name, sent, layer.changeable) for name, sent in properties.items()}


def _value(layer: Readable, name: str, sent: Any, open_to: frozenset[str]) -> Any:
    known = layer.declaration.attribute_names
    if name not in known or name not in open_to:
        fields = ", ".join(each for each in known if each in open_to)
        raise Forbidden(
            th(f"กรอกช่อง {name[:60]!r} ไม่ได้ ช่องที่กรอกได้คือ {fields}")
            | en(f"The field {name[:60]!r} cannot be filled here. These can: {fields}.")
        )
    return None if sent is None else values.value(layer.declaration[name], sent)


def _geometry(told: Any, layer: Readable, sent_in: Crs, open_to: frozenset[str]) -> Drawn | None:
    declared = layer.declaration.geometry
    if declared is None or "geom" not in open_to:
        raise BadRequest(th("ชั้นข้อมูลนี้ไม่รับตำแหน่ง") | en("This layer takes no geometry."))
    return None if told is None else drawn(told, declared, sent_in)
