"""The metrics of the service."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.oas import get
from api.ogc.readable import Readable
from api.ogc.service import raw, service
from api.ogc.subject import Paths, Subject
from gis.errors import NotSignedIn


async def metrics(request: Request) -> Response:
    """Metrics in the text format of Prometheus, for members of staff.

    Not for whoever comes from this machine: behind a reverse proxy everybody does.
    """
    query.parameters(request, ())
    person = await service(request).person(request)
    if person is None:
        raise NotSignedIn
    return raw(request.app.state.metrics.text(), person, CONTENT_TYPE_LATEST)


def _beside(layers: Sequence[Readable]) -> Paths:
    path = get("metrics", "Metrics in the text format of Prometheus", ("text/plain",), schema={"type": "string"})
    path["get"]["security"] = [{"staff": []}, {"token": []}]
    return {"/metrics": path}


SUBJECT = Subject(routes=[Route("/metrics", metrics, methods=["GET"])], beside=_beside)
