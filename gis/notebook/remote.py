"""An instance somewhere else, read over its OGC service with the rights of a token."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyarrow as pa
import pyarrow.parquet as pq

from gis.errors import Busy, Forbidden, Invalid, NotFound, NotSignedIn, TakeedError
from gis.text import en, th

#: Where the instance is (``https://gis.example.go.th``), and what signs in there; see ``takeed token add``.
URL, TOKEN = "TAKEED_URL", "TAKEED_TOKEN"
#: Seconds until the first byte of an answer, which a large layer of the past may take.
_PATIENCE = 120.0
_ERRORS: dict[int, type[TakeedError]] = {401: NotSignedIn, 403: Forbidden, 404: NotFound, 429: Busy, 503: Busy}


@dataclass(frozen=True, slots=True)
class Instance:
    """Where an instance is, without a slash at the end, and what signs in there; without a token one is the public."""

    url: str
    token: str | None


def instance() -> Instance | None:
    """The instance that ``TAKEED_URL`` names; None where it is not set, and the database is read.

    Raises Invalid for an address that is none, or that would send the token where others can read it.
    """
    url = os.environ.get(URL, "").strip().rstrip("/")
    if not url:
        return None
    parts, token = urlsplit(url), os.environ.get(TOKEN, "").strip() or None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(
            th(f"{URL} ต้องเป็นที่อยู่ เช่น https://gis.example.go.th")
            | en(f"{URL} is an address, such as https://gis.example.go.th.")
        )
    if token and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Invalid(
            th(f"ส่งโทเคนผ่าน http ผู้อื่นอ่านได้ ให้ {URL} ขึ้นต้นด้วย https://")
            | en(f"Over http others can read the token: let {URL} begin with https://.")
        )
    return Instance(url, token)


def rows(layer: str, told: Mapping[str, str]) -> pa.Table:
    """The features of a collection that ``told`` (parameters of its items) asks for, in the order of ``id``.

    Decimals are doubles and the geometry is WKB called ``geom``, as the database's are. Raises Forbidden for a layer
    that the token may not read, and what the instance says is wrong.
    """
    try:
        body = get(f"/ogc/collections/{layer}/items", {**told, "f": "parquet"}).content
    except NotFound as unseen:
        raise Forbidden(
            th(f"อ่านชั้นข้อมูล {layer} ที่นั่นไม่ได้ ใช้โทเคนของท่านเองโดยตั้ง {TOKEN}")
            | en(f"The layer {layer} cannot be read there. Use a token of your own: set {TOKEN}.")
        ) from unseen
    found = pq.read_table(BytesIO(body))
    if "geometry" in found.column_names:
        found = found.drop_columns(["bbox"]).rename_columns({"geometry": "geom"})
    return found.cast(pa.schema([_plain(field) for field in found.schema]))


def get(path: str, told: Mapping[str, str] | None = None) -> httpx.Response:
    """The answer to a GET below the instance's address.

    Raises the error that the instance's problem document tells of, and Busy where nobody answers.
    """
    return _send("GET", path, params=dict(told or {}))


def post(path: str, document: Mapping[str, Any]) -> httpx.Response:
    """The answer to a JSON document that is posted; raises as :func:`get` does."""
    return _send("POST", path, json=dict(document))


def _send(method: str, path: str, **content: Any) -> httpx.Response:
    there = instance()
    assert there is not None
    headers = {"Authorization": f"Bearer {there.token}"} if there.token else {}
    try:
        answer = httpx.request(method, there.url + path, headers=headers, timeout=_PATIENCE, **content)
    except httpx.HTTPError as silent:
        raise Busy(
            th(f"ติดต่อ {there.url} ไม่ได้ ตรวจสอบ {URL}") | en(f"Nobody answers at {there.url}. Check {URL}.")
        ) from silent
    if answer.is_success:
        return answer
    problem = answer.json() if "problem+json" in answer.headers.get("content-type", "") else {}
    said = th(problem.get("detail_th", f"{there.url} ตอบ {answer.status_code}")) | en(
        problem.get("detail_en", f"{there.url} answered {answer.status_code}.")
    )
    raise _ERRORS.get(answer.status_code, Invalid if answer.is_client_error else Busy)(said)


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(pa.float64()) if pa.types.is_decimal(field.type) else field
