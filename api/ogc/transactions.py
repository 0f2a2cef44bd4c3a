"""Several edits at once, all of them or none: one transaction of the database, one changeset of its history.

The frame of a request follows the OGC draft for atomic transactions (26-018); each action carries one feature, as the
address of that feature would take it, so that locking and merging are the same in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.language import language
from api.ogc import precondition, query, receive, store
from api.ogc.described_edits import CONFLICTS, CONTENT_CRS
from api.ogc.editing import heard, refusal
from api.ogc.features import identity
from api.ogc.oas import PROBLEM_RESPONSE, Part
from api.ogc.readable import Readable
from api.ogc.reading import record
from api.ogc.receive import Told
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject
from api.problems import problem, worded
from gis.derive.ogc import JSON
from gis.errors import BadRequest, NotSignedIn, TakeedError
from gis.text import en, th

#: Actions of one transaction, and letters of what is said about it.
MOST_ACTIONS, MOST_WORDS = 1_000, 500
#: What each action is counted as.
_ACTIONS = {"insert": "inserted", "replace": "replaced", "update": "updated", "delete": "deleted"}
_MEMBERS = {"action", "collection", "id", "if-match", "feature"}


class _Refused(Exception):
    """The action at ``index`` was refused, and with it all of them."""

    def __init__(self, index: int, error: TakeedError) -> None:
        self.index, self.error = index, error
        super().__init__(str(error))


async def transact(request: Request) -> Response:
    """Do every action in order, or nothing; for members of staff.

    A refusal says which action it was. A transaction may be sent again whole: a feature with a ``uid`` is added once.
    """
    ours = service(request)
    query.parameters(request, ())
    person = await ours.person(request)
    if person is None:
        raise NotSignedIn
    told = await receive.body(request, (JSON,), "Accept-Post")
    actions, message = _understood(told)
    layers = await ours.readers.layers(person)
    header = request.headers.get("content-crs")
    results, touched = [], {}
    try:
        async with ours.database.acting(person, write=True) as connection:
            await connection.execute("select set_config('takeed.message', $1, true)", message)
            for index, action in enumerate(actions):
                try:
                    layer = _layer(layers, person, action)
                    touched[layer.name] = layer
                    results.append(await _do(connection, person, layer, action, header))
                except Exception as error:
                    if (refused := worded(error)) is None:
                        raise
                    raise _Refused(index, refused) from error
            number = await store.changeset(connection)
    except _Refused as refused:
        return problem(refused.error, language(request.scope), members={"index": refused.index})
    for layer in touched.values():
        heard(request, layer)
    here = f"{ours.base(request)}/ogc/collections"
    for result in results:
        if result["action"] != "delete":
            result["href"] = f"{here}/{result['collection']}/items/{result['id'] or result['uid']}"
    done = [result["action"] for result in results]
    summary = {f"total{past.capitalize()}": done.count(action) for action, past in _ACTIONS.items()}
    return answer({"semantic": "atomic", "changeset": number, "summary": summary, "results": results}, person)


def _understood(told: Told) -> tuple[list[Any], str]:
    actions, message = told.get("transaction"), told.get("description", "")
    if told.get("semantic", "atomic") != "atomic" or not isinstance(actions, list) or not actions:
        raise BadRequest(
            th('เนื้อหาต้องเป็น {"semantic": "atomic", "description": "…", "transaction": [การแก้ไข, …]}')
            | en('The body must be {"semantic": "atomic", "description": "…", "transaction": [action, …]}.')
        )
    if len(actions) > MOST_ACTIONS:
        raise BadRequest(
            th(f"ครั้งละไม่เกิน {MOST_ACTIONS:,} การแก้ไข กรุณาแบ่งส่ง")
            | en(f"At most {MOST_ACTIONS:,} actions at a time. Send less.")
        )
    if not isinstance(message, str) or len(message) > MOST_WORDS or "\x00" in message:
        raise BadRequest(
            th(f"description ต้องเป็นข้อความไม่เกิน {MOST_WORDS} ตัวอักษร")
            | en(f"description must be a text of at most {MOST_WORDS} characters.")
        )
    return actions, message


def _layer(layers: Mapping[str, Readable], person: str, action: Any) -> Readable:
    """The layer an action names, if the database grants the sender what it asks for."""
    if not isinstance(action, dict) or action.get("action") not in [*_ACTIONS] or action.keys() - _MEMBERS:
        known, members = ", ".join(_ACTIONS), ", ".join(sorted(_MEMBERS))
        raise BadRequest(
            th(f"action ต้องเป็นหนึ่งใน {known} และสมาชิกที่ใช้ได้คือ {members}")
            | en(f"action must be one of {known}, and its members among {members}.")
        )
    name = action.get("collection")
    layer = layers.get(name) if isinstance(name, str) else None
    may = layer is not None and {
        "insert": bool(layer.addable), "delete": layer.removable,
    }.get(action["action"], bool(layer.changeable))  # fmt: skip
    if layer is None or not may:
        raise refusal(layers, person, str(name))
    return layer


async def _do(
    connection: Any, person: str, layer: Readable, action: Mapping[str, Any], header: str | None
) -> dict[str, Any]:
    """Do one action and tell what came of it."""
    told = {"action": action["action"], "collection": layer.name}
    if told["action"] == "insert":
        feature = _feature(action)
        row = receive.addition(feature, layer, receive.system(feature, header))
        added = await store.add(connection, layer, row)
        return {**told, "id": added.id, "uid": str(added.uid), "stored": added.new}
    address, match = identity(_text(action, "id")), precondition.wanted(_if_match(action))
    if told["action"] == "delete":
        return {**told, "id": await store.remove(connection, layer, address, match)}
    feature = _feature(action)
    understood = receive.replacement if told["action"] == "replace" else receive.patch
    edit = understood(feature, layer, receive.system(feature, header))
    changed = await store.change(connection, layer, address, edit, match)
    if not changed.conflicts:
        return {**told, "id": changed.id, "version": changed.version}
    await record(connection, person, layer, changed.id)
    conflicts = [asdict(each) for each in changed.conflicts]
    return {**told, "id": changed.id, "version": changed.version, "conflicts": conflicts}


def _feature(action: Mapping[str, Any]) -> Told:
    feature = action.get("feature")
    if not isinstance(feature, dict):
        raise BadRequest(th("การแก้ไขนี้ต้องมี feature") | en("This action needs a feature."))
    return feature


def _text(action: Mapping[str, Any], member: str) -> str:
    told = action.get(member)
    if isinstance(told, bool) or not isinstance(told, int | str):
        raise BadRequest(th(f"การแก้ไขนี้ต้องมี {member}") | en(f"This action needs {member}."))
    return str(told)


def _if_match(action: Mapping[str, Any]) -> str | None:
    return _text(action, "if-match") if "if-match" in action else None


def _paths(layers: Sequence[Readable]) -> Paths:
    open_to = [layer.name for layer in layers if layer.addable or layer.changeable or layer.removable]
    if not any(layer.changeable or layer.removable for layer in layers):
        return {}
    action: Part = {
        "type": "object",
        "required": ["action", "collection"],
        "additionalProperties": False,
        "properties": {
            "action": {"type": "string", "enum": list(_ACTIONS)},
            "collection": {"type": "string", "enum": open_to},
            "id": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            "if-match": {"type": "string"},
            "feature": {"type": "object"},
        },
    }
    results: Part = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["action", "collection", "id"],
            "properties": {
                "action": {"type": "string"},
                "collection": {"type": "string"},
                "id": {"type": "integer", "nullable": True},
                "uid": {"type": "string"},
                "version": {"type": "integer"},
                "stored": {"type": "boolean"},
                "href": {"type": "string"},
                "conflicts": CONFLICTS,
            },
        },
    }
    return {
        "/transactions": {
            "post": {
                "operationId": "transact",
                "summary": "แก้ไขหลายระเบียนพร้อมกัน ทั้งหมดหรือไม่เลย | Several edits at once, all of them or none",
                "parameters": [CONTENT_CRS],
                "requestBody": {
                    "required": True,
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "required": ["transaction"],
                                "properties": {
                                    "semantic": {"type": "string", "enum": ["atomic"]},
                                    "description": {"type": "string", "maxLength": MOST_WORDS},
                                    "transaction": {
                                        "type": "array", "minItems": 1, "maxItems": MOST_ACTIONS, "items": action,
                                    },
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "All done",
                        "content": {JSON: {"schema": {"type": "object", "properties": {"results": results}}}},
                    },
                    "default": PROBLEM_RESPONSE,
                },
            }
        }
    }  # fmt: skip


SUBJECT = Subject(routes=[Route("/ogc/transactions", transact, methods=["POST"])], paths=_paths)
