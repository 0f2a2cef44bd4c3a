"""A long-running job, declared once: the OGC process, the command and the notebook function come of it.

A process is a function whose annotated parameters are its inputs::

    @process(title=th("…") | en("…"), about=th("…") | en("…"))
    def nearest(run: Run, places: Annotated[str, OfLayer(th("…") | en("…"))]) -> Result: ...

It lives in a ``processes.py`` under ``layers/``, knows no layer by name, and reads through :class:`Run` what the
person who started it may read.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from gis import registry
from gis.declare import GeometryKind
from gis.derive.access import published
from gis.derive.legend import naming_fields
from gis.errors import Invalid
from gis.registry import Declaration
from gis.text import Text, en, th

if TYPE_CHECKING:
    import psycopg

#: GeoJSON: a FeatureCollection, with what it comes to as the member ``summary``.
Result = dict[str, Any]
#: Rows that a process works on between two reports of its progress.
PAGE = 500


@dataclass(frozen=True, slots=True)
class OfLayer:
    """An input that names a layer with places; of these ``kinds`` of geometry, if any are named."""

    title: Text
    kinds: tuple[GeometryKind, ...] = ()

    def takes(self, layer: Declaration) -> bool:
        """Whether the layer can be named here."""
        layers = registry.load()
        if not any(column.endswith("geom") for column in published(layer, layers)):
            return False
        return not self.kinds or kind(layer) in self.kinds


@dataclass(frozen=True, slots=True)
class OfNumber:
    """An input that is a number of ``unit`` within ``between``, both inclusive."""

    title: Text
    unit: str
    between: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a process; without a ``default`` it must be told."""

    name: str
    words: OfLayer | OfNumber
    default: Any

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty


class Run:
    """One run of a process: a read-only connection as the person who started it, and where it reports to."""

    def __init__(self, connection: psycopg.Connection[Any], tell: Callable[[int], None]) -> None:
        self.connection = connection
        self._tell = tell

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Every row of a statement whose values are written ``%(name)s``."""
        from psycopg.rows import dict_row  # a registry that only lists processes needs no database

        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement.encode(), values).fetchall()

    def pages(self, layer: str) -> Iterator[list[int]]:
        """The ids of a layer's rows that have a place, a page at a time; progress is told between pages."""
        ids = [row["id"] for row in self.rows(f"select id from {source(layer)} where geom is not null order by id")]
        for start in range(0, len(ids), PAGE):
            self._tell(100 * start // len(ids))
            yield ids[start : start + PAGE]


@dataclass(frozen=True, slots=True)
class Process:
    """A declared process."""

    name: str
    title: Text
    about: Text
    inputs: tuple[Input, ...]
    function: Callable[..., Result]

    def read(self, told: Mapping[str, Any], layers: Collection[str] | None = None) -> dict[str, Any]:
        """The inputs a run is given, checked; ``layers`` are those the person may read (None: all there are).

        Raises Invalid with everything that is wrong, at once.
        """
        known = {each.name: each for each in self.inputs}
        wrong = [_unknown(name, known) for name in told if name not in known]
        made = {}
        for name, each in known.items():
            if name in told:
                found = _read(each, told[name], self.choices(each, layers))
                if isinstance(found, Text):
                    wrong.append(found)
                made[name] = found
            elif each.required:
                wrong.append(th(f"ต้องระบุ {name}") | en(f"{name} must be told"))
            else:
                made[name] = each.default
        if wrong:
            raise Invalid(th(" · ".join(text.th for text in wrong)) | en("; ".join(text.en for text in wrong) + "."))
        return made

    def choices(self, each: Input, layers: Collection[str] | None = None) -> list[str]:
        """The layers an input can name; none for a number."""
        if not isinstance(each.words, OfLayer):
            return []
        known = registry.load()
        return [name for name in known if (layers is None or name in layers) and each.words.takes(known[name])]

    def run(self, run: Run, inputs: Mapping[str, Any]) -> Result:
        """The result for inputs that :meth:`read` gave."""
        return self.function(run, **inputs)


_PROCESSES: dict[str, Process] = {}


def process(*, title: Text, about: Text) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Declare a function as a process of its name; ``about`` says what a planner learns from it."""

    def declared(function: Callable[..., Result]) -> Callable[..., Result]:
        name = function.__name__
        _PROCESSES[name] = Process(name, title, about, tuple(_inputs(function)), function)
        return function

    return declared


def processes() -> Mapping[str, Process]:
    """Every declared process by name."""
    registry.load()  # imports every module under layers/, and with them the processes
    return dict(sorted(_PROCESSES.items()))


def _inputs(function: Callable[..., Result]) -> Iterator[Input]:
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        yield Input(name, get_args(hints[name])[1], parameter.default)


def source(layer: str) -> str:
    """What a process selects a layer from: its published view, so that it meets nothing personal."""
    return f"pub.{registry.load()[layer].name}"


def label(layer: str, row: str) -> str:
    """SQL for what a row of a layer is called: its name or number, else its id."""
    declaration = registry.load()[layer]
    readable = declaration.readable(declaration.layer.access.read)
    names = [f"{row}.{field}::text" for field in naming_fields(declaration, readable)]
    return f"coalesce({', '.join([*names, f'{row}.id::text'])})"


def kind(layer: Declaration) -> GeometryKind | None:
    """The geometry of a layer's places: its own, or that of the layer it is located by."""
    if layer.geometry is None and layer.layer.located_by is not None:
        return kind(registry.load()[str(layer[layer.layer.located_by].words.ref)])
    return layer.geometry.kind if layer.geometry else None


def _unknown(name: str, known: Collection[str]) -> Text:
    listed = ", ".join(known)
    return th(f"ไม่รู้จัก {name[:40]!r} ที่ใช้ได้คือ {listed}") | en(f"there is no input {name[:40]!r}, but {listed}")


def _read(each: Input, told: Any, choices: Collection[str]) -> str | float | Text:
    """The value of an input, or what is wrong with it."""
    if isinstance(each.words, OfLayer):
        if isinstance(told, str) and told in choices:
            return told
        listed = ", ".join(choices)
        return th(f"{each.name} ต้องเป็นชื่อชั้นข้อมูล: {listed}") | en(f"{each.name} must name a layer: {listed}")
    low, high = each.words.between
    number = isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)
    if number and low <= told <= high:
        return float(told)
    unit = each.words.unit
    return th(f"{each.name} ต้องเป็นตัวเลข {low:g} ถึง {high:g} {unit}") | en(
        f"{each.name} must be a number from {low:g} to {high:g} {unit}"
    )


def collection(rows: list[dict[str, Any]], **summary: Any) -> Result:
    """Rows with ``id`` and ``geometry`` (GeoJSON) as features, and what they come to."""
    features = [
        {"type": "Feature", "id": row.pop("id"), "geometry": row.pop("geometry"), "properties": row} for row in rows
    ]
    return {"type": "FeatureCollection", "summary": summary, "features": features}
