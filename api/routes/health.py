"""Whether the instance serves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc.service import answer, service
from api.ogc.subject import Subject


async def health(request: Request) -> Response:
    """200 while the database answers; the 503 of any other request where it does not."""
    await service(request).database.row(None, "select 1")
    return answer({"status": "ok", "tiles": "kept" if request.app.state.tiles.live else "made each time"}, None)


async def alive(request: Request) -> Response:
    """200 while the process runs, whatever the database does: for whoever restarts it, and as a measure of speed."""
    return Response(b"alive", media_type="text/plain")


SUBJECT = Subject(routes=[Route("/health", health, methods=["GET"]), Route("/health/alive", alive, methods=["GET"])])
