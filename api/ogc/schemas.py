"""What features are made of: the fields they have and take, and those one may ask about and sort by (OGC 23-058r2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import get, one_of
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject
from gis.derive import schema as derived
from gis.derive.ogc import SCHEMA
from gis.derive.schema import Schema
from gis.text import Text


async def schema(request: Request) -> Response:
    """The fields of the features as the one who asks reads them, and may send them."""
    return await _answered(request, _schema, words.schema)


async def queryables(request: Request) -> Response:
    """What the one who asks may ask about, by name or in a filter."""
    return await _answered(request, _queryables, words.queryables)


async def sortables(request: Request) -> Response:
    """The fields whose values have an order."""
    return await _answered(request, _sortables, words.sortables)


async def _answered(request: Request, make: Callable[[Readable, str], Schema], title: Text) -> Response:
    ours = service(request)
    person, layer = await ours.layer(request)
    query.document_only(query.parameters(request, ("f",)))
    told = make(layer, f"{ours.base(request)}{request.url.path}")
    # People are shown what they can read.
    shown = [attribute for attribute in layer.statements.attributes if attribute.name in told["properties"]]
    return answer(told, person, SCHEMA, view=View("schema", title, {"layer": layer, "attributes": shown}))


def _schema(layer: Readable, address: str) -> Schema:
    sent = layer.addable | layer.changeable
    return derived.schema(layer.declaration, layer.fields, geometry=layer.located, address=address, received=sent)


def _queryables(layer: Readable, address: str) -> Schema:
    names = tuple(layer.statements.queryable)
    return derived.queryables(layer.declaration, names, geometry=layer.located, address=address)


def _sortables(layer: Readable, address: str) -> Schema:
    return derived.sortables(layer.declaration, tuple(layer.statements.sortable), address=address)


def _paths(layers: Sequence[Readable]) -> Paths:
    one = [one_of([layer for layer in layers if layer.readable])]
    here = "/collections/{collectionId}"
    return {
        f"{here}/schema": get("schema", "JSON Schema of the features", (SCHEMA,), one),
        f"{here}/queryables": get("queryables", "What a filter may ask about", (SCHEMA,), one),
        f"{here}/sortables": get("sortables", "What features may be sorted by", (SCHEMA,), one),
    }


_SPEC = "http://www.opengis.net/spec"
_FILTERING = ("queryables", "queryables-query-parameters", "filter", "features-filter")
_FIELDS = ("schemas", "core-roles-features", "references", "returnables-and-receivables", "queryables", "sortables")
_CQL2 = (
    "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
    "accent-insensitive-comparison", "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions",
    "temporal-functions", "array-functions", "property-property", "arithmetic",
)  # fmt: skip
SUBJECT = Subject(
    routes=[
        Route("/ogc/collections/{layer}/schema", schema, methods=["GET"]),
        Route("/ogc/collections/{layer}/queryables", queryables, methods=["GET"]),
        Route("/ogc/collections/{layer}/sortables", sortables, methods=["GET"]),
    ],
    conforms=(
        *(f"{_SPEC}/ogcapi-features-3/1.0/conf/{name}" for name in _FILTERING),
        *(f"{_SPEC}/cql2/1.0/conf/{name}" for name in _CQL2),
        *(f"{_SPEC}/ogcapi-features-5/1.0/conf/{name}" for name in _FIELDS),
        f"{_SPEC}/ogcapi-features-8/1.0/conf/sorting",
    ),
    paths=_paths,
)
