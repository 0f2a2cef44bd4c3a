"""Pieces of an OpenAPI 3.0 document that every subject describes its addresses with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.ogc.readable import Readable

Part = dict[str, Any]

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"
ANY: Part = {"type": "object"}
BINARY: Part = {"type": "string", "format": "binary"}
PROBLEM: Part = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "detail_th": {"type": "string"},
        "detail_en": {"type": "string"},
    },
}
#: The same for people.
PAGE: Part = {"schema": {"type": "string"}}
PROBLEM_RESPONSE: Part = {
    "description": "What is wrong and what to do",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}},
        "text/html": PAGE,
    },
}


def get(
    name: str, about: str, media: Sequence[str], parameters: Sequence[Part] = (), *, schema: Part | None = None
) -> Part:
    """The path of an address that is only read; JSON is an object and everything else bytes, unless ``schema`` says.

    Every document in JSON has a page too, and ``f`` and ``lang`` to choose it.
    """
    content = {kind: {"schema": schema or (ANY if "json" in kind else BINARY)} for kind in media}
    if any("json" in kind for kind in media):
        content["text/html"] = PAGE
        named = {parameter["name"] for parameter in parameters}
        parameters = [*parameters, *(each for each in CHOICE if each["name"] not in named)]
    return {
        "get": {
            "operationId": name,
            "summary": about,
            "parameters": list(parameters),
            "responses": {"200": {"description": about, "content": content}, "default": PROBLEM_RESPONSE},
        }
    }


def in_path(name: str, schema: Part, about: str = "") -> Part:
    """A parameter that is a part of the address."""
    return {"name": name, "in": "path", "required": True, "schema": schema, **({"description": about} if about else {})}


def in_query(name: str, schema: Part, about: str, **more: Any) -> Part:
    """A parameter after the question mark."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": about, **more}


#: What chooses between a document and its page, and the language of the page.
CHOICE = (
    in_query("f", {"type": "string", "enum": ["json", "html"]}, "Format; where it is missing, what Accept prefers"),
    in_query("lang", {"type": "string", "enum": ["th", "en"]}, "Language of the page"),
)


def one_of(layers: Sequence[Readable]) -> Part:
    """The ``collectionId`` of an address that exists for these layers."""
    return in_path("collectionId", {"type": "string", "enum": [layer.name for layer in layers]})


def nullable(schema: Part) -> Part:
    """A property that may be null, as OpenAPI 3.0 says it: its enum must then hold null too."""
    told = without_2020(schema) | {"nullable": True}
    return told | {"enum": [*told["enum"], None]} if "enum" in told else told


def without_2020(schema: Part) -> Part:
    """A property without the words that only JSON Schema 2020-12 knows; an array's items are always said."""
    told = {word: value for word, value in schema.items() if not word.startswith("x-")}
    if "items" in told:
        told["items"] = without_2020(told["items"])
    elif told.get("type") == "array":
        told["items"] = {}
    return told
