"""pygeoapi inside the service: it speaks the protocols of records, coverages, EDR and processes.

What it may read stays ours: it is handed providers (``api.ogc.providers``) that know who asks, on the same
connections as everything else. Nothing of its own is served: no landing page, configuration file, login or HTML,
whose templates load scripts from other hosts; pages are made of its JSON as all others are. It takes 1.5 s to import,
so that waits for the first request that needs it, and happens beside the loop.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from api.ogc.html.page import View
from api.ogc.service import Service, raw, service
from api.ogc.service import answer as document_answer
from gis.derive.ogc import JSON
from gis.errors import BadRequest, NotFound, TakeedError
from gis.text import en, th

#: Where pygeoapi's ``load_plugin`` finds our providers.
PROVIDERS = "api.ogc.providers"
#: The headers of a request that it is shown: it would make a page of its own for whoever accepts HTML.
_HEADERS = {b"prefer", b"content-type", b"host"}
#: The headers of its answers that are passed on; the others speak of pygeoapi.
_PASSED = ("Content-Disposition", "Location", "Preference-Applied")
#: Links to forms of a document that it has and we do not serve.
_UNSERVED = ("text/html", "application/ld+json", "text/csv")
#: What its links say of the format, which is for whoever follows them to choose.
_UNASKED = re.compile(r"([?&])f=json(?:&|$)")
LIMIT_DEFAULT, LIMIT_MOST = 100, 1_000


@dataclass(frozen=True, slots=True)
class Asking:
    """On whose behalf a provider works, on which loop, and what it waits for."""

    ours: Service
    person: str | None
    loop: asyncio.AbstractEventLoop
    waits: list[Future[Any]]


#: Set for the thread in which a provider runs.
_ASKING: ContextVar[Asking] = ContextVar("asking")


def asking() -> Asking:
    """Who asks what a provider is about to answer."""
    return _ASKING.get()


async def answer(
    request: Request,
    person: str | None,
    told: Mapping[str, str],
    function: str,
    *arguments: str | None,
    resources: Mapping[str, Any],
    manager: Mapping[str, Any] | None = None,
    media: str | None = None,
    view: View | None = None,
) -> Response:
    """What ``pygeoapi.api.<function>`` answers to the parameters ``told``, which were checked before.

    ``resources`` and ``manager`` are what its configuration file would say under those names. Providers run in a
    thread; :func:`wait_for` lets them read through the loop's connections. ``media`` says what a document is where
    pygeoapi does not, ``view`` what page it becomes. Raises errors of ours for its exceptions.
    """
    ours = service(request)
    base = f"{ours.base(request)}/ogc"
    asking = Asking(ours, person, asyncio.get_running_loop(), [])
    _ASKING.set(asking)
    call, api_class, request_class = await asyncio.to_thread(_load, function)
    api = api_class(_configuration(base, resources, manager), {})
    asked = await request_class.from_starlette(await _shown(request, told), api.locales)
    try:
        headers, status, content = await asyncio.to_thread(call, api, asked, *arguments)
    except asyncio.CancelledError:  # the client is gone: so is what its thread waits for
        for wait in asking.waits:
            wait.cancel()
        raise
    passed = {name: headers[name] for name in _PASSED if name in headers}
    told_media = headers.get("Content-Type", JSON)
    # Text is a document that pygeoapi wrote, and may become a page of ours; bytes are a provider's own.
    if not isinstance(content, str) or "json" not in told_media:
        return raw(content, person, told_media, passed)
    if request.method == "GET":
        return document_answer(_tidied(content), person, media or told_media, passed, view)
    made = raw(orjson.dumps(_tidied(content)), person, told_media, passed)
    made.status_code = status
    return made


async def _shown(request: Request, told: Mapping[str, str]) -> Request:
    """The request as pygeoapi is to see it; its body may have been read before.

    That of a GET is left alone: by now it may be gone to whoever listens for the client to hang up.
    """
    body = b"" if request.method in ("GET", "HEAD") else await request.body()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        **request.scope,
        "headers": [(name, value) for name, value in request.scope["headers"] if name in _HEADERS],
        # A page is ours to make, of the JSON.
        "query_string": urlencode({**told, "f": "csv" if told.get("f") == "csv" else "json"}).encode(),
    }
    return Request(scope, receive)


def wait_for(function: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any, **named: Any) -> Any:
    """Call a coroutine function of the loop from a provider's thread, and wait for what it gives."""
    asking = _ASKING.get()
    wait = asyncio.run_coroutine_threadsafe(function(*arguments, **named), asking.loop)
    asking.waits.append(wait)
    return wait.result()


def _configuration(base: str, resources: Mapping[str, Any], manager: Mapping[str, Any] | None) -> dict[str, Any]:
    limits = {"default_items": LIMIT_DEFAULT, "max_items": LIMIT_MOST, "on_exceed": "throttle"}
    server = {"url": base, "languages": ["en-US"], "limits": limits}
    if manager is not None:
        server["manager"] = dict(manager)
    return {"server": server, "logging": {"level": "CRITICAL"}, "metadata": {}, "resources": dict(resources)}


@cache
def _load(function: str) -> tuple[Any, Any, Any]:
    """A function of pygeoapi, its API with exceptions that are errors of ours, and its request."""
    from pygeoapi.api import API, APIRequest

    # Its lines quote requests, and ours must not.
    logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)

    class Inside(API):  # type: ignore[misc]
        def get_exception(self, status: int, headers: Any, format_: Any, code: str, description: str) -> Any:
            raise _worded(int(status), code, str(description))

    module, name = function.rsplit(".", 1)
    return getattr(importlib.import_module(f"pygeoapi.api.{module}"), name), Inside, APIRequest


def _worded(status: int, code: str, description: str) -> TakeedError:
    """An exception of pygeoapi as one of ours; it gives 500 where a box is wrong."""
    if code == "ResultNotReady":
        return NotFound(th("งานนี้ยังไม่เสร็จ กรุณารอ") | en("This job is not finished. Ask again in a while."))
    if status == 404:
        return NotFound()
    if status < 500 or code == "InvalidParameterValue":
        return BadRequest(
            th("ค่าพารามิเตอร์ไม่ถูกต้อง ดูรูปแบบที่ถูกต้องได้ที่ /ogc/api")
            | en(f"{description[:200].rstrip('.').capitalize()}. See /ogc/api for what is right.")
        )
    return TakeedError()


def _tidied(content: str) -> Any:
    """A document with the links that lead somewhere, and with the angle brackets that pygeoapi writes as HTML."""
    document = orjson.loads(content.replace("&lt;", "<").replace("&gt;", ">"))
    _drop_links(document)
    return document


def _drop_links(document: Any) -> None:
    if isinstance(document, dict):
        links = document.get("links")
        if isinstance(links, list):
            document["links"] = [
                {**each, "href": _UNASKED.sub(r"\1", each["href"]).rstrip("?&")}
                for each in links
                if not each.get("type", "").startswith(_UNSERVED)
            ]
        for value in document.values():
            _drop_links(value)
    elif isinstance(document, list):
        for each in document:
            _drop_links(each)
