"""What a request asks of a collection: which features, in what order, which of their fields, in which system."""

from __future__ import annotations

import datetime
import string
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from api.ogc import condition, crs, query
from api.ogc.condition import Condition
from api.ogc.cql2.compile import compiled
from api.ogc.cql2.parse import parse
from api.ogc.crs import Crs
from api.ogc.order import Order, order
from api.ogc.readable import Readable
from api.ogc.sql import Statements
from gis.errors import BadRequest
from gis.text import en, th

#: Every parameter of items but those a field has of its own.
PARAMETERS = (
    "bbox", "bbox-crs", "datetime", "limit", "after", "hits", "f", "lang", "crs", "properties", "skip-geometry",
    "sortby", "q", "download", "filter", "filter-lang", "filter-crs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for features, understood.

    ``told`` are its parameters, ``query`` is the text they came in; ``conditions`` hold for every feature asked for,
    whatever the page; ``nothing`` says that no feature can match; ``limit`` is how many a page holds.
    """

    told: Mapping[str, str]
    query: str
    person: str | None
    layer: Readable
    statements: Statements
    moment: datetime.datetime | None
    conditions: tuple[Condition, ...]
    nothing: bool
    order: Order
    after: str | None
    limit: int
    download: bool
    hits: bool
    fields: tuple[str, ...]
    crs: Crs
    geometry: bool

    @property
    def first(self) -> tuple[datetime.datetime, ...]:
        """What a statement on the past is given before anything else."""
        return () if self.moment is None else (self.moment,)

    @property
    def most(self) -> int | None:
        """How many features a file holds: as many as ``limit`` says, else (None) every one there is."""
        if self.nothing:
            return 0
        return int(self.told["limit"]) if "limit" in self.told else None


def asked(request: Request, person: str | None, layer: Readable) -> Asked:
    """The question in a request; raises BadRequest that says what is wrong with a parameter."""
    # The past shows no field that the present does not.
    told = query.parameters(request, (*PARAMETERS, *layer.statements.queryable))
    return understood(told, person, layer, _encoded(request.scope["query_string"]))


def understood(told: Mapping[str, str], person: str | None, layer: Readable, text: str = "") -> Asked:
    """The question that parameters put, which stand in a query as ``text``; raises BadRequest as :func:`asked`."""
    moment = query.instant(told.get("datetime"))
    statements = layer.statements if moment is None else layer.past
    sortable = statements.sortable
    return Asked(
        told=told,
        query=text,
        person=person,
        layer=layer,
        statements=statements,
        moment=moment,
        conditions=tuple(_conditions(told, layer, statements)),
        nothing="bbox" in told and not statements.located,  # nothing without a place is inside a box
        order=order(told.get("sortby"), sortable),
        after=told.get("after"),
        limit=query.limit(told.get("limit")),
        download=query.flag("download", told.get("download")),
        hits=query.flag("hits", told.get("hits")),
        fields=_fields(told.get("properties"), statements),
        crs=crs.named(told.get("crs"), "crs"),
        geometry=not query.flag("skip-geometry", told.get("skip-geometry")),
    )


def _encoded(query: bytes) -> str:
    """A query as it stands in links: as it came, and percent-encoded where a client left that out."""
    return query.decode() if query.isascii() else quote(query, safe=string.punctuation)


def _conditions(told: Mapping[str, str], layer: Readable, statements: Statements) -> list[Condition]:
    found = []
    of_box = crs.named(told.get("bbox-crs"), "bbox-crs")
    boxes = query.boxes(told.get("bbox"), of_box)
    if boxes and statements.located:
        found.append(condition.within(boxes, of_box, layer.declaration))
    if "filter" in told:
        node = parse(told["filter"], told.get("filter-lang"))
        found.append(compiled(node, statements, crs.named(told.get("filter-crs"), "filter-crs")))
    if "q" in told:
        found.append(condition.holds_words(told["q"], statements.searched))
    for name in told.keys() - set(PARAMETERS):
        if name not in statements.queryable:
            raise BadRequest(th(f"ในอดีตไม่มีช่อง {name}") | en(f"The past does not show the field {name}."))
        attribute = layer.declaration[name] if name in layer.declaration.attribute_names else None
        found.append(condition.equals(name, statements.queryable[name], told[name], attribute))
    return found


def _fields(told: str | None, statements: Statements) -> tuple[str, ...]:
    if told is None:
        return statements.fields
    wanted = [name.strip() for name in told.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in statements.fields]:
        known = ", ".join(statements.fields)
        raise BadRequest(
            th(f"ไม่มีช่อง {unknown[0][:40]!r} ช่องที่มีคือ {known}")
            | en(f"There is no field {unknown[0][:40]!r}. Fields are: {known}.")
        )
    return tuple(name for name in statements.fields if name in wanted)
