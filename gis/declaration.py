"""One layer as every derivation sees it, and all of them by name."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, cast

from gis.access import Audience
from gis.codelist import Codelist
from gis.layer import STAMPS, Field, Geometry, Layer

if TYPE_CHECKING:  # whoever only reads facts need not wait for SQLAlchemy
    from sqlalchemy import Table


@dataclass(frozen=True)
class Attribute:
    """One declared field of a layer: its name, kind (see ``KINDS``), and everything ``field()`` was told."""

    name: str
    kind: str
    required: bool
    words: Field
    codelist: type[Codelist] | None
    places: int | None
    default: str | None

    @property
    def personal(self) -> bool:
        return self.words.personal is not None

    @property
    def public(self) -> bool:
        """Whether the public may read it, where it may read the layer at all."""
        return not self.personal and self.words.read is Audience.PUBLIC


@dataclass(frozen=True)
class Declaration:
    """One layer as every derivation sees it."""

    name: str
    module: str
    class_name: str
    layer: Layer
    attributes: tuple[Attribute, ...]
    geometry: Geometry | None

    def __reduce__(self) -> tuple[type[Declaration], tuple[Any, ...]]:
        """Only what was declared is pickled, and not what has been worked out of it since."""
        return Declaration, tuple(getattr(self, declared.name) for declared in fields(self))

    @cached_property
    def table(self) -> Table:
        """The table of its class, whose file is imported now if it was not before."""
        table = getattr(importlib.import_module(self.module), self.class_name).__table__
        return cast("Table", table)

    def __getitem__(self, name: str) -> Attribute:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Attribute]:
        return {attribute.name: attribute for attribute in self.attributes}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table but generated ones, in order."""
        return tuple(column.name for column in self.table.columns if column.computed is None)

    @property
    def is_public(self) -> bool:
        return self.layer.access.read is Audience.PUBLIC

    @property
    def geometry_is_personal(self) -> bool:
        return self.geometry is not None and self.geometry.personal is not None

    def readable(self, audience: Audience) -> tuple[str, ...]:
        """The table's columns that an audience may read, in order; empty where the layer is closed to it.

        A personal geometry is replaced by ``geom_public`` where it is published coarsened, and left out where not.
        The names of members of staff in the stamps are for staff only.
        """
        if audience is Audience.PUBLIC and not self.is_public:
            return ()
        stamps = {"id", "uid", "version", "created_at", "updated_at"}
        if audience is Audience.STAFF:
            stamps |= set(STAMPS)
        open_fields = {a.name for a in self.attributes if not a.personal and (a.public or audience is Audience.STAFF)}
        if self.geometry is not None:
            if not self.geometry_is_personal:
                open_fields.add("geom")
            elif self.geometry.public_as is not None:
                open_fields.add("geom_public")
        return tuple(c.name for c in self.table.columns if c.name in stamps | open_fields)

    @property
    def attribute_names(self) -> tuple[str, ...]:
        return tuple(attribute.name for attribute in self.attributes)


class Registry(Mapping[str, Declaration]):
    """Every layer by name, referenced layers before those that refer to them."""

    def __init__(self, declarations: list[Declaration]) -> None:
        by_name = {declaration.name: declaration for declaration in declarations}
        graph = {
            name: [a.words.ref for a in d.attributes if a.words.ref in by_name and a.words.ref != name]
            for name, d in sorted(by_name.items())
        }
        self._layers = {name: by_name[name] for name in TopologicalSorter(graph).static_order()}

    def __getitem__(self, name: str) -> Declaration:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)
