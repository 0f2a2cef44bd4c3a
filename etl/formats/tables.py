"""Tables without shapes of their own: CSV as Excel and portals write it, and JSON records, nested or not."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from etl import encoding
from etl.delivery import Asked, Batch, Delivery, Encoding, in_batches
from gis.errors import ImportRefused, TooLarge
from gis.text import en, th

#: A JSON document is read whole, and small objects in it take 60 times their bytes of memory.
_MOST_JSON = 8 << 20


def read_csv(path: Path, asked: Asked) -> Delivery:
    """Read a CSV with a header line, every value as text. Raises ImportRefused where lines do not fit the header."""
    text = _encoding(path, asked)
    with path.open("rb") as file:
        beginning = file.read(65536).decode(text.name, "ignore").lstrip("\ufeff")
    header = next(iter(beginning.splitlines()), "")
    delimiter = max(",;\t|", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    if not any(name.strip() for name in names):
        raise ImportRefused(
            th(f"{path.name} ไม่มีบรรทัดหัวตาราง กรุณาเพิ่มชื่อคอลัมน์ในบรรทัดแรก")
            | en(f"{path.name} has no header line. Write the names of the columns in its first line.")
        )
    return Delivery(path, tuple(_distinct(names)), _lines(path, text, delimiter, _distinct(names)), None, text)


def _lines(path: Path, text: Encoding, delimiter: str, names: list[str]) -> Iterator[Batch]:
    first = 0
    try:
        with pyarrow.csv.open_csv(
            path,
            pyarrow.csv.ReadOptions(encoding=text.name, column_names=names, skip_rows=1),
            pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        ) as rows:
            for found in rows:
                yield Batch(first, found, None)
                first += found.num_rows
    except (pa.ArrowException, UnicodeDecodeError) as wrong:
        if "straddl" in str(wrong):  # a line longer than what Arrow reads at a time
            raise TooLarge(
                th(f"{path.name} มีบรรทัดยาวเกิน 1 MB อาจขาดเครื่องหมายคำพูดปิด กรุณาแก้ไฟล์แล้วนำเข้าใหม่")
                | en(
                    f"{path.name} has a line of more than 1 MB; perhaps a closing quotation mark is missing. "
                    "Mend the file, then load it again."
                )
            ) from wrong
        raise ImportRefused(
            th(f"อ่าน {path.name} เป็นตารางไม่ได้: {str(wrong)[:200]}")
            | en(f"{path.name} cannot be read as a table: {str(wrong)[:200]}")
        ) from wrong


def read_records(path: Path, document: Any, asked: Asked) -> Delivery:
    """A JSON list of objects as a table of text; what is nested gets a dotted name (``station.name.th``).

    The list may lie anywhere in objects (``result.data``); where there are several, ``--layer`` names one so.
    """
    lists = dict(_lists(document))
    if len(lists) > 1 and asked.sublayer in lists:
        lists = {asked.sublayer: lists[asked.sublayer]}
    if len(lists) > 1:
        listed = ", ".join(lists)
        raise ImportRefused(
            th(f"{path.name} มีหลายรายการ: {listed} กรุณาระบุ --layer")
            | en(f"{path.name} holds the lists {listed}: name one with --layer.")
        )
    if not lists:
        raise ImportRefused(
            th(f"{path.name} ไม่ใช่ GeoJSON และไม่มีรายการข้อมูล กรุณาส่ง GeoJSON หรือคำตอบของ API ที่เป็นรายการ")
            | en(f"{path.name} is no GeoJSON and holds no list of records. Send GeoJSON, or an API's list of objects.")
        )
    (records,) = lists.values()
    flat = [dict(_flat(record)) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    rows = pa.table({name: pa.array([record.get(name) for record in flat], pa.string()) for name in names})
    why = th("JSON กำหนดเอง") | en("JSON defines it")
    return Delivery(path, tuple(names), in_batches(rows), None, Encoding("UTF-8", why))


def _lists(document: Any, name: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of objects in a document that no other list holds, by its dotted name."""
    if isinstance(document, dict):
        for key, inner in document.items():
            yield from _lists(inner, f"{name}.{key}" if name else key)
    elif isinstance(document, list) and document and all(isinstance(record, dict) for record in document):
        yield name, document


def parse_json(path: Path) -> Any:
    """The document in a file; raises ImportRefused that says where it breaks, TooLarge past what fits in memory."""
    if path.stat().st_size > _MOST_JSON:
        raise TooLarge(
            th(f"{path.name} ใหญ่เกิน {_MOST_JSON >> 20} MB กรุณาขอจาก API ทีละส่วน หรือแปลงเป็น CSV")
            | en(
                f"{path.name} is larger than {_MOST_JSON >> 20} MB. Ask the API for less at a time, or save it as CSV."
            )
        )
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise ImportRefused(
            th(f"{path.name} ไม่ใช่ JSON ที่ถูกต้อง: {wrong}") | en(f"{path.name} is no valid JSON: {wrong}")
        ) from wrong


def _encoding(path: Path, asked: Asked) -> Encoding:
    if asked.encoding:
        return Encoding(encoding.known(asked.encoding), th("ผู้นำเข้าระบุ") | en("the person who loads it says so"))
    with path.open("rb") as file:
        return encoding.of_bytes(encoding.telling(file))


def _distinct(names: list[str]) -> list[str]:
    """Names of columns, a repeated or empty one numbered."""
    made: list[str] = []
    for at, name in enumerate((name.strip() for name in names), start=1):
        made.append(name if name and name not in made else f"{name}_{at}")
    return made


def _flat(record: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif value is None or isinstance(value, str):
            yield prefix + key, value or None
        else:
            yield prefix + key, json.dumps(value, ensure_ascii=False)
