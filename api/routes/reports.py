"""What the public may send in: the layers that take reports, and the form of each."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.service import answer, service
from api.ogc.subject import Subject
from gis.derive.schema import submission
from gis.derive.style import words


async def reports(request: Request) -> Response:
    """The layers the one who asks may add to, with the JSON Schema of what to send and where."""
    ours = service(request)
    query.parameters(request, ())
    person = await ours.person(request)
    base = ours.base(request)
    open_to_them = [layer for layer in (await ours.readers.layers(person)).values() if layer.addable]
    return answer(
        {
            "reports": [
                {
                    "layer": layer.name,
                    "title": words(layer.declaration.layer.title),
                    "send_to": f"{base}/ogc/collections/{layer.name}/items",
                    "geometry": "geom" in layer.addable,
                    "schema": submission(
                        layer.declaration,
                        tuple(a.name for a in layer.declaration.attributes if a.name in layer.addable),
                    ),
                }
                for layer in open_to_them
            ]
        },
        person,
    )


SUBJECT = Subject(routes=[Route("/api/reports", reports, methods=["GET"])])
