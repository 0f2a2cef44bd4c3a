"""The built web map, served from the instance itself so that no request of a visitor leaves it."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gis.webmap import DIST

#: No page of ours may load anything from elsewhere; map workers and pictures may come from the page itself.
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:;"
    " font-src 'self' data:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
#: Python's table of media types differs between systems; a module of another type is not run.
_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".ttf": "font/ttf", ".woff2": "font/woff2"}


#: The build leaves a compressed twin beside each text file; the smaller first.
_TWINS = {"br": ".br", "gzip": ".gz"}


def _packed(file: Path, accepted: str) -> tuple[Path, str] | None:
    """The compressed twin of a file and its coding, where the client takes one."""
    codings = {
        told.partition(";")[0] for told in accepted.lower().replace(" ", "").split(",") if not told.endswith(";q=0")
    }
    for coding, suffix in _TWINS.items():
        twin = file.with_name(file.name + suffix)
        if coding in codings and twin.is_file():
            return twin, coding
    return None


class WebMap(StaticFiles):
    """The files of the build. Those with a hash in their name never change, all others are asked for anew."""

    def __init__(self, folder: Path = DIST) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        packed = _packed(Path(full_path), Headers(scope=scope).get("accept-encoding", ""))
        if packed:
            response = super().file_response(packed[0], packed[0].stat(), scope, status_code)
            response.headers["Content-Encoding"] = packed[1]
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Vary"] = "Accept-Encoding"
        hashed = "/assets/" in scope["path"]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        kind = _TYPES.get(Path(full_path).suffix)
        if kind and "content-type" in response.headers:
            response.headers["Content-Type"] = kind
        return response
