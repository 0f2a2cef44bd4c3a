"""A whole import: read → map → check → stage → merge, in one transaction and one changeset, and what came of it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.ahead import Found, find
from etl.check import check
from etl.delivery import Asked, Delivery, Encoding
from etl.map import fill, mapping
from etl.merge import merge
from etl.place import Placed
from etl.problems import Problems, Reason
from etl.session import Session, connect, transaction
from etl.shape import fit
from etl.stage import quarantine, sound
from gis.declaration import Declaration, Registry
from gis.errors import ImportRefused, NotFound
from gis.settings import Settings
from gis.text import Text, en, th


@dataclass(slots=True)
class Report:
    """What a load did. ``read`` is always ``new`` + ``changed`` + ``same`` + ``rejected``."""

    layer: str
    file: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
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


def load(
    settings: Settings,
    registry: Registry,
    path: Path,
    layer: str,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    *,
    person: str | None = None,
    keep: bool = True,
) -> Report:
    """Import one file into one layer, as ``person`` with their rights or as the owner; ``keep`` False only tries.

    Either all sound rows are merged or nothing changes. Raises ImportRefused or another error of ``gis.errors`` whose
    sentence says what to do; single bad rows raise nothing and are kept in ``staging.quarantine``.
    """
    began = time.perf_counter()
    geometry = declared(registry, layer).geometry
    with tempfile.TemporaryDirectory(prefix="takeed-load-") as folder, ThreadPoolExecutor(1) as beside:
        found = find(path, Path(folder), lambda: geometry.kind if geometry else None, asked, beside)
        return take(lambda: connect(settings), registry, layer, found, asked, began, person=person, keep=keep)


def declared(registry: Registry, layer: str) -> Declaration:
    """The layer of that name; raises NotFound with the names there are."""
    if layer not in registry:
        raise NotFound(
            th(f"ไม่มีชั้นข้อมูล {layer} มีแต่: {', '.join(registry)}")
            | en(f"There is no layer {layer!r}. There are: {', '.join(registry)}.")
        )
    return registry[layer]


def take(
    opened: Callable[[], Any],
    registry: Registry,
    layer: str,
    found: Found,
    asked: Asked,
    began: float,
    *,
    person: str | None = None,
    keep: bool = True,
) -> Report:
    """The part of :func:`load` after reading, on the connection that ``opened`` gives.

    ``began`` (of ``time.perf_counter``) is what ``seconds`` count from.
    """
    declaration, delivery = declared(registry, layer), found.delivery
    placed, problems = (None, Problems(len(delivery))) if declaration.geometry is None else found.placing.result()
    _refuse_placeless(declaration, placed, found.name)
    mapped = mapping(delivery, declaration, asked, placed.columns if placed else ())
    with transaction(opened, keep=keep) as session:
        references = _references(session, declaration, registry, {*mapped.fields, *asked.constants})
        filled = fill(delivery, declaration, mapped, asked, references, problems)
        check(declaration, filled.columns, filled.uid, problems)
        shapes = None
        notes = [*delivery.notes, *(placed.notes if placed else []), *filled.notes]
        if placed is not None and declaration.geometry is not None:
            required = not declaration.table.columns["geom"].nullable
            shapes, more = fit(placed, declaration.geometry.kind, required, asked.repair, problems)
            notes += more
        merged = merge(session, declaration, sound(filled, shapes, problems), person)
        rejected = int(problems.rejected.sum())
        report = Report(
            layer, found.name, len(delivery), merged.new, merged.changed, merged.same, rejected, problems.grouped(),
            delivery.encoding, placed.crs if placed else "", placed.operation if placed else "",
            placed.accuracy_m if placed else None, dict(mapped.fields), mapped.left, merged.changeset, keep, notes,
        )  # fmt: skip
        _note(session, delivery, report, person)
        quarantine(session, declaration, delivery, placed.shapes if placed else None, problems)
    report.seconds = time.perf_counter() - began
    return report


def _refuse_placeless(declaration: Declaration, placed: Placed | None, file: str) -> None:
    if placed is None and declaration.geometry is not None and not declaration.table.columns["geom"].nullable:
        raise ImportRefused(
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


def _note(session: Session, delivery: Delivery, report: Report, person: str | None) -> None:
    """One row of ``staging.delivery`` for this load."""
    session.execute(
        "insert into staging.delivery (layer, file_name, sha256, encoding, crs, operation, accuracy_m, rows_read,"
        " rows_new, rows_changed, rows_same, rows_rejected, changeset_id, loaded_by)"
        " values ($1, $2, $3, $4, $5, $6, $7::float8, $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::bigint,"
        " $13::bigint, coalesce($14, session_user))",
        report.layer, report.file, delivery.sha256, report.encoding.name, report.crs or None, report.operation or None,
        report.accuracy_m, report.read, report.new, report.changed, report.same, report.rejected, report.changeset,
        person,
    )  # fmt: skip
