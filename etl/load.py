"""A whole import: read → map → check → stage → merge, in one transaction and one changeset, and what came of it."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.ahead import ahead
from etl.delivery import Asked, Encoding
from etl.formats.geojson import NotPlain
from etl.map import filling, mapping
from etl.merge import merge
from etl.place import Placement, placement
from etl.prepare import Plan, Prepared, prepare
from etl.problems import Reason, Tally
from etl.read import read
from etl.repeats import Repeats
from etl.session import Session, transaction
from etl.stage import Refused, Rows, sound
from gis.crs import INDIAN_1975
from gis.declaration import Declaration, Registry
from gis.errors import ImportRefused, NotFound
from gis.text import Text, en, th

#: Is told how many rows have been read and checked so far.
Progress = Callable[[int], None]


@dataclass(slots=True)
class Report:
    """What a load did. ``read`` is always ``new`` + ``changed`` + ``same`` + ``rejected``.

    ``repaired`` rows were mended, and are among those that were loaded or, for another reason, rejected.
    """

    layer: str
    file: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    repaired: int
    reasons: list[tuple[Reason, int, list[str]]]
    encoding: Encoding
    crs: str
    operation: str
    accuracy_m: float | None
    columns: dict[str, str]
    unused: tuple[str, ...]
    changeset: int | None
    kept: bool
    notes: list[Text] = field(default_factory=list)
    seconds: float = 0.0


#: Is shown what a load did before it is final.
Accept = Callable[[Report], None]


def load(
    opened: Callable[[], Any],
    registry: Registry,
    path: Path,
    layer: str,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    *,
    person: str | None = None,
    keep: bool = True,
    progress: Progress = lambda rows: None,
    accept: Accept = lambda report: None,
) -> Report:
    """Import one file into one layer, as ``person`` with their rights or as the owner; ``keep`` False only tries.

    ``opened`` gives the owner's connection (see ``etl.session.connect``). The file is taken batch by batch, so that
    memory does not grow with it: while the database takes one in, the next are read, placed and checked.

    Either all sound rows are merged or nothing changes. Raises ImportRefused or another error of ``gis.errors`` whose
    sentence says what to do; single bad rows raise nothing and are kept in ``staging.quarantine``. ``accept`` is shown
    the report before anything is final, and may raise such an error.
    """
    began = time.perf_counter()
    declaration = declared(registry, layer)
    with ThreadPoolExecutor(1) as beside:
        digest = cache(lambda: beside.submit(_sha256, path))
        importing = Importing(registry, declaration, path, asked, digest, person, keep, progress, accept)
        try:
            report = importing.run(opened, plain=True)
        except NotPlain:
            report = importing.run(opened, plain=False)
    report.seconds = time.perf_counter() - began
    return report


def declared(registry: Registry, layer: str) -> Declaration:
    """The layer of that name; raises NotFound with the names there are."""
    if layer not in registry:
        raise NotFound(
            th(f"ไม่มีชั้นข้อมูล {layer} มีแต่: {', '.join(registry)}")
            | en(f"There is no layer {layer!r}. There are: {', '.join(registry)}.")
        )
    return registry[layer]


@dataclass(frozen=True, slots=True)
class Importing:
    """One load of one file, which can be run again where the fast reader has to give up half-way."""

    registry: Registry
    declaration: Declaration
    path: Path
    asked: Asked
    digest: Callable[[], Future[str]]
    person: str | None
    keep: bool
    progress: Progress
    accept: Accept

    def run(self, opened: Callable[[], Any], *, plain: bool) -> Report:
        """Read the file from its beginning and merge it in a transaction of its own."""
        geometry = self.declaration.geometry
        with (
            tempfile.TemporaryDirectory(prefix="takeed-load-") as folder,
            read(self.path, Path(folder), geometry.kind if geometry else None, self.asked, plain=plain) as delivery,
        ):
            first = next(delivery.batches)
            where = None if geometry is None else placement(delivery, first, self.asked, geometry.kind)
            if where is None and geometry is not None and geometry.required:
                raise _placeless(self.path.name)
            mapped = mapping(delivery, self.declaration, self.asked, where.columns if where else ())
            with transaction(opened, keep=self.keep) as session:
                checked = self._checked(session, where)
                references = _references(
                    session, self.declaration, self.registry, {*mapped.fields, *self.asked.constants}
                )
                fills = filling(delivery, self.declaration, mapped, self.asked, references)
                tally, refused = Tally(), Refused(Path(folder))
                work = partial(prepare, plan=Plan(fills, where, self.asked.repair))
                with closing(ahead(chain([first], delivery.batches), work)) as prepared:
                    rows = Rows(self._sound(prepared, tally, refused))
                    merged = merge(session, self.declaration, rows, self.person)
                report = Report(
                    self.declaration.name, self.path.name, tally.read, merged.new, merged.changed, merged.same,
                    tally.rejected, tally.repaired, tally.reasons(), delivery.encoding, where.crs if where else "",
                    where.operation.name if where else "", where.operation.accuracy_m if where else None,
                    dict(mapped.fields), mapped.left, merged.changeset, self.keep,
                    [*delivery.notes, *(where.notes if where else ()), *checked, *fills.notes, *tally.remarks()],
                )  # fmt: skip
                self.accept(report)
                sha256 = self.digest().result()
                _note(session, sha256, report, self.person)
                refused.quarantine(session, self.declaration, sha256)
        return report

    def _checked(self, session: Session, where: Placement | None) -> tuple[Text, ...]:
        """The residuals at the control points; those of the layer itself where a datum is shifted, if it has rows."""
        geometry, control = self.declaration.geometry, self.asked.control
        if where is None or geometry is None:
            return ()
        shifted = where.epsg in INDIAN_1975
        if control is None and not shifted:
            return ()
        from etl.control import contradiction, judge, known_points, measure, write

        name = control or self.declaration.name
        if control is None and not session.value(f"select exists (select from core.{name} where geom is not null)"):
            return ()
        known = known_points(name, session, self.registry)
        measured = measure(self.path, geometry.kind, self.asked, where, known)
        if self.asked.residuals is not None:
            write(measured, Path(self.asked.residuals))
        if control is None and contradiction(measured) is None:
            return ()
        return (judge(self.path.name, measured),)

    def _sound(self, prepared: Iterator[Prepared], tally: Tally, refused: Refused) -> Iterator[pa.RecordBatch]:
        """The rows that nothing speaks against, batch by batch; all others are counted and set aside."""
        repeats = Repeats(self.declaration)
        for one in prepared:
            repeats.refuse(one.filled, one.problems)
            one.problems.tell(tally)
            refused.keep(one.batch, one.placed, one.problems)
            self.progress(tally.read)
            yield sound(one.filled, one.shapes, one.problems)
        self.digest()  # begun only now, while the database builds indexes: before, both cores have work


def _sha256(path: Path) -> str:
    """Of a file, or of all files of a file geodatabase."""
    if path.is_dir():
        return hashlib.sha256("".join(_sha256(file) for file in sorted(path.iterdir())).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _placeless(file: str) -> ImportRefused:
    return ImportRefused(
        th(f"{file} ไม่มีตำแหน่ง: ต้องมีรูปร่าง หรือคอลัมน์ lat กับ lon หรือ x กับ y (พร้อม --crs)")
        | en(f"{file} holds no positions: shapes, or columns lat and lon, or x and y (with --crs), are needed.")
    )


def _references(
    session: Session, declaration: Declaration, registry: Registry, fields: set[str]
) -> dict[str, dict[str, int]]:
    """Key → id of each layer that a filled field refers to; by the id itself where that layer has no key."""
    found: dict[str, dict[str, int]] = {}
    for name in fields:
        layer = declaration[name].words.ref
        if layer is not None:
            key = registry[layer].layer.key or "id"
            found[layer] = dict(session.rows(f"select {key}::text, id from core.{layer} where {key} is not null"))
    return found


def _note(session: Session, sha256: str, report: Report, person: str | None) -> None:
    """One row of ``staging.delivery`` for this load."""
    session.execute(
        "insert into staging.delivery (layer, file_name, sha256, encoding, crs, operation, accuracy_m, rows_read,"
        " rows_new, rows_changed, rows_same, rows_rejected, changeset_id, loaded_by)"
        " values ($1, $2, $3, $4, $5, $6, $7::float8, $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::bigint,"
        " $13::bigint, coalesce($14, session_user))",
        report.layer, report.file, sha256, report.encoding.name, report.crs or None, report.operation or None,
        report.accuracy_m, report.read, report.new, report.changed, report.same, report.rejected, report.changeset,
        person,
    )  # fmt: skip
