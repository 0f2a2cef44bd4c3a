"""Step two: source columns become the layer's fields, each in its own kind, and every row gets its identity."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from etl.delivery import Asked, Delivery
from etl.problems import Problems
from etl.values import convert, text
from gis.declaration import Declaration
from gis.derive.mapping import Mapped, match
from gis.errors import ImportRefused
from gis.text import Text, en, th

#: Key → id of every referenced layer that a delivery needs.
References = Mapping[str, Mapping[str, int]]


@dataclass(slots=True)
class Filled:
    """The fields a delivery fills. ``uid`` is 16 bytes a row where no key tells rows apart, else None."""

    columns: dict[str, pa.Array]
    mapped: Mapped
    uid: pa.Array | None
    notes: list[Text] = field(default_factory=list)


def mapping(delivery: Delivery, declaration: Declaration, asked: Asked, position: tuple[str, ...] = ()) -> Mapped:
    """Which column fills which field. Raises ImportRefused where a required field would stay empty in every row."""
    columns = [name for name in delivery.rows.column_names if name not in position]
    found = match(columns, declaration, asked.columns)
    for name in asked.constants:
        if name not in declaration.attribute_names:
            listed = ", ".join(declaration.attribute_names)
            raise ImportRefused(
                th(f"ไม่มีฟิลด์ {name} ที่บอกใน --set มีแต่: {listed}")
                | en(f"--set names the field {name!r}, which is not there. There are: {listed}.")
            )
    unfilled = [
        attribute
        for attribute in declaration.attributes
        if attribute.required
        and attribute.default is None
        and attribute.name not in found.fields
        and attribute.name not in asked.constants
    ]
    if unfilled:
        thai = ", ".join(f"{a.words.title.th} ({a.name})" for a in unfilled)
        english = ", ".join(f"{a.words.title.en} ({a.name})" for a in unfilled)
        raise ImportRefused(
            th(f"ไม่มีคอลัมน์สำหรับ {thai} ระบุ --map คอลัมน์=ฟิลด์ หรือ --set ฟิลด์=ค่า คอลัมน์ที่มี: {', '.join(columns)}")
            | en(
                f"No column fills {english}. Say --map column=field or --set field=value. "
                f"The columns are: {', '.join(columns) or 'none'}."
            )
        )
    return found


def fill(
    delivery: Delivery,
    declaration: Declaration,
    mapped: Mapped,
    asked: Asked,
    references: References,
    problems: Problems,
) -> Filled:
    """Convert every mapped column; unreadable values go to ``problems``, as do rows without the layer's key."""
    notes: list[Text] = []
    columns: dict[str, pa.Array] = {}
    for name, source in mapped.fields.items():
        attribute = declaration[name]
        known = references.get(attribute.words.ref or "", {})
        columns[name] = convert(attribute, delivery.rows[source], problems, notes, known)
    for name, value in asked.constants.items():
        attribute = declaration[name]
        column = pa.array([value], pa.string())
        wrong = Problems(1)
        one = convert(attribute, column, wrong, notes, references.get(attribute.words.ref or "", {}))
        if wrong.rejected.any():
            reason = wrong.grouped()[0][0].say
            raise ImportRefused(th(f"--set {name}={value}: {reason.th}") | en(f"--set {name}={value}: {reason.en}"))
        columns[name] = pc.take(one, pa.array([0] * len(delivery), pa.int32()))
    if not columns and declaration.attributes:
        notes.append(
            th("ไม่มีคอลัมน์ใดตรงกับฟิลด์ของชั้นข้อมูล นำเข้าเฉพาะรูปร่าง") | en("no column matches a field: only shapes were taken")
        )
    key = declaration.layer.key
    if key in columns:
        keyless = pc.is_null(columns[key]).to_numpy(zero_copy_only=False) & ~problems.refused_for(key)
        say = th("ไม่มีเลขประจำ จึงจำไม่ได้เมื่อส่งมาอีก") | en("has no key by which it could be known again")
        problems.add(key, keyless, say)
        return Filled(columns, mapped, None, notes)
    return Filled(columns, mapped, _identities(delivery, declaration, asked), notes)


def _identities(delivery: Delivery, declaration: Declaration, asked: Asked) -> pa.Array:
    """A uid for each row that the same row gets again: of its ``--id`` column, or of all that it holds."""
    if asked.row_id is not None:
        if asked.row_id not in delivery.rows.column_names:
            listed = ", ".join(delivery.rows.column_names)
            raise ImportRefused(
                th(f"ไม่มีคอลัมน์ {asked.row_id} ที่บอกใน --id มีแต่: {listed}")
                | en(f"--id names {asked.row_id!r}, which is not there. There are: {listed}.")
            )
        named = text(delivery.rows[asked.row_id].combine_chunks()).to_pylist()
        salt = f"{declaration.name}|{delivery.path.stem}|{asked.row_id}|"
        return pa.array(
            [None if n is None else hashlib.md5((salt + n).encode(), usedforsecurity=False).digest() for n in named],
            pa.binary(16),
        )
    columns = [text(_plain(column.combine_chunks())) for column in delivery.rows.columns]
    layer = declaration.name.encode()
    if columns:
        said = pc.binary_join_element_wise(
            *columns, "\x1f", null_handling="replace", null_replacement="\x00"
        ).to_pylist()
    else:
        said = [""] * len(delivery)
    shapes = delivery.shapes.to_pylist() if delivery.shapes is not None else [b""] * len(said)
    return pa.array(
        [
            hashlib.md5(layer + words.encode() + (shape or b""), usedforsecurity=False).digest()
            for words, shape in zip(said, shapes, strict=True)
        ],
        pa.binary(16),
    )


def _plain(column: pa.Array) -> pa.Array:
    """What cannot be cast to text (lists, raw bytes) as its Python writing."""
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column
