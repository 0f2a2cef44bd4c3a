"""The service in OpenAPI 3.0, from the layers the one who asks may read; every schema stands in the document."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import MEDIA_TYPE, PROBLEM, Part, get
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject


async def document(request: Request) -> Response:
    """The OpenAPI document: what each subject says of its addresses."""
    ours = service(request)
    person = await ours.person(request)
    query.document_only(query.parameters(request, ("f",)))
    layers = list((await ours.readers.layers(person)).values())
    place = ours.settings.place.organisation
    told = openapi(ours.subjects, layers, ours.base(request), f"{place.th} | {place.en}")
    return answer(told, person, MEDIA_TYPE, view=View("openapi", words.description))


def openapi(subjects: Sequence[Subject], layers: Sequence[Readable], base: str, title: str) -> Part:
    """The document of a service at ``base`` for who may read or add to ``layers``."""
    paths: Paths = {}
    for subject in subjects:
        for path, operations in subject.paths(layers).items():
            paths.setdefault(path, {}).update(operations)
        for path, operations in subject.beside(layers).items():
            there = {"servers": [{"url": base}]}
            paths.setdefault(path, {}).update({method: there | told for method, told in operations.items()})
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0", "description": "OGC API of one sub-district"},
        "servers": [{"url": f"{base}/ogc"}],
        "paths": paths,
        "components": {
            "schemas": {"problem": PROBLEM},
            "securitySchemes": {
                "staff": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
                "device": {"type": "http", "scheme": "bearer", "description": "The token of a device"},
            },
        },
        "security": [{}, {"staff": []}, {"token": []}],
    }


def _paths(layers: Sequence[Readable]) -> Paths:
    return {"/api": get("openapi", "This document", (MEDIA_TYPE,))}


SUBJECT = Subject(
    routes=[Route("/ogc/api", document, methods=["GET"])],
    conforms=(
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    ),
    paths=_paths,
)
