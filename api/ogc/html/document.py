"""One document of the service: JSON for programs, a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.ogc.html.page import View, page
from api.ogc.html.preferred import MEDIA, prefers_page
from gis.derive.ogc import Link, link
from gis.text import Text

#: Where documents have pages; what the application's own addresses under /api answer is for its own programs.
_PAGES = "/ogc"


class Document(Response):
    """A document that becomes, once it is sent, what the one who asks can read."""

    def __init__(
        self, document: Mapping[str, Any], person: str | None, media: str, headers: Mapping[str, str], view: View | None
    ) -> None:
        self.document = document
        self.person = person
        self.media = media
        self.also = headers
        self.view = view
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._chosen(scope)(scope, receive, send)

    def _chosen(self, scope: Scope) -> Response:
        if not scope["path"].startswith(_PAGES) or scope["method"] not in ("GET", "HEAD"):
            return Response(orjson.dumps(self.document), 200, dict(self.also), self.media)
        if prefers_page(scope):
            return page(Request(scope), self.person, self.view or _plain(scope, self.document), self.document)
        vary = ", ".join(filter(None, (self.also.get("Vary"), "Accept")))
        body = orjson.dumps(with_alternate(self.document))
        return Response(body, 200, {**self.also, "Vary": vary}, self.media)


def _plain(scope: Scope, document: Mapping[str, Any]) -> View:
    """The view of a document that no template was made for: everything it holds, in order."""
    title = str(document.get("title") or document.get("id") or scope["path"].rpartition("/")[2])
    return View("document", Text(title, str(document.get("title_en") or title)))


def with_alternate(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with a link to its page beside the link to itself."""
    links: list[Link] = document.get("links", [])
    if any(each["rel"] == "alternate" and each.get("type") == MEDIA for each in links):
        return document
    own = next((each["href"] for each in links if each["rel"] == "self"), None)
    if own is None:
        return document
    alternate = link("alternate", f"{own}{'&' if '?' in own else '?'}f=html", MEDIA, "This as a page for people")
    return {**document, "links": [*links, alternate]}
