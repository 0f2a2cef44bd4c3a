"""The words of a layer file.

A layer is one class: its annotations say type and nullability, :func:`field` says what a person needs to know.
Everything else (table, history, grants, service, style, form, import) is derived by ``gis.derive``.
"""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any, ClassVar, get_args, get_origin

from geoalchemy2 import Geometry as GeometryType
from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    TypeDecorator,
    UniqueConstraint,
    event,
    literal,
    text,
)
from sqlalchemy import (
    Text as TextType,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.orm.decl_api import TypeResolve
from sqlalchemy.types import Uuid

from gis.access import Access, Audience, Division, Grid, OwnDivision, Personal
from gis.codelist import Codelist
from gis.layer import STAMPS, Check, Dimension, Field, Geometry, GeometryKind, Layer, Readings, Source
from gis.style import Circle, Fill, Line, Style, Zoom
from gis.text import Text, en, th

__all__ = [
    "NOW", "STAMPS", "Access", "Audience", "Check", "Circle", "CodeText", "Codelist", "Dimension", "Division", "Field",
    "Fill", "Geometry", "GeometryKind", "Grid", "Layer", "LayerTable", "Line", "Mapped", "OwnDivision", "Personal",
    "Readings", "Source", "Style", "Text", "Zoom", "en", "field", "geometry", "ref", "th",
]  # fmt: skip


#: ``default=NOW``: the moment at which the row is written.
NOW = text("now()")


_KINDS = {"POINT": GeometryKind.POINT, "LINESTRING": GeometryKind.LINE, "POLYGON": GeometryKind.POLYGON}


def geometry(
    kind: str, *, required: bool = True, personal: Personal | None = None, public_as: Grid | None = None
) -> MappedColumn[Any]:
    """The layer's geometry: ``POINT``, ``LINESTRING`` or ``POLYGON``, in EPSG:4326.

    Lines and areas are stored as multi-geometries, since real deliveries mix both. ``public_as`` adds a stored,
    coarsened copy in the column ``geom_public``, which is all that the public can read.
    """
    spec = Geometry(_KINDS[kind], personal, public_as, required)
    return mapped_column(
        "geom",
        GeometryType(spec.kind.value, srid=4326, spatial_index=False),
        nullable=not required,
        info={"geometry": spec},
    )


def field(
    title: Text,
    *,
    help: Text | None = None,
    unit: str | None = None,
    between: tuple[float, float] | None = None,
    pattern: str | None = None,
    past: bool = False,
    unique: bool = False,
    personal: Personal | None = None,
    read: Audience = Audience.PUBLIC,
    places: int | None = None,
    default: Any = None,
    was: str | None = None,
    aliases: tuple[str, ...] = (),
) -> MappedColumn[Any]:
    """One attribute of a layer.

    ``unit`` is a UCUM-like symbol shown beside the value; ``between`` the inclusive range; ``pattern`` a regular
    expression the whole text must match; ``past`` refuses dates after today; ``read`` STAFF closes the field to
    the public on a layer that is otherwise public; ``places`` the decimals of a ``Decimal``; ``was`` the field's
    former name, so that renaming it moves the data; ``aliases`` column names it has in real deliveries.
    """
    words = Field(title, help, unit, between, pattern, past, unique, personal, read, was, aliases)
    arguments: list[Any] = [] if places is None else [Numeric(14, places)]
    return mapped_column(*arguments, unique=unique, server_default=_default(default), info={"field": words})


def ref(
    layer: str, title: Text, *, read: Audience = Audience.PUBLIC, was: str | None = None, aliases: tuple[str, ...] = ()
) -> MappedColumn[Any]:
    """A reference to a row of another layer by its ``id``."""
    words = Field(title, read=read, was=was, aliases=aliases, ref=layer)
    return mapped_column(
        BigInteger,
        ForeignKey(f"core.{layer}.id", deferrable=True, initially="IMMEDIATE"),
        index=True,
        info={"field": words},
    )


def _default(value: Any) -> Any:
    """A Python value as the literal that a column defaults to."""
    if value is None or value is NOW:
        return value
    if isinstance(value, bool):
        return text(str(value).lower())
    if isinstance(value, datetime.date | str):
        return text(str(literal(str(value)).compile(compile_kwargs={"literal_binds": True})))
    return text(str(value))


class CodeText(TypeDecorator[Codelist]):
    """A code as text in the database and as a member of its list in Python."""

    impl = TextType
    cache_ok = True

    def __init__(self, codelist: type[Codelist]) -> None:
        super().__init__()
        self.codelist = codelist

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self._member(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Codelist | None:
        return None if value is None else self._member(value)

    def _member(self, code: str) -> Codelist:
        members: dict[str, Codelist] = {member.value: member for member in self.codelist}
        if code not in members:
            raise ValueError(f"{code!r} is no code of {self.codelist.__name__}: {', '.join(members)}")
        return members[code]


class LayerTable(DeclarativeBase):
    """The base of every layer: identity, version and stamps that no layer file repeats.

    ``id`` is the number that tiles and the service use; ``uid`` stays the same offline and across instances;
    ``version`` counts changes, and ``based_on`` is where an editor says which version it saw (the trigger reads it
    and stores NULL); ``changeset_id`` is the changeset that made the row what it now is.
    """

    metadata = MetaData(
        schema="core",
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "uq": "%(table_name)s_%(column_0_name)s_key",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "ix": "%(table_name)s_%(column_0_name)s_idx",
        },
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: TextType(),
        int: Integer(),
        float: Double(),
        bool: Boolean(),
        datetime.date: Date(),
        datetime.datetime: DateTime(timezone=True),
        Decimal: Numeric(14, 2),
        uuid.UUID: Uuid(),
        WKBElement: GeometryType(),
    }

    layer: ClassVar[Layer]

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True, sort_order=-20)
    uid: Mapped[uuid.UUID] = mapped_column(server_default=text("gen_random_uuid()"), unique=True, sort_order=-19)
    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=90)
    based_on: Mapped[int | None] = mapped_column(sort_order=91)
    created_at: Mapped[datetime.datetime] = mapped_column(server_default=text("now()"), sort_order=92)
    created_by: Mapped[str] = mapped_column(server_default=text("session_user"), sort_order=93)
    updated_at: Mapped[datetime.datetime] = mapped_column(server_default=text("now()"), sort_order=94)
    updated_by: Mapped[str] = mapped_column(server_default=text("session_user"), sort_order=95)
    changeset_id: Mapped[int | None] = mapped_column(BigInteger, index=True, sort_order=96)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.__dict__.get("__table__")
        if not isinstance(table, Table):
            return
        told = cls.__dict__.get("layer")
        table.info["was"] = told.was if told else None
        if told and told.readings and {told.readings.of, told.readings.at} <= set(table.columns.keys()):
            table.append_constraint(UniqueConstraint(told.readings.of, told.readings.at))
        if "geom" in table.columns:
            spec: Geometry = table.columns["geom"].info["geometry"]
            Index(f"{table.name}_geom_idx", table.columns["geom"], postgresql_using="gist")
            if spec.public_as is not None:
                table.append_column(_coarsened(spec.public_as))
                Index(f"{table.name}_geom_public_idx", table.columns["geom_public"], postgresql_using="gist")


def _coarsened(grid: Grid) -> Column[Any]:
    """A stored point on the grid; a view that coarsened on the fly would need the right to read the exact one."""
    snapped = f"ST_SnapToGrid(ST_Centroid(geom), {grid.degrees:.8f})"
    return Column(
        "geom_public", GeometryType("POINT", srid=4326, spatial_index=False), Computed(snapped, persisted=True)
    )


@event.listens_for(LayerTable, "resolve_type_annotation")
def _type_of_codes(asked: TypeResolve) -> Any:
    """``Mapped[SomeCodelist]`` is text, ``Mapped[list[SomeCodelist]]`` an array of text."""
    python_type: Any = asked.resolved_type
    if isinstance(python_type, type) and issubclass(python_type, Codelist):
        return CodeText(python_type)
    if get_origin(python_type) is list and issubclass(get_args(python_type)[0], Codelist):
        return ARRAY(CodeText(get_args(python_type)[0]))
    return None
