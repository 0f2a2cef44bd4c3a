"""Step three: every rule of a layer over whole columns, so that all faults of all rows are known at once.

The same rules are constraints of the database, which would stop at the first broken one.
"""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.problems import Problems
from gis.declaration import Attribute, Declaration
from gis.text import en, th
from gis.thai import BANGKOK

Columns = dict[str, pa.Array]


def check(declaration: Declaration, columns: Columns, problems: Problems) -> None:
    """Hold every rule that a row can break by itself against the columns a delivery fills (see ``etl.repeats``)."""
    for name, column in columns.items():
        attribute = declaration[name]
        if attribute.required and attribute.default is None:
            unfilled = pc.is_null(column).to_numpy(zero_copy_only=False) & ~problems.refused_for(name)
            problems.add(name, unfilled, th("ต้องกรอก") | en("must be filled"))
        _range(attribute, column, problems)
        _pattern(attribute, column, problems)
        _past(attribute, column, problems)
    for rule in declaration.layer.checks:
        if rule.low in columns and rule.high in columns:
            broken = pc.greater(columns[rule.low], columns[rule.high])
            problems.add(rule.low, _marked(broken), rule.say, columns[rule.low])


def _range(attribute: Attribute, column: pa.Array, problems: Problems) -> None:
    if attribute.words.between is None:
        return
    low, high = attribute.words.between
    numbers = pc.cast(column, pa.float64(), safe=False)
    unit = f" {attribute.words.unit}" if attribute.words.unit else ""
    say = th(f"ต้องอยู่ระหว่าง {low:g} ถึง {high:g}{unit}") | en(f"must be between {low:g} and {high:g}{unit}")
    problems.add(attribute.name, _marked(pc.or_(pc.less(numbers, low), pc.greater(numbers, high))), say, column)


def _pattern(attribute: Attribute, column: pa.Array, problems: Problems) -> None:
    pattern = attribute.words.pattern
    if pattern is not None:
        fits = pc.match_substring_regex(column, f"^(?:{pattern})$")
        say = th(f"ต้องตรงตามรูปแบบ {pattern}") | en(f"must match the pattern {pattern}")
        problems.add(attribute.name, _marked(pc.invert(fits)), say, column)


def _past(attribute: Attribute, column: pa.Array, problems: Problems) -> None:
    if attribute.words.past:
        now = datetime.datetime.now(BANGKOK)
        limit = now.date() if attribute.kind == "date" else now + datetime.timedelta(days=1)
        say = th("ต้องไม่เป็นวันในอนาคต") | en("must not be in the future")
        problems.add(attribute.name, _marked(pc.greater(column, pa.scalar(limit, column.type))), say, column)


def _marked(mask: Any) -> Any:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
