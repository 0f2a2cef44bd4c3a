"""Every failure as application/problem+json (RFC 9457), or as a page in a browser; the sentence in both languages."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.language import language
from api.ogc.html.page import View, failure
from api.ogc.html.preferred import prefers_page
from gis.errors import (
    BadRequest,
    Busy,
    NotFound,
    NotSignedIn,
    OverBudget,
    TakeedError,
    TookTooLong,
    TooManyJobs,
    TooManyTries,
    UnsupportedMedia,
    from_sqlstate,
)
from gis.text import Text, en, th

MEDIA_TYPE = "application/problem+json"
#: SQLSTATEs whose message the platform's own triggers wrote: Thai, with the English as the hint.
_WORDED = {"23502", "23514"}

#: The ways to sign in.
_SCHEMES = (("Basic", ', charset="UTF-8"'), ("Bearer", ""))

log = logging.getLogger("takeed.api")


def problem(error: TakeedError, spoken: str = "th", members: Mapping[str, Any] | None = None) -> Response:
    """The response that tells a program what went wrong and what to do; ``members`` say more about where."""
    document = _document(error.status, error.slug, error.title, error.sentence, spoken) | dict(members or {})
    return _with(Response(orjson.dumps(document), error.status, media_type=MEDIA_TYPE), _headers(error))


def _with(response: Response, headers: Sequence[tuple[str, str]]) -> Response:
    for name, value in headers:
        response.headers.append(name, value)
    return response


def _document(status: int, slug: str, title: Text, detail: Text, spoken: str) -> dict[str, Any]:
    return {
        "type": f"/problems/{slug}",
        "title": title[spoken],
        "status": status,
        "detail": detail[spoken],
        "detail_th": detail["th"],
        "detail_en": detail["en"],
    }


def _told(
    scope: Scope, status: int, slug: str, title: Text, detail: Text, headers: Sequence[tuple[str, str]] = ()
) -> Response:
    """A problem as the one who asks can read it: a page in a browser, a problem document anywhere else."""
    document = _document(status, slug, title, detail, language(scope))
    if prefers_page(scope):
        view = View("problem", title, {"sentence": detail}, placed=False)
        return _with(failure(Request(scope), view, document, {}), headers)
    return _with(Response(orjson.dumps(document), status, {"Vary": "Accept"}, MEDIA_TYPE), headers)


def worded(error: BaseException) -> TakeedError | None:
    """What the database or the connection to it raised, as an error of ours; None for a fault of the program.

    No message of PostgreSQL is passed on but those that the platform's triggers wrote: the others hold SQL,
    and their details hold rows.
    """
    match error:
        case TakeedError():
            return error
        case asyncpg.QueryCanceledError():
            return TookTooLong()
        case asyncpg.PostgresConnectionError() | asyncpg.InvalidPasswordError() | asyncpg.InterfaceError():
            return Busy()
        case asyncpg.InternalClientError():  # a connection that was cut while its transaction was being ended
            return Busy()
        case asyncpg.PostgresError():
            return _from_database(error)
        case OSError() | TimeoutError():
            return Busy()
    return None


def _from_database(error: asyncpg.PostgresError) -> TakeedError | None:
    kind = from_sqlstate(error.sqlstate)
    if kind is TakeedError:
        return None
    hint = getattr(error, "hint", None)
    if error.sqlstate in _WORDED and hint:
        return kind(th(str(error).splitlines()[0]) | en(hint))
    return kind()


class Problems:
    """Answers every error that leaves the application; nothing of it reaches the server's own log with its text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            told = worded(error)
            if told is None:
                # The message of an error may hold a row; its place in the program never does, and that is logged.
                log.error("unforeseen", exc_info=error)
                told = TakeedError()
            if not started:
                answer = _told(scope, told.status, told.slug, told.title, told.sentence, _headers(told))
                await answer(scope, receive, send)


def add_handlers(app: FastAPI) -> None:
    """Make the framework's own errors problems too."""

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "GET, HEAD")
            sentence = th(f"ที่อยู่นี้รับเฉพาะ {allowed}") | en(f"This address takes only {allowed}.")
            return _told(request.scope, 405, "method-not-allowed", sentence, sentence, [("Allow", allowed)])
        ours = NotFound() if error.status_code == 404 else BadRequest()
        return _told(request.scope, ours.status, ours.slug, ours.title, ours.sentence)

    app.add_exception_handler(HTTPException, framework)


def _headers(error: TakeedError) -> list[tuple[str, str]]:
    match error:
        case NotSignedIn():
            # A line each: some browsers read only the first of two on one line.
            return [("WWW-Authenticate", f'{scheme} realm="Takeed"{more}') for scheme, more in _SCHEMES]
        case Busy():
            return [("Retry-After", "2")]
        case UnsupportedMedia(header=header, accepted=accepted):
            return [(header, ", ".join(accepted))]
        case TooManyTries():
            return [("Retry-After", "300")]
        case TooManyJobs():
            return [("Retry-After", "10")]
        case OverBudget():
            return [("Retry-After", str(error.wait_s))]
    return []
