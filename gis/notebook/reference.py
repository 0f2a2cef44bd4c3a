"""Rates, deadlines and thresholds as they are in force: ``data/reference``."""

from __future__ import annotations

import datetime

import pandas

from gis.errors import NotFound
from gis.moments import LOCAL, Told, instant
from gis.settings import SOURCE
from gis.text import en, th


def reference(table: str, on: Told | None = None) -> pandas.DataFrame:
    """The rows of ``data/reference/<table>.csv`` that are in force on a day, today where none is told.

    A row holds from its ``effective_from`` up to, not including, its ``effective_to``; a row without an end holds
    until another is entered. Raises NotFound with the tables there are.
    """
    folder = SOURCE / "data" / "reference"
    known = sorted(path.stem for path in folder.glob("*.csv"))
    if table not in known:
        raise NotFound(
            th(f"ไม่มีตารางอ้างอิง {table} ที่มีคือ {', '.join(known)}")
            | en(f"There is no reference table {table}. There are: {', '.join(known)}.")
        )
    day = instant(on).astimezone(LOCAL).date() if on is not None else datetime.datetime.now(LOCAL).date()
    rows = pandas.read_csv(folder / f"{table}.csv", parse_dates=["effective_from", "effective_to"])
    at = pandas.Timestamp(day)
    in_force = (rows["effective_from"] <= at) & (rows["effective_to"].isna() | (at < rows["effective_to"]))
    return rows[in_force].reset_index(drop=True)
