"""Source values as a field's own kind: numbers written as text, Buddhist dates, codes by any of their names."""

from __future__ import annotations

import ast
import datetime
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.coordinates import parse_numbers
from etl.problems import Problems
from gis.declaration import Attribute
from gis.text import Text, en, th
from gis.thai import BANGKOK, normalise, parse_datetime, search_key

_TRUE = {"1", "true", "t", "yes", "y", "ใช่", "มี", "จริง"}
_FALSE = {"0", "false", "f", "no", "n", "ไม่", "ไม่ใช่", "ไม่มี", "เท็จ"}
_CLOCK = pa.timestamp("us", tz="UTC")


def convert(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    """One source column as the field's Arrow type; values that cannot be read become null and a problem.

    ``references`` is key → id of the layer a reference points to. Guesses that were needed are noted.
    """
    return _READERS[attribute.kind](attribute, column, problems, references)


def text(column: pa.Array) -> pa.Array:
    """A column as text: outer blanks off, ํา as ำ, whole floats without their .0, nothing instead of an empty text.

    A list of texts becomes one, with commas.
    """
    if pa.types.is_list(column.type):
        column = pc.binary_join(pc.cast(column, pa.list_(pa.string())), ",")
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
        whole = pc.and_(pc.less(pc.abs(column), 2.0**53), pc.equal(column, pc.floor(column)))
        units = pc.cast(pc.cast(pc.if_else(whole, column, None), pa.int64()), pa.string())
        column = pc.if_else(whole, units, pc.cast(column, pa.string()))
    if not pa.types.is_string(column.type):
        column = pc.cast(column, pa.string())
    column = pc.utf8_trim_whitespace(pc.replace_substring(column, "\u0e4d\u0e32", "\u0e33"))
    return pc.if_else(pc.equal(column, ""), None, column)


def _text(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    return text(column)


def _number(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    """Numbers of any kind; ``integer`` refuses a fraction, ``decimal`` is rounded to its places."""
    kind = attribute.kind
    if pa.types.is_integer(column.type) and kind == "integer":
        numbers = column
    else:
        told = text(column) if pa.types.is_string(column.type) else column
        numbers = parse_numbers(told) if pa.types.is_string(told.type) else pc.cast(told, pa.float64(), safe=False)
        numbers = pc.if_else(pc.is_finite(numbers), numbers, None)
        say = th("ไม่ใช่ตัวเลข") | en("is no number")
        problems.add(attribute.name, _marked(pc.and_(pc.is_valid(told), pc.is_null(numbers))), say, column)
    if kind == "number":
        return pc.cast(numbers, pa.float64(), safe=False)
    if kind == "decimal":
        places = 2 if attribute.places is None else attribute.places
        limit = 10.0 ** (14 - places)
        return pc.cast(
            pc.round(_within(attribute, numbers, limit, problems, column), places), pa.decimal128(14, places)
        )
    if pa.types.is_floating(numbers.type):
        broken = pc.fill_null(pc.not_equal(numbers, pc.floor(numbers)), False)
        problems.add(attribute.name, _marked(broken), th("ต้องเป็นจำนวนเต็ม") | en("must be a whole number"), column)
        numbers = pc.if_else(broken, None, numbers)
    return pc.cast(_within(attribute, numbers, 2.0**31, problems, column), pa.int32())


def _within(attribute: Attribute, numbers: pa.Array, limit: float, problems: Problems, column: pa.Array) -> pa.Array:
    wide = pc.cast(numbers, pa.float64(), safe=False)
    large = pc.fill_null(pc.greater_equal(pc.abs(wide), limit), False)
    problems.add(attribute.name, _marked(large), th("ตัวเลขใหญ่เกินไป") | en("the number is too large"), column)
    return pc.if_else(large, None, numbers)


def _boolean(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    if pa.types.is_boolean(column.type):
        return column

    def read(value: str) -> bool:
        if value.casefold() in _TRUE | _FALSE:
            return value.casefold() in _TRUE
        raise ValueError

    say = th("ต้องเป็นใช่หรือไม่ใช่") | en("must be yes or no")
    return _each(attribute, column, pa.bool_(), read, say, problems)


def _date(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    """Days and times: ISO, or written the Thai way; two-digit years are taken as Buddhist, and noted."""
    arrow = pa.date32() if attribute.kind == "date" else _CLOCK
    if pa.types.is_date(column.type):
        return pc.cast(column, arrow)
    guessed: set[str] = set()

    def read(value: str) -> datetime.date:
        written = parse_datetime(value)
        if written.guess is not None:
            guessed.add(value)
        return written.value.astimezone(BANGKOK).date() if attribute.kind == "date" else written.value

    say = th("ไม่ใช่วันที่ที่อ่านได้") | en("is no date that can be read")
    title = attribute.words.title
    remark = th(f"{title.th}: ปีสองหลัก # แถว อ่านเป็น พ.ศ. 25xx หรือ 24xx") | en(
        f"{title.en}: # dates have a two-digit year, read as B.E. 25xx or 24xx"
    )
    return _each(attribute, column, arrow, read, say, problems, guessed, remark)


def _code(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    codes, several = _codes(attribute), set[str]()

    def read(value: str) -> str:
        if (whole := codes.get(search_key(value))) is not None:
            return whole
        parts = _listed(value)
        if len(parts) > 1:
            several.add(value)
        return codes[search_key(parts[0])]

    title = attribute.words.title
    remark = th(f"{title.th}: # แถวมีหลายค่า ใช้ค่าแรก") | en(f"{title.en}: # rows name several codes; the first was taken")
    return _each(attribute, column, pa.string(), read, _no_code(attribute), problems, several, remark)


def _code_list(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    codes = _codes(attribute)

    def read(value: str) -> list[str] | None:
        return list(dict.fromkeys(codes[search_key(part)] for part in _listed(value))) or None

    return _each(attribute, column, pa.list_(pa.string()), read, _no_code(attribute), problems)


def _codes(attribute: Attribute) -> dict[str, str]:
    """Every name of every code, its search key → the code; the code itself is surest, then labels, then aliases."""
    assert attribute.codelist is not None
    found: dict[str, str] = {}
    for names in (
        lambda code: (code.value,),
        lambda code: (code.label.th, code.label.en),
        lambda code: code.aliases,
    ):
        for code in attribute.codelist:
            for name in names(code):
                found.setdefault(search_key(name), code.value)
    return found


def _no_code(attribute: Attribute) -> Text:
    assert attribute.codelist is not None
    listed_th, listed_en = (", ".join(c.label[lang] for c in list(attribute.codelist)[:12]) for lang in ("th", "en"))
    return th(f"ไม่อยู่ในรายการ: {listed_th}") | en(f"is not in the list: {listed_en}")


def _listed(value: str) -> list[str]:
    """The parts of ``ถนน, ทางเท้า`` or of ``['ถนน', 'ทางเท้า']``, without blanks."""
    if value[:1] in "[(":
        try:
            parts = [str(part) for part in ast.literal_eval(value)]
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            parts = value.strip("[]()").split(",")
    else:
        parts = value.replace(";", ",").replace("|", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _reference(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    say = th(f"ไม่พบใน {attribute.words.ref}") | en(f"is no key in {attribute.words.ref}")
    return _each(attribute, column, pa.int64(), lambda value: references[value], say, problems)


def _uuid(attribute: Attribute, column: pa.Array, problems: Problems, references: Mapping[str, int]) -> pa.Array:
    say = th("ไม่ใช่ UUID") | en("is no UUID")
    return _each(attribute, column, pa.binary(16), lambda value: uuid.UUID(value).bytes, say, problems)


def _each(
    attribute: Attribute,
    column: pa.Array,
    arrow: pa.DataType,
    read: Callable[[str], Any],
    say: Text,
    problems: Problems,
    odd: AbstractSet[str] = frozenset(),
    remark: Text = Text(),  # noqa: B008 - frozen
) -> pa.Array:
    """Read each different value once. ``read`` raises ValueError or KeyError for what it cannot read.

    Rows whose value it puts into ``odd`` are noted with the ``remark``.
    """
    told = pc.dictionary_encode(text(column))
    written = [normalise(value) for value in told.dictionary.to_pylist()]
    values: list[Any] = []
    unread: list[bool] = []
    for value in written:
        try:
            values.append(read(value))
            unread.append(False)
        except (ValueError, KeyError, IndexError, OverflowError):
            values.append(None)
            unread.append(True)
    if any(unread):
        problems.add(attribute.name, _marked(pc.take(pa.array(unread), told.indices)), say, column)
    if odd:
        problems.note(remark, pc.sum(pc.take(pa.array([value in odd for value in written]), told.indices)).as_py())
    return pc.take(pa.array(values, arrow), told.indices)


def _marked(mask: Any) -> Any:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)


_READERS: dict[str, Callable[..., pa.Array]] = {
    "text": _text, "integer": _number, "number": _number, "decimal": _number, "boolean": _boolean, "date": _date,
    "datetime": _date, "code": _code, "codes": _code_list, "ref": _reference, "uuid": _uuid,
}  # fmt: skip
