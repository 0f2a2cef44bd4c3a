"""Step two: source columns become the layer's fields, each in its own kind, and every row gets its identity."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.delivery import Asked, Batch, Delivery
from etl.problems import Problems
from etl.values import convert, text
from gis.declaration import Declaration
from gis.derive.mapping import Mapped, match
from gis.errors import ImportRefused
from gis.text import Text, en, th

#: Key → id of every referenced layer that a delivery needs.
References = Mapping[str, Mapping[str, int]]

_NOTHING_FITS = th("ไม่มีคอลัมน์ใดตรงกับฟิลด์ของชั้นข้อมูล นำเข้าเฉพาะรูปร่าง") | en(
    "no column matches a field: only shapes were taken"
)


@dataclass(frozen=True, slots=True)
class Filling:
    """How the rows of a delivery fill a layer: from which columns, with which constants (arrays of one value)."""

    declaration: Declaration
    mapped: Mapped
    constants: Mapping[str, pa.Array]
    references: References
    row_id: str | None
    file: str

    @property
    def is_keyed(self) -> bool:
        """Whether the layer's key tells rows apart; else a uid made of the row does."""
        return self.declaration.layer.key in {*self.mapped.fields, *self.constants}

    @property
    def notes(self) -> tuple[Text, ...]:
        if self.mapped.fields or self.constants or not self.declaration.attributes:
            return ()
        return (_NOTHING_FITS,)


@dataclass(slots=True)
class Filled:
    """The fields a batch fills. ``uid`` is 16 bytes a row where no key tells rows apart, else None."""

    columns: dict[str, pa.Array]
    uid: pa.Array | None


def mapping(delivery: Delivery, declaration: Declaration, asked: Asked, position: tuple[str, ...] = ()) -> Mapped:
    """Which column fills which field. Raises ImportRefused where a required field would stay empty in every row."""
    columns = [name for name in delivery.columns if name not in position]
    if asked.row_id is not None and asked.row_id not in delivery.columns:
        listed = ", ".join(delivery.columns)
        raise ImportRefused(
            th(f"ไม่มีคอลัมน์ {asked.row_id} ที่บอกใน --id มีแต่: {listed}")
            | en(f"--id names {asked.row_id!r}, which is not there. There are: {listed}.")
        )
    for column in asked.left:
        if column not in columns:
            listed = ", ".join(columns)
            raise ImportRefused(
                th(f"ไม่มีคอลัมน์ {column} ที่บอกใน --leave มีแต่: {listed}")
                | en(f"--leave names {column!r}, which is not there. There are: {listed}.")
            )
    columns = [name for name in columns if name not in asked.left]
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


def filling(
    delivery: Delivery, declaration: Declaration, mapped: Mapped, asked: Asked, references: References
) -> Filling:
    """Everything a batch needs to fill the layer; raises ImportRefused for a constant that is no value of its field."""
    constants: dict[str, pa.Array] = {}
    for name, value in asked.constants.items():
        attribute, wrong = declaration[name], Problems(1)
        known = references.get(attribute.words.ref or "", {})
        constants[name] = convert(attribute, pa.array([value], pa.string()), wrong, known)
        for reason in wrong.of_rows().get(0, ()):
            raise ImportRefused(
                th(f"--set {name}={value}: {reason['th']}") | en(f"--set {name}={value}: {reason['en']}")
            )
    return Filling(declaration, mapped, constants, references, asked.row_id, delivery.path.stem)


def fill(batch: Batch, filling: Filling, problems: Problems) -> Filled:
    """Convert every mapped column; unreadable values go to ``problems``, as do rows without the layer's key."""
    declaration = filling.declaration
    columns: dict[str, pa.Array] = {}
    for name, source in filling.mapped.fields.items():
        attribute = declaration[name]
        known = filling.references.get(attribute.words.ref or "", {})
        columns[name] = convert(attribute, batch.rows[source], problems, known)
    for name, value in filling.constants.items():
        columns[name] = pc.take(value, pa.array(np.zeros(len(batch), np.int32)))
    if not filling.is_keyed:
        return Filled(columns, _identities(batch, filling))
    key = str(declaration.layer.key)
    keyless = pc.is_null(columns[key]).to_numpy(zero_copy_only=False) & ~problems.refused_for(key)
    problems.add(key, keyless, th("ไม่มีเลขประจำ จึงจำไม่ได้เมื่อส่งมาอีก") | en("has no key by which it could be known again"))
    return Filled(columns, None)


def _identities(batch: Batch, filling: Filling) -> pa.Array:
    """A uid for each row that the same row gets again: of its ``--id`` column, or of all that it holds."""
    layer = filling.declaration.name
    if filling.row_id is not None:
        named = text(batch.rows[filling.row_id]).to_pylist()
        salt = f"{layer}|{filling.file}|{filling.row_id}|"
        return pa.array(
            [None if n is None else hashlib.md5((salt + n).encode(), usedforsecurity=False).digest() for n in named],
            pa.binary(16),
        )
    columns = [text(_plain(column)) for column in batch.rows.columns]
    if columns:
        said = pc.binary_join_element_wise(
            *columns, "\x1f", null_handling="replace", null_replacement="\x00"
        ).to_pylist()
    else:
        said = [""] * len(batch)
    shapes = batch.shapes
    if isinstance(shapes, np.ndarray):
        shapes = shapely.to_wkb(shapes).tolist()
    elif shapes is not None:
        shapes = shapes.to_pylist()
    return pa.array(
        [
            hashlib.md5(layer.encode() + words.encode() + (shape or b""), usedforsecurity=False).digest()
            for words, shape in zip(said, shapes or [b""] * len(said), strict=True)
        ],
        pa.binary(16),
    )


def _plain(column: pa.Array) -> pa.Array:
    """What cannot be cast to text (lists, raw bytes) as its Python writing."""
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column
