"""All that a question selects, row by row: what every file is made of."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from starlette.requests import Request

from api.download import Body, Download, Downloads, attachment
from api.ogc.asked import Asked
from api.ogc.condition import Bound
from api.ogc.crs import Crs
from api.ogc.reading import streaming
from api.ogc.service import Service, held, service
from gis.declare import GeometryKind
from gis.derive import schema as json_schema
from gis.registry import Declaration, Registry

#: Rows as a connection gives them; see :meth:`api.database.Database.streaming`.
Rows = AsyncIterator[list[tuple[Any, ...]]]
#: Gives the rows of a statement with these values, as whoever asks.
Reading = Callable[..., AbstractAsyncContextManager[Rows]]


class Selection:
    """The rows a question selects as a table: ``id``, the fields asked for, and a geometry where there is one.

    ``kinds`` are its columns in order, each with its kind of field; ``crs`` is the system of its geometry.
    """

    def __init__(self, question: Asked, registry: Registry, reading: Reading, *, crs: Crs | None = None) -> None:
        self._reading = reading
        self.registry = registry
        self.question = question
        self.declaration = question.layer.declaration
        self.crs = crs or question.crs.as_files_have_it
        self.located = question.geometry and question.statements.located
        every = question.statements.kinds
        self.kinds = {"id": "ref", **{name: every[name] for name in question.fields}}

    @classmethod
    def served(cls, ours: Service, question: Asked, *, crs: Crs | None = None) -> Selection:
        """What the service selects for who asks."""
        reading = partial(streaming, ours.database, question.person, question.layer)
        return cls(question, ours.registry, reading, crs=crs)

    @cached_property
    def titles(self) -> dict[str, str]:
        """The Thai title of each column."""
        told = json_schema.schema(self.declaration, self.question.fields, geometry=False)["properties"]
        return {name: told[name]["title"] for name in self.kinds}

    @cached_property
    def geometry_kind(self) -> GeometryKind | None:
        """What every geometry is; None where readers differ: some see the exact shape and some a point."""
        geometry = self._owners[-1].geometry
        assert geometry is not None
        return None if geometry.public_as and geometry.kind is not GeometryKind.POINT else geometry.kind

    @cached_property
    def has_gaps(self) -> bool:
        """Whether a row may be without a geometry."""
        borrowed = [owner[owner.layer.located_by] for owner in self._owners[:-1] if owner.layer.located_by]
        nullable = bool(self._owners[-1].table.columns["geom"].nullable)
        return not self.located or nullable or not all(reference.required for reference in borrowed)

    @cached_property
    def _owners(self) -> list[Declaration]:
        """The layer, and where its geometry is borrowed those it comes from, the one that has it last."""
        owners = [self.declaration]
        while owners[-1].geometry is None:
            located_by = owners[-1].layer.located_by
            assert located_by is not None
            owners.append(self.registry[str(owners[-1][located_by].words.ref)])
        return owners

    @property
    def geometry(self) -> str:
        """SQL of the geometry in the system asked for, x first."""
        return self.crs.of_stored("s.geom")

    def rows(self, *columns: str) -> AbstractAsyncContextManager[Rows]:
        """The values of SQL ``columns`` over the row ``s``; the first is the one that can be large."""
        asked, bound = self.question, Bound(*self.question.first)
        conditions = list(asked.conditions)
        if asked.after is not None:
            conditions.append(asked.order.after(asked.after))
        limit = "" if asked.most is None else bound(asked.most)
        statement = asked.statements.rows(", ".join(columns), conditions, asked.order, bound, limit)
        return self._reading(statement, *bound.values)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a file is made: the address its links begin with, and a folder it may have, gone with all that is in it.

    ``dated`` is when a file says it was made, where it says so; None for now.
    """

    base: str
    folder: Callable[[], AbstractContextManager[Path]]
    dated: datetime.datetime | None = None


#: Makes the file of a selection.
Make = Callable[[Selection, Workshop], AbstractAsyncContextManager[Body]]


def download(request: Request, selection: Selection, make: Make, media: str, ending: str) -> Download:
    """The answer that makes a file when its turn comes, called by the title of its layer."""
    downloads: Downloads = request.app.state.downloads
    workshop = Workshop(service(request).base(request), downloads.folder)
    person, declaration = selection.question.person, selection.declaration

    @asynccontextmanager
    async def in_turn() -> AsyncIterator[Body]:
        async with downloads.turn(person), make(selection, workshop) as made:
            yield made

    headers = {
        **held(person),
        "Vary": "Accept, Authorization",
        "Content-Crs": selection.crs.header,
        "Content-Disposition": attachment(f"{declaration.name}.{ending}", f"{declaration.layer.title.th}.{ending}"),
    }
    return Download(in_turn, media, headers)


def as_text(kind: str, column: str) -> str:
    """SQL that writes a value of a kind as people read it: ISO dates, Thai time, the codes of a list with commas."""
    match kind:
        case "codes":
            return f"array_to_string({column}, ',')"
        case "datetime":
            # to_json leaves out the fraction of a second where there is none.
            return f"(to_json({column} at time zone 'Asia/Bangkok') #>> '{{}}') || '+07:00'"
    return f"{column}::text"
