"""Walks the web service as a visitor and as a member of staff, over every route it has, listed here or not."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import httpx
import orjson
from shapely import from_wkt, to_geojson
from starlette.routing import BaseRoute, Mount, Route

from api.language import LANGUAGES
from api.main import create_app
from api.ogc import crs
from api.ogc.formats import FORMATS
from api.ogc.grid import SETS
from gis import staff
from gis.access import ANONYMOUS_ROLE, Division
from gis.declare import Dimension
from gis.derive.ogc import MVT
from gis.process import OfLayer, processes
from gis.registry import Declaration, Registry
from gis.settings import Settings
from tests import rows
from tests.leaks import files, pages, rasters, tiles
from tests.leaks.canaries import Canary, canary, closed, seen
from tests.serving import serving

#: The query parameters that the service knows, with values that must tell nothing. A new one is written here.
_QUERY: dict[str, tuple[str, ...]] = {
    "bbox": ("99.8,15.9,100,16.2", "nan,0,1,1"), "datetime": ("2100-01-01T00:00:00Z", "yesterday"),
    "limit": ("1000", "x"), "after": ("0", "x"), "hits": ("true",), "f": ("tilejson", *(f.name for f in FORMATS)),
    "q": ("zq", "ถนน"), "lang": ("en",), "crs": (crs.SERVED[3].uri, "EPSG:24047"), "bbox-crs": (crs.SERVED[2].uri,),
    "properties": ("uid", "x"), "skip-geometry": ("true",), "sortby": ("-updated_at", "x"), "download": ("true",),
    "filter": ("id > 0", "x = 1"), "filter-lang": ("cql2-json",), "filter-crs": (crs.SERVED[3].uri, "EPSG:24047"),
    "coords": ("POINT(99.92 16.02)", "POLYGON((99 15,101 15,101 17,99 17,99 15))", "x"), "parameter-name": ("x",),
    "offset": ("0", "x"), "status": ("successful", "x"),
    "collections": ("complaint", "case,x"),
}  # fmt: skip
#: The parts of a path that the service knows, with their values; layers and tiles are found as it goes.
_PATH: dict[str, tuple[str, ...]] = {
    "item": ("1", "2", "3", "x"), "location": ("1", "2", "x"), "quad": tuple(SETS),
    "dimension": tuple(each.value for each in Dimension),
    "job": (str(uuid.UUID(int=0)), "x"), "process": (*processes(), "x"),
}  # fmt: skip
#: What every feature says of itself, which can be asked for by value too.
_STAMPS = ("id", "uid", "version", "updated_at")
#: Ways in which other servers let one ask about a column that is not shown.
_PRYING = (
    "{column}={value}", "filter={column}='{value}'", "filter={column} LIKE '{start}%25'&filter-lang=cql2-text",
    "filter=\"{column}\" BETWEEN '{value}' AND '{value}'", "filter=CASEI({column}) = CASEI('{value}')",
    "filter=id > 0 OR ACCENTI({column}) LIKE ACCENTI('{start}%25')", "filter={column} IS NOT NULL&sortby={column}",
    "filter=NOT {column} IN ('{value}')&hits=true", "filter=T_AFTER({column}, DATE('{value}'))",
    "filter=A_CONTAINS({column}, ('{value}'))", "filter={column} > 0 AND {column} %2B 1 > {value}",
    'filter={{"op":"=","args":[{{"property":"{column}"}},"{value}"]}}&filter-lang=cql2-json',
    "filter=uid IS NULL OR {column} = '{value}'&datetime=2100-01-01T00:00:00Z",
    "sortby={column}", "sortby=-{column}", "properties={column}", "column={column}", "prop={column}", "q={value}",
)  # fmt: skip
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
#: What the bodies of each method are sent as.
_KINDS = {
    "POST": {"Content-Type": "application/json"}, "PUT": {"Content-Type": "application/geo+json"},
    "PATCH": {"Content-Type": "application/merge-patch+json"},
}  # fmt: skip
Leaks = Iterator[tuple[str, str, str]]


def walk(settings: Settings, registry: Registry, canaries: list[Canary]) -> Leaks:
    """(who, where, what) for everything that a visitor or a colleague could learn over HTTP, and from the logs."""
    person, password = "prying", "prying-prying"
    if person not in {member.person for member in staff.members(settings)}:
        staff.add(settings, person, Division.EDUCATION, password=password)
    try:
        # Whoever pries here has no budget: a refusal would hide what they could see.
        with _Kept() as logged, serving(replace(settings, budget_s=0)) as address:
            routes = create_app(settings).routes
            for role, signed in ((ANONYMOUS_ROLE, None), (Division.EDUCATION.role, (person, password))):
                client = httpx.Client(base_url=address, auth=signed, timeout=60)
                hidden = {name: closed(role, layer) for name, layer in registry.items()}
                mine = {c.mark: c for c in canaries if c.mark and c.column in hidden[c.layer]} | rasters.closed(role)
                yield from _unknown(client, role, routes, registry)
                unpaged = {name for name in registry if client.get(f"/ogc/collections/{name}/items").is_success}
                unseen = set(rasters.CANARIES) if signed is not None else set()
                asked = [(method, path, None) for method, path in _requests(client, routes, registry)]
                # What changes rows comes when all others have read them.
                for method, path, sent in (*asked, *_writes(routes, registry)):
                    answer = client.request(method, path, content=sent, headers=_KINDS.get(method))
                    if answer.status_code >= 500 and answer.status_code != 503:
                        yield role, f"{method} {path}", f"the service fails with {answer.status_code}"
                    told = answer.content + repr(answer.headers.raw).encode()
                    if answer.headers.get("content-type") == MVT:
                        said, drawn = tiles.spelled(path, answer.content)
                        told += said
                        yield from (
                            (role, f"{method} {path}", f"{feature.layer}.{column}")
                            for feature in drawn
                            for column in hidden.get(feature.layer, set()) & feature.properties.keys()
                        )
                    told += rasters.spelled(answer)
                    unseen -= {mark for mark in unseen if mark.encode() in told}
                    if files.is_file(answer):
                        said, columns = files.spelled(answer)
                        told += said
                        layer = path.split("/")[3]
                        yield from ((role, path, f"{layer}.{column}") for column in hidden[layer] & columns)
                    yield from ((role, f"{method} {path}", what) for what in seen(told, mine))
                    yield from _named(role, path, answer.content, registry, hidden)
                    if answer.headers.get("content-type", "").startswith("text/html"):
                        unpaged -= {path.split("/")[3]} if answer.is_success and "/items?f=html" in path else set()
                        yield from pages.named(role, path, answer.text, registry, hidden)
                        told = pages.spelled(answer.text)
                        yield from ((role, f"{method} {path}", what) for what in seen(told, mine))
                yield from ((role, name, "the walk has seen no page of it") for name in sorted(unpaged))
                yield from ((role, rasters.SECRET, f"the walk has not come by {mark}") for mark in sorted(unseen))
                if signed is not None:
                    yield from _processed(client, role, registry, mine)
                # What is asked below holds canaries itself, so the log is read first.
                yield from (
                    ("the log", role, what) for what in seen(logged.text(), {c.mark: c for c in canaries if c.mark})
                )
                yield from _inferred(client, role, registry, hidden)
                logged.forget()
                client.close()
    finally:
        staff.remove(settings, person)


class _Kept(logging.Handler):
    """Everything that any part of the service writes to a log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[str] = []

    def __enter__(self) -> _Kept:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *error: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record.getMessage() + repr(record.args) + repr(record.exc_info))

    def text(self) -> bytes:
        return "\n".join(self.kept).encode()

    def forget(self) -> None:
        self.kept.clear()


def _unknown(client: httpx.Client, role: str, routes: list[BaseRoute], registry: Registry) -> Leaks:
    """What the walk would pass by: a kind of route, a part of a path or a query parameter it has no values for."""
    for route in routes:
        if isinstance(route, Mount) and route.name == "webmap":
            continue
        if not isinstance(route, Route):
            yield role, str(route), "the prover has no way to call this kind of route"
        elif missing := set(route.param_convertors) - {"layer", "raster", "z", "y", "x", *_parts(registry)}:
            yield role, route.path, f"the prover has no value for {', '.join(sorted(missing))}"
    document = client.get("/ogc/api").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                layer = path.split("/")[2] if path.count("/") > 1 else ""
                fields = (*registry[layer].attribute_names, *_STAMPS) if layer in registry else ()
                known = rasters.QUERY if "{rasterId}" in path else (*_QUERY, *fields)
                if parameter["in"] == "query" and parameter["name"] not in known:
                    yield role, path, f"the prover has no value for {parameter['name']}"


def _requests(client: httpx.Client, routes: list[BaseRoute], registry: Registry) -> Iterator[tuple[str, str]]:
    """Every method of every route, with every value its path can have, bare and with each query parameter."""
    yield "GET", "/"
    for route in routes:
        if not isinstance(route, Route):
            continue
        if "raster" in route.param_convertors:
            yield from (("GET", path) for path in rasters.requests(route))
            continue
        if set(route.param_convertors) == {"layer"} and "GET" in (route.methods or ()):
            path = route.path_format.format(layer=rasters.SECRET)
            yield from (("GET", f"{path}{asked}") for asked in ("", "?f=html", "?f=json"))
        layers: list[str] = list(registry) if "layer" in route.param_convertors else [""]
        for layer, rest in ((one, rest) for one in layers for rest in _rest(route, one, registry)):
            path = route.path_format.format(layer=layer, **rest)
            for method in sorted((route.methods or set()) - _WRITES):
                yield method, path
            if "z" in rest and not layer and "dimension" not in rest:
                yield from (("GET", f"{path}?collections={value}") for value in _QUERY["collections"])
            if layer and "z" not in rest:
                yield from (("GET", f"{path}?f=html&lang={language}") for language in LANGUAGES)
            if rest.keys() & {"z", "dimension"}:  # a dimension's tilesets are described as the dataset's are
                continue
            if "GET" in (route.methods or ()) and (not layer or _has_secrets(registry[layer])):
                yield from (("GET", f"{path}?{name}={value}") for name, told in _QUERY.items() for value in told)


def _writes(routes: list[BaseRoute], registry: Registry) -> Iterator[tuple[str, str, bytes | None]]:
    """Every method that writes, with bodies that cannot be read and bodies that can, removals last of all.

    The first row of each layer is left as it is, for the next walk.
    """
    removals = []
    for route in routes:
        writes = sorted((route.methods or set()) & _WRITES) if isinstance(route, Route) else []
        for method in writes:
            assert isinstance(route, Route)
            layers: list[str] = list(registry) if "layer" in route.param_convertors else [""]
            for layer, rest in ((one, rest) for one in layers for rest in _rest(route, one, registry)):
                path = route.path_format.format(layer=layer, **rest)
                if rest.get("item") == "1":
                    continue
                if method == "DELETE":
                    removals.append((method, path, None))
                    continue
                bodies = _bodies(registry[layer]) if layer else _batches(registry) if "transactions" in path else ()
                yield from ((method, path, body) for body in (b"{", *bodies))
    yield from removals


def _bodies(layer: Declaration) -> Iterator[bytes]:
    """Bodies a client could send: a whole feature, one based on a version that is past, one field of it at a time."""
    place = None if (drawn := rows.shape(layer, 50)) is None else json.loads(to_geojson(from_wkt(drawn.split(";")[1])))
    told = {a.name: rows.value(a, 50, {}) for a in layer.attributes}
    for properties in (told, {**told, "version": 1}, *({name: None, "version": 1} for name in told)):
        yield orjson.dumps({"type": "Feature", "geometry": place, "properties": properties}, default=float)


def _batches(registry: Registry) -> Iterator[bytes]:
    for name, layer in registry.items():
        feature = orjson.Fragment(next(_bodies(layer)))
        action: dict[str, Any] = {"collection": name, "id": 2, "feature": feature}
        for told in ({"action": "insert", "collection": name, "feature": feature}, {**action, "action": "replace"}):
            yield orjson.dumps({"transaction": [told]})


def _processed(client: httpx.Client, role: str, registry: Registry, mine: dict[str, Canary]) -> Leaks:
    """What every process finds in every layer, and what it says where it may not look."""
    for name, process in processes().items():
        layered = [each for each in process.inputs if isinstance(each.words, OfLayer)]
        for layer in registry:
            inputs = {each.name: layer if layer in process.choices(each) else "subdistrict" for each in layered}
            asked = f"POST /ogc/processes/{name}/execution {inputs}"
            answer = client.post(f"/ogc/processes/{name}/execution", json={"inputs": inputs})
            told = answer.content
            if answer.status_code == 201:
                told += _awaited(client, answer.headers["location"])
            elif answer.status_code != 422:
                yield role, asked, f"the service answers {answer.status_code}"
            yield from ((role, asked, what) for what in seen(told, mine))


def _awaited(client: httpx.Client, address: str) -> bytes:
    """The status of a job once it has ended, with its result."""
    while (status := client.get(address)).json()["status"] in ("accepted", "running"):
        time.sleep(0.02)
    return status.content + client.get(f"{address}/results").content


def _parts(registry: Registry) -> Mapping[str, Sequence[str]]:
    """The values of every part of a path; of records, those of the layers that are closed."""
    return {**_PATH, "record": [*(d.name for d in registry.values() if not d.is_public), rasters.SECRET, "x"]}


def _rest(route: Route, layer: str, registry: Registry) -> Iterator[dict[str, str]]:
    """Every value that the rest of a path can have."""
    known = _parts(registry)
    parts = [name for name in known if name in route.param_convertors]
    for values in product(*(known[name] for name in parts)):
        rest = dict(zip(parts, values, strict=True))
        if "z" not in route.param_convertors:
            yield rest
            continue
        shown = [registry[layer]] if layer else _hidden_places(registry, rest.get("dimension"))
        for tile in tiles.over_canaries(shown, SETS[rest["quad"]]):
            yield {**rest, "z": str(tile.z), "x": str(tile.x), "y": str(tile.y)}


def _hidden_places(registry: Registry, dimension: str | None) -> Sequence[Declaration]:
    """The layers whose exact places are closed to the public, of one dimension or of all."""
    return [
        layer
        for layer in registry.values()
        if "geom" in closed(ANONYMOUS_ROLE, layer) and dimension in (None, layer.layer.dimension.value)
    ]


def _has_secrets(layer: Declaration) -> bool:
    return bool(closed(ANONYMOUS_ROLE, layer))


def _named(role: str, path: str, content: bytes, registry: Registry, hidden: dict[str, set[str]]) -> Leaks:
    """Features that carry a closed property by name: a code or a flag has no canary of its own."""
    layer = path.removeprefix("/ogc/collections/").partition("/")[0]
    if layer not in registry or not content.startswith(b"{"):
        return
    document: Any = json.loads(content)
    if "$schema" in document:  # it names what may be sent too, and holds no value
        return
    for feature in [document, *document.get("features", ())]:
        for column in sorted(hidden[layer] & set(feature.get("properties") or ())):
            yield role, path, f"{layer}.{column}"


def _inferred(client: httpx.Client, role: str, registry: Registry, hidden: dict[str, set[str]]) -> Leaks:
    """Questions about a closed column get one answer, whether they name a value that is there or one that is not."""
    for name, columns in hidden.items():
        fields = {a.name for a in registry[name].attributes if a.kind != "ref"}
        for column in sorted(columns & fields):
            planted = canary(registry[name], column, 0)
            there = planted.mark or str(planted.value)
            other = "".join(chr(ord("b") + ord(c) % 7) if c.isalnum() else c for c in there)
            for question in _PRYING if planted.mark else _PRYING[:-1]:
                answers = []
                for value in (there, other):
                    told = question.format(column=column, value=value, start=value[:6])
                    base = "/api/search?lang=en&" if question.startswith("q=") else f"/ogc/collections/{name}/items?"
                    answer = client.get(base + told)
                    echoed = answer.text.replace(value, "") if planted.mark else answer.text
                    answers.append((answer.status_code, echoed))
                if answers[0] != answers[1]:
                    yield role, f"{base}{question}", f"{name}.{column}"
