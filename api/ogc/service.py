"""What every address of the OGC service needs: the reader who asks, the layers they see, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from api.database import Database
from api.deps import Doorkeeper
from api.ogc import query
from api.ogc.html.document import Document
from api.ogc.html.page import View
from api.ogc.readable import Readable, Readers
from api.ogc.subject import Subject
from gis.derive.ogc import GEOJSON, JSON
from gis.registry import Registry
from gis.settings import Settings

if TYPE_CHECKING:  # a format is given the service
    from api.ogc.formats.format import Format

#: What the public may read, any page may read: a map of another agency shows our layers.
OPEN = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True)
class Service:
    """The parts a request is answered with; one an application."""

    settings: Settings
    registry: Registry
    database: Database
    readers: Readers
    doorkeeper: Doorkeeper
    subjects: tuple[Subject, ...]
    formats: tuple[Format, ...]

    async def person(self, request: Request) -> str | None:
        """Who asks; see :meth:`api.deps.Doorkeeper.person`."""
        return await self.doorkeeper.person(request)

    async def layer(self, request: Request) -> tuple[str | None, Readable]:
        """Who asks, and the layer the address names as they may read it; raises NotFound for any other."""
        person = await self.doorkeeper.person(request)
        return person, await self.readers.layer(person, request.path_params["layer"])

    def base(self, request: Request) -> str:
        """The address links begin with, without a slash at its end."""
        default = f"http://{self.settings.host}:{self.settings.port}"
        return query.base_url(request, self.settings.base_url, default)


def service(request: Request) -> Service:
    """The service of the application that got ``request``."""
    found: Service = request.app.state.service
    return found


def answer(
    document: Mapping[str, Any],
    person: str | None,
    media: str = JSON,
    headers: Mapping[str, str] | None = None,
    view: View | None = None,
) -> Response:
    """A document as JSON, or for who prefers that as a page: through ``view``, else all it holds in order."""
    return Document(document, person, media, {**held(person), **(headers or {})}, view)


def raw(body: bytes, person: str | None, media: str = GEOJSON, headers: Mapping[str, str] | None = None) -> Response:
    """Bytes that are ready."""
    return Response(body, 200, {**held(person), **(headers or {})}, media)


def held(person: str | None) -> dict[str, str]:
    """The headers that say who may hold an answer: what only staff may see is kept by no cache on the way."""
    return OPEN if person is None else {"Cache-Control": "private, no-store", "Vary": "Authorization"}
