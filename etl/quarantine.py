"""Refused rows, once somebody has put them right where they lie: loaded again, and gone from the quarantine."""

from __future__ import annotations

import csv
import dataclasses
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from etl.delivery import Asked
from etl.load import Report, load
from etl.session import connect
from gis import compiled
from gis.db import connect as connect_owner
from gis.errors import NotFound
from gis.settings import Settings
from gis.text import en, th

_OF = "from staging.quarantine q join staging.delivery d on d.id = q.delivery_id"


@dataclass(frozen=True, slots=True)
class Held:
    """What one delivery left in the quarantine: how many rows, and all that was said against them."""

    delivery: int
    layer: str
    file: str
    rows: int
    reasons: tuple[str, ...]


def held(settings: Settings) -> Iterator[Held]:
    """Every delivery with rows in the quarantine, the newest first."""
    with connect_owner(settings.admin_url, application="takeed quarantine") as connection:
        for delivery, layer, file, rows, reasons in connection.execute(
            "select q.delivery_id, q.layer, d.file_name, count(distinct q.id),"
            f" array_agg(distinct r ->> 'th') {_OF} cross join jsonb_array_elements(q.reasons) r"
            " group by 1, 2, 3 order by 1 desc"
        ):
            yield Held(delivery, layer, file, rows, tuple(reasons))


def merge(
    settings: Settings,
    delivery: int,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    *,
    person: str | None = None,
    keep: bool = True,
) -> list[Report]:
    """Load the rows of a delivery that are in the quarantine, as they are there now.

    What is still refused goes into the quarantine again with its new reasons, and the rows as they lay there are gone.
    Rows with a shape there (EPSG:4326) are read with it, as one file; those without by their columns, as another, for
    which ``asked`` may name the system. Raises NotFound where the delivery has none there.
    """
    with connect_owner(settings.admin_url, application="takeed quarantine") as connection:
        rows = connection.execute(
            f"select q.id, q.layer, d.file_name, q.source, ST_AsGeoJSON(q.geom, 9)::json {_OF}"
            " where q.delivery_id = %s order by q.row_no",
            (delivery,),
        ).fetchall()
    if not rows:
        raise NotFound(
            th(f"ไม่มีแถวของการนำเข้าเลขที่ {delivery} ในที่กัก ดูด้วย ./takeed quarantine list")
            | en(f"Delivery {delivery} has no rows in the quarantine. See ./takeed quarantine list.")
        )
    reports = []
    with tempfile.TemporaryDirectory(prefix="takeed-quarantine-") as folder:
        for placed, write in ((True, _features), (False, _table)):
            if not (these := [row for row in rows if (row[4] is not None) is placed]):
                continue
            told = dataclasses.replace(asked, crs=None) if placed else asked
            file = write(Path(folder) / f"{Path(these[0][2]).stem} ({delivery})", these)
            opened = partial(connect, settings)
            reports.append(load(opened, compiled.load(), file, these[0][1], told, person=person, keep=keep))
            if keep:
                with connect_owner(settings.admin_url, application="takeed quarantine") as connection:
                    connection.execute(
                        "delete from staging.quarantine where id = any(%s)", ([row[0] for row in these],)
                    )
    return reports


def _features(path: Path, rows: Sequence[Any]) -> Path:
    features = [{"type": "Feature", "properties": source, "geometry": shape} for *_, source, shape in rows]
    file = path.with_name(f"{path.name}.geojson")
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return file


def _table(path: Path, rows: Sequence[Any]) -> Path:
    file = path.with_name(f"{path.name}.csv")
    columns = list(dict.fromkeys(name for row in rows for name in row[3]))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows({name: "" if value is None else value for name, value in row[3].items()} for row in rows)
    return file
