"""Processes and their jobs (OGC API – Processes, 18-062r2).

pygeoapi describes and starts processes and hands out results. A job's status document, the list of jobs and their
dismissal are ours: pygeoapi sorts jobs by a start that a waiting one does not have, and answers a dismissal without
the members the standard requires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.ogc import joblist, library, query
from api.ogc.html import words
from api.ogc.html.page import View
from api.ogc.oas import ANY, PROBLEM_RESPONSE, Part, get, in_path, in_query
from api.ogc.readable import Readable
from api.ogc.service import answer, service
from api.ogc.subject import Paths, Subject
from gis.derive.ogc import GEOJSON, JSON, RELATIONS, Link, link
from gis.errors import BadRequest, NotFound, NotSignedIn
from gis.process import Input, OfLayer, Process, processes
from gis.text import en, th

_STATUSES = ("accepted", "running", "successful", "failed", "dismissed")
_CONFORMS = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf"


async def process_list(request: Request) -> Response:
    """Every process, for whoever asks; starting one is for staff."""
    told = dict(query.parameters(request, ("limit", "f")))
    query.document_only(told)
    if "limit" in told:
        told["limit"] = str(query.whole_number("limit", told["limit"], 1, 10**9))
    view = View("processes", words.processes, {"processes": processes().values()})
    return await _through(request, told, "processes.describe_processes", view=view)


async def description(request: Request) -> Response:
    """One process, with its inputs as the one who asks may fill them."""
    told = query.parameters(request, ("f",))
    query.document_only(told)
    name = request.path_params["process"]
    known = processes().get(name)
    view = None
    if known:
        ours = service(request)
        layers = await ours.readers.layers(await ours.person(request))
        titles = {name: layer.declaration.layer.title for name, layer in layers.items() if layer.readable}
        told_by = {"process": known, "titles": titles, "example": _example(known, list(titles))}
        view = View("process", known.title, told_by)
    return await _through(request, told, "processes.describe_processes", name, view=view)


async def execution(request: Request) -> Response:
    """Start a job; raises NotSignedIn for the anonymous, BadRequest for a body that is no execute request."""
    told = query.parameters(request, ("f",))
    query.only(told, "json")
    await _signed_in(request)
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("inputs", {}), dict):
        raise BadRequest(
            th('เนื้อหาต้องเป็น JSON เช่น {"inputs": {…}}') | en('The body must be JSON such as {"inputs": {…}}.')
        )
    if "subscriber" in body:
        raise BadRequest(
            th("ไม่รองรับ subscriber ให้ดูสถานะที่ /ogc/jobs") | en("A subscriber is not called: see /ogc/jobs for news.")
        )
    return await _through(request, told, "processes.execute_process", request.path_params["process"])


async def results(request: Request) -> Response:
    """What a job of one's own found."""
    told = query.parameters(request, ("f",))
    query.only(told, "json")
    await _signed_in(request)
    return await _through(request, told, "processes.get_job_result", request.path_params["job"])


async def jobs(request: Request) -> Response:
    """One's own jobs, newest first; the steward sees everybody's."""
    told = query.parameters(request, ("status", "limit", "f"))
    query.document_only(told)
    status = told.get("status")
    if status is not None and status not in _STATUSES:
        known = ", ".join(_STATUSES)
        raise BadRequest(th(f"status ใช้ได้เฉพาะ {known}") | en(f"status can only be {known}."))
    limit = query.whole_number("limit", told.get("limit", str(joblist.LIMIT_DEFAULT)), 1, 10**9)
    ours, person = service(request), await _signed_in(request)
    found = await joblist.page(ours.database, person, status, min(limit, joblist.LIMIT_MOST))
    base = f"{ours.base(request)}/ogc"
    document = {
        "jobs": [_status(job, base) for job in found],
        "links": [link("self", f"{base}/jobs", JSON, "The jobs")],
    }
    return answer(document, person)


async def job(request: Request) -> Response:
    """How far a job of one's own is."""
    query.document_only(query.parameters(request, ("f",)))
    ours, person = service(request), await _signed_in(request)
    found = await joblist.one(ours.database, person, request.path_params["job"])
    if found is None:
        raise _no_such_job()
    return answer(_status(found, f"{ours.base(request)}/ogc"), person)


async def dismissal(request: Request) -> Response:
    """Stop a job and its query, or forget one that is finished."""
    query.parameters(request, ())
    ours, person, number = service(request), await _signed_in(request), request.path_params["job"]
    before = await joblist.one(ours.database, person, number)
    if before is None or not await joblist.dismiss(ours.database, person, number):
        raise _no_such_job()
    return answer({**_status(before, f"{ours.base(request)}/ogc"), "status": "dismissed", "links": []}, person)


async def _signed_in(request: Request) -> str:
    person = await service(request).person(request)
    if person is None:
        raise NotSignedIn
    return person


def _no_such_job() -> NotFound:
    return NotFound(th("ไม่พบงานนี้ในรายการของคุณ ดู /ogc/jobs") | en("You have no such job. See /ogc/jobs."))


def _status(job: Mapping[str, Any], base: str) -> dict[str, Any]:
    """A statusInfo document (18-062r2, 7.12)."""
    here = f"{base}/jobs/{job['id']}"
    links = [link("self", here, JSON, "This job")]
    if job["status"] == "successful":
        links.append(link(f"{RELATIONS}/results", f"{here}/results", GEOJSON, "What it found"))
    told = {
        "type": "process",
        "jobID": str(job["id"]),
        "processID": job["process"],
        "status": job["status"],
        "progress": job["progress"],
        "message": job["message"],
        "created": job["created_at"],
        "started": job["started_at"],
        "updated": job["updated_at"],
        "finished": job["finished_at"],
        "links": links,
    }
    return {name: value for name, value in told.items() if value is not None}


async def _through(
    request: Request, told: Mapping[str, str], function: str, *arguments: str, view: View | None = None
) -> Response:
    person = await service(request).person(request)
    readable = [name for name, layer in (await service(request).readers.layers(person)).items() if layer.readable]
    resources = {
        name: {
            "type": "process",
            "processor": {"name": f"{library.PROVIDERS}.processes.Described", "metadata": _metadata(process, readable)},
        }
        for name, process in processes().items()
    }
    manager = {"name": f"{library.PROVIDERS}.processes.Manager"}
    return await library.answer(
        request, person, told, function, *arguments, resources=resources, manager=manager, view=view
    )


def _metadata(process: Process, readable: Sequence[str]) -> dict[str, Any]:
    """A process description (18-062r2, 7.10) for who may read the layers ``readable``."""
    return {
        "version": "1.0.0",
        "id": process.name,
        "title": str(process.title),
        "description": str(process.about),
        "jobControlOptions": ["async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "keywords": [],
        "links": [],
        "inputs": {each.name: _input(process, each, readable) for each in process.inputs},
        "outputs": {"result": {"title": "GeoJSON", "schema": {"type": "object", "contentMediaType": GEOJSON}}},
    }


def _example(process: Process, readable: Sequence[str]) -> dict[str, Any]:
    """Inputs that will do, each layer another."""
    made: dict[str, Any] = {}
    for each in process.inputs:
        if isinstance(each.words, OfLayer):
            fitting = [name for name in process.choices(each, readable) if name not in made.values()]
            made[each.name] = fitting[0] if fitting else "…"
        elif each.required:
            made[each.name] = each.words.between[0]
    return made


def _input(process: Process, each: Input, readable: Sequence[str]) -> dict[str, Any]:
    schema: Part
    if isinstance(each.words, OfLayer):
        schema = {"type": "string", "enum": process.choices(each, readable)}
    else:
        low, high = each.words.between
        schema = {"type": "number", "minimum": low, "maximum": high, "x-ogc-unit": each.words.unit}
    if not each.required:
        schema["default"] = each.default
    return {
        "title": str(each.words.title),
        "schema": schema,
        "minOccurs": 1 if each.required else 0,
        "maxOccurs": 1,
    }


def _links(ogc: str) -> list[Link]:
    return [link(f"{RELATIONS}/processes", f"{ogc}/processes", JSON, "Processes")]


def _paths(layers: Sequence[Readable]) -> Paths:
    formats = in_query("f", {"type": "string", "enum": ["json"]}, "Format")
    limit = in_query("limit", {"type": "integer", "minimum": 1}, "Of a page")
    status = in_query("status", {"type": "string", "enum": list(_STATUSES)}, "Only jobs of this status")
    one = in_path("processId", {"type": "string", "enum": list(processes())})
    number = in_path("jobId", {"type": "string", "format": "uuid"})
    made: Paths = {
        "/processes": get("processes", "Processes", (JSON,), [limit, formats]),
        "/processes/{processId}": get("process", "A process and its inputs", (JSON,), [one, formats]),
        "/jobs": get("jobs", "The jobs of the member of staff who asks", (JSON,), [status, limit, formats]),
        "/jobs/{jobId}": get("job", "How far a job is", (JSON,), [number, formats]),
        "/jobs/{jobId}/results": get("jobResults", "What a job found", (GEOJSON,), [number, formats]),
    }
    made["/jobs/{jobId}"]["delete"] = {
        "operationId": "dismissJob",
        "summary": "Stop a job, or forget a finished one",
        "parameters": [number],
        "responses": {
            "200": {"description": "Dismissed", "content": {JSON: {"schema": ANY}}},
            "default": PROBLEM_RESPONSE,
        },
    }
    readable = [layer.name for layer in layers if layer.readable]
    for name, process in processes().items():
        inputs = {each.name: _input(process, each, readable)["schema"] for each in process.inputs}
        made[f"/processes/{name}/execution"] = {
            "post": {
                "operationId": f"execute{name.title().replace('_', '')}",
                "summary": str(process.title),
                "requestBody": {"required": True, "content": {JSON: {"schema": _body(process, inputs)}}},
                "responses": {
                    "201": {
                        "description": "The job was accepted",
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {JSON: {"schema": ANY}},
                    },
                    "default": PROBLEM_RESPONSE,
                },
            }
        }
    return made


def _body(process: Process, inputs: dict[str, Part]) -> Part:
    plain = {name: {k: v for k, v in schema.items() if not k.startswith("x-")} for name, schema in inputs.items()}
    required = [each.name for each in process.inputs if each.required]
    return {
        "type": "object",
        "required": ["inputs"],
        "properties": {"inputs": {"type": "object", "required": required, "properties": plain}},
    }


SUBJECT = Subject(
    routes=[
        Route("/ogc/processes", process_list, methods=["GET"]),
        Route("/ogc/processes/{process}", description, methods=["GET"]),
        Route("/ogc/processes/{process}/execution", execution, methods=["POST"]),
        Route("/ogc/jobs", jobs, methods=["GET"]),
        Route("/ogc/jobs/{job}", job, methods=["GET"]),
        Route("/ogc/jobs/{job}", dismissal, methods=["DELETE"]),
        Route("/ogc/jobs/{job}/results", results, methods=["GET"]),
    ],
    conforms=tuple(
        f"{_CONFORMS}/{each}" for each in ("core", "ogc-process-description", "json", "oas30", "job-list", "dismiss")
    ),
    paths=_paths,
    links=_links,
)
