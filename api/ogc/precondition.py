"""Optimistic locking by entity tags (RFC 9110, 13.1.1; OGC 20-002r1)."""

from __future__ import annotations

import re

from starlette.requests import Request

from gis.errors import BadRequest
from gis.text import en, th

#: A list of entity tags. Weak ones are taken too: a proxy that compresses answers weakens their tags on the way.
_LIST = re.compile(r'\s*(?:W/)?"[!#-~]*"\s*(?:,\s*(?:W/)?"[!#-~]*"\s*)*')
_OURS = re.compile(r'"([0-9]{1,9})"')

#: The versions one of which a record must have; None where any will do.
Versions = tuple[int, ...] | None


def tag(version: int) -> str:
    """The entity tag of a record: its version.

    It names what is stored rather than the bytes of one answer. That is what locking needs, and no two answers at one
    address differ while it stays: another coordinate system or format is another address.
    """
    return f'"{version}"'


def if_match(request: Request) -> Versions:
    """What ``If-Match`` asks of a request's."""
    return wanted(request.headers.get("if-match"))


def wanted(told: str | None) -> Versions:
    """The versions that ``If-Match`` names; none that can be met where it names no tag of ours.

    ``*`` asks for any record that is there, which every write does. Raises BadRequest for what is no such list.
    """
    if told is None or told.strip() == "*":
        return None
    if not _LIST.fullmatch(told):
        raise BadRequest(
            th('If-Match ต้องเป็น * หรือ ETag ที่ได้จากการอ่าน เช่น "3"')
            | en('If-Match must be * or an ETag as it was read, such as "3".')
        )
    return tuple(int(version) for version in _OURS.findall(told))
