"""The stylesheet of the pages: the web map's colours and typeface, and the pages' own rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import query
from api.ogc.ready import Ready, Sent
from api.ogc.subject import Subject
from gis.webmap import WEBMAP

_LOOK = WEBMAP / "src" / "styles"
#: Where a file of the typeface lies to the web map's build, and to a browser.
_FONTS_BUILT, _FONTS_SERVED = "@fontsource/sarabun/files/", "/fonts/"


@cache
def _stylesheet() -> Ready:
    fonts = (_LOOK / "fonts.css").read_text().replace(_FONTS_BUILT, _FONTS_SERVED)
    own = (Path(__file__).parent / "assets" / "pages.css").read_text()
    return Ready((fonts + (_LOOK / "palette.css").read_text() + own).encode(), "text/css; charset=utf-8")


async def stylesheet(request: Request) -> Response:
    """The stylesheet, asked for anew each time and sent only when it changed."""
    query.parameters(request, ())
    return Sent(_stylesheet(), private=False)


SUBJECT = Subject(routes=[Route("/ogc/assets/pages.css", stylesheet, methods=["GET"])])
