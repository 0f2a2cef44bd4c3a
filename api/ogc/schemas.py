"""What features are made of: their schema, and the fields one may ask about and sort by (OGC 23-058r1, 19-079r2)."""

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
from gis.derive.ogc import SCHEMA
from gis.derive.schema import schema


async def returnables(request: Request) -> Response:
    """The JSON Schema of the features, as the one who asks reads them."""
    return await _answered(request, "schema", lambda layer: layer.fields, geometry=True)


async def queryables(request: Request) -> Response:
    """What a filter may ask about: every field that the one who asks reads, and the geometry."""
    return await _answered(request, "queryables", lambda layer: layer.fields, geometry=True)


async def sortables(request: Request) -> Response:
    """The fields whose values have an order."""
    return await _answered(request, "sortables", lambda layer: tuple(layer.statements.sortable), geometry=False)


async def _answered(
    request: Request, name: str, fields: Callable[[Readable], tuple[str, ...]], *, geometry: bool
) -> Response:
    ours = service(request)
    person, layer = await ours.layer(request)
    query.document_only(query.parameters(request, ("f",)))
    address = f"{ours.base(request)}/ogc/collections/{layer.name}/{name}"
    listed = fields(layer)
    told = schema(layer.declaration, listed, geometry=geometry and layer.located, address=address)
    shown = [attribute for attribute in layer.statements.attributes if attribute.name in listed]
    view = View("schema", getattr(words, name), {"layer": layer, "attributes": shown})
    return answer(told, person, SCHEMA, view=view)


def _paths(layers: Sequence[Readable]) -> Paths:
    one = [one_of([layer for layer in layers if layer.readable])]
    here = "/collections/{collectionId}"
    return {
        f"{here}/schema": get("schema", "JSON Schema of the features", (SCHEMA,), one),
        f"{here}/queryables": get("queryables", "What a filter may ask about", (SCHEMA,), one),
        f"{here}/sortables": get("sortables", "What features may be sorted by", (SCHEMA,), one),
    }


_FILTERING = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
SUBJECT = Subject(
    routes=[
        Route("/ogc/collections/{layer}/schema", returnables, methods=["GET"]),
        Route("/ogc/collections/{layer}/queryables", queryables, methods=["GET"]),
        Route("/ogc/collections/{layer}/sortables", sortables, methods=["GET"]),
    ],
    conforms=(
        *(
            f"{_FILTERING}/{name}"
            for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
        ),
        *(
            f"{_CQL2}/{name}"
            for name in (
                "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
                "case-insensitive-comparison", "accent-insensitive-comparison", "basic-spatial-functions",
                "basic-spatial-functions-plus", "spatial-functions", "temporal-functions", "array-functions",
                "property-property", "arithmetic",
            )
        ),
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    ),
    paths=_paths,
)  # fmt: skip
