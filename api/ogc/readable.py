"""What each reader may read and write, asked of the database's grants and never decided here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from api.database import Database
from api.ogc import mvt, sql
from gis.errors import NotFound
from gis.registry import Declaration, Registry
from gis.text import en, th

#: Seconds for which the grants a reader has are remembered.
REMEMBERED = 30.0
#: What a feature says of itself beside its declared fields, where the reader may read it.
_BEFORE, _AFTER = ("uid",), ("version", "updated_at")

_GRANTS = """
select n.nspname, c.relname, a.attname,
    has_column_privilege(c.oid, a.attnum, 'select') as reads,
    n.nspname = 'core' and has_column_privilege(c.oid, a.attnum, 'insert') as adds,
    n.nspname = 'core' and has_column_privilege(c.oid, a.attnum, 'update') as changes,
    n.nspname = 'core' and has_table_privilege(c.oid, 'delete') as removes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid
where n.nspname in ('core', 'pub') and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
"""


@dataclass(frozen=True)
class Readable:
    """One layer as one reader meets it.

    ``fields`` are the properties of its features in order; ``source`` is what SQL selects them from, with the
    geometry as ``geom`` where ``located``; ``addable`` are the columns the reader may fill in a new row,
    ``changeable`` those they may change in one that is there, and ``removable`` says whether they may remove one.
    Whether a given row is theirs to change is for the policies of the database to say.
    """

    declaration: Declaration
    fields: tuple[str, ...]
    source: str
    located: bool
    published: tuple[str, ...]
    addable: frozenset[str]
    changeable: frozenset[str]
    removable: bool

    @property
    def name(self) -> str:
        return self.declaration.name

    @property
    def readable(self) -> bool:
        return bool(self.fields)

    @property
    def personal(self) -> tuple[str, ...]:
        """The personal fields among ``fields``; reading one is put on record."""
        return tuple(a.name for a in self.declaration.attributes if a.personal and a.name in self.fields)

    @cached_property
    def statements(self) -> sql.Statements:
        return sql.Statements(self.declaration, self.fields, self.source, self.located)

    @cached_property
    def tiles(self) -> mvt.TileStatements:
        return mvt.TileStatements(self.declaration, self.fields, self.source)

    @cached_property
    def past(self) -> sql.Statements:
        """The statements on the layer as it was; only what is published has a past that can be asked for."""
        fields = tuple(f for f in self.fields if f in self.published)
        return sql.Statements(self.declaration, fields, sql.past_source(self.name), "geom" in self.published)


@dataclass
class Granted:
    """What the database grants one role on one layer: the columns it reads of the view and of the table, and those
    of the table it may fill and change."""

    published: set[str] = field(default_factory=set)
    table: set[str] = field(default_factory=set)
    addable: set[str] = field(default_factory=set)
    changeable: set[str] = field(default_factory=set)
    removable: bool = False


class Readers:
    """The layers of each reader, by name; a reader is a member of staff, or None for the public."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self.database = database
        self.registry = registry
        self._known: dict[str | None, tuple[float, dict[str, Readable]]] = {}

    async def layers(self, person: str | None) -> Mapping[str, Readable]:
        """Every layer ``person`` may read or add to, in the order of the registry."""
        known = self._known.get(person)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        grants = await self.database.rows(person, _GRANTS)
        granted: dict[str, Granted] = {name: Granted() for name in self.registry}
        for schema, layer, column, reads, adds, changes, removes in grants:
            if (told := granted.get(layer)) is None:
                continue
            if reads:
                (told.published if schema == "pub" else told.table).add(column)
            if adds:
                told.addable.add(column)
            if changes:
                told.changeable.add(column)
            told.removable |= removes
        layers = {name: readable(d, granted[name]) for name, d in self.registry.items()}
        met = {name: layer for name, layer in layers.items() if layer.readable or layer.addable}
        if len(self._known) > 1_000:
            self._known.clear()
        # A layer that stayed as it was keeps its statements, which the connections have prepared.
        before = known[1] if known else {}
        met = {name: before[name] if before.get(name) == layer else layer for name, layer in met.items()}
        self._known[person] = time.monotonic() + REMEMBERED, met
        return met

    async def layer(self, person: str | None, name: str) -> Readable:
        """The layer ``name`` for a reader; raises NotFound where there is none that they may read."""
        found = (await self.layers(person)).get(name)
        if found is None or not found.readable:
            raise no_such_layer(name)
        return found


def no_such_layer(name: str) -> NotFound:
    """The same answer for a layer that is closed to the reader and for one that does not exist."""
    return NotFound(
        th(f"ไม่พบชั้นข้อมูล {name[:60]!r} ดูรายชื่อที่ /ogc/collections")
        | en(f"There is no layer {name[:60]!r}. See /ogc/collections for their names.")
    )


def readable(declaration: Declaration, told: Granted) -> Readable:
    """A layer for whoever has these grants on it.

    The view serves; the table is read only by who may see more of it than the view shows.
    """
    name, published, granted = declaration.name, told.published, told.table
    declared = (*_BEFORE, *declaration.attribute_names, *_AFTER)
    more = granted - published if granted else set()
    wider = any(a in more for a in declaration.attribute_names) or (
        declaration.geometry_is_personal and "geom" in granted
    )
    if published and not wider:
        fields, source, located = published, f"pub.{name}", "geom" in published
    else:
        fields = granted
        source, located = sql.table_source(declaration, granted, published)
    return Readable(
        declaration,
        tuple(f for f in declared if f in fields),
        source,
        located,
        tuple(sorted(published)),
        addable=frozenset(told.addable),
        changeable=frozenset(told.changeable),
        removable=told.removable,
    )
