"""Whether a delivery lies where it should: known points against its shapes, as it was read and with mistakes undone."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from etl.delivery import Asked, Shapes
from etl.mistakes import Mistake, Move, possible
from etl.place import Placement, place, placement
from etl.problems import Problems
from etl.read import read
from etl.session import Session
from gis.declaration import Registry
from gis.errors import ImportRefused
from gis.layer import GeometryKind
from gis.text import Text, en, th

Numbers = NDArray[np.float64]

#: How far from a known point its shape is looked for, in metres: the known mistakes within a zone move by 190 to 630.
REACH = 1_000.0
#: A median residual below this is no mistake of a system, which are all of more than a hundred metres.
TOLERATED = 10.0
#: Known points that no outline comes nearer than this, in metres, are of other things: the corners of a whole
#: sub-district tell of a village only what lies in it. At least a part of those within REACH must be nearer.
_OF_IT, _LEAST_PART = 50.0, 0.2
#: How many known points are held against a delivery, and how few tell nothing.
_MOST, _FEWEST = 500, 3
#: Residuals within this, in metres, are agreement whatever else would fit better.
_AGREED = 1.0
#: A mistake is believed where undoing it leaves at most this part of the residual.
_DECISIVE = 1 / 3


@dataclass(frozen=True, slots=True)
class Measured:
    """Metres from each known point to the nearest outline of the delivery, REACH where there is none so near.

    ``told`` is as the delivery was read, ``undone`` what each mistake's undoing would leave. ``lines`` lead from each
    known point to where the delivery, as it was read, comes nearest (EPSG:4326; None beyond REACH).
    """

    told: Numbers
    undone: dict[Mistake, Numbers]
    lines: Shapes

    @property
    def likeliest(self) -> Mistake | None:
        """The mistake whose undoing brings the known points nearest, None where they are nearest as it was read."""

        def distance(metres: Numbers) -> float:
            return float(np.minimum(metres, _OF_IT).sum())

        found = min(self.undone, key=lambda mistake: distance(self.undone[mistake]))
        return found if distance(self.undone[found]) < distance(self.told) else None

    def of_it(self, mistake: Mistake | None) -> NDArray[np.bool_]:
        """Which known points are of what was delivered; none where so few are that they may be so by chance."""
        near: NDArray[np.bool_] = (self.told if mistake is None else self.undone[mistake]) <= _OF_IT
        enough = np.count_nonzero(near) >= max(_FEWEST, _LEAST_PART * len(near))
        return near if enough else np.zeros(len(near), bool)


def known_points(control: str, session: Session, registry: Registry) -> Numbers:
    """Longitude and latitude of the points of a file, or of the corners of a layer's shapes, spread over all of it.

    Raises ImportRefused where there are none, and whatever reading the file raises.
    """
    if control in registry and not Path(control).is_file():
        wkb = session.rows(
            f"select ST_AsBinary(geom) from core.{registry[control].name} where geom is not null"
            f" order by md5(id::text) limit {_MOST}"
        )
        shapes: Shapes = shapely.from_wkb([row[0] for row in wkb])
    else:
        shapes = _of_file(Path(control))
    points: Numbers = np.unique(shapely.get_coordinates(shapes), axis=0)
    if not len(points):
        raise ImportRefused(
            th(f"{Path(control).name} ไม่มีจุดควบคุม") | en(f"{Path(control).name} holds no points to control by.")
        )
    spread: Numbers = points[np.linspace(0, len(points) - 1, min(_MOST, len(points))).astype(int)]
    return spread


def measure(path: Path, kind: GeometryKind, asked: Asked, where: Placement, known: Numbers) -> Measured:
    """Read the delivery once more, from its beginning, and measure how far from it each known point lies."""
    centre = known.mean(axis=0)
    mistakes = possible(where.epsg, float(centre[0]))
    moves: list[Move] = [lambda x, y: (x, y), *(mistake.undone for mistake in mistakes)]
    points: Shapes = np.asarray(shapely.points(_metres(known, centre)))
    nearest = np.full((len(moves), len(known)), REACH)
    lines: Shapes = np.full(len(known), None)
    with (
        tempfile.TemporaryDirectory(prefix="takeed-control-") as folder,
        read(path, Path(folder), kind, asked, plain=False) as delivery,
    ):
        for batch in delivery.batches:
            shapes = place(batch, where, Problems(len(batch))).shapes
            shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
            outlines = shapes if kind is not GeometryKind.POLYGON else shapely.boundary(shapes)
            for move, found in zip(moves, nearest, strict=True):
                tree = shapely.STRtree(shapely.transform(outlines, partial(_moved, move, centre)))
                (at, to), metres = tree.query_nearest(
                    points, max_distance=REACH, return_distance=True, all_matches=False
                )
                nearer = metres < found[at]
                found[at[nearer]] = metres[nearer]
                if move is moves[0]:
                    lines[at[nearer]] = shapely.shortest_line(points[at[nearer]], tree.geometries[to[nearer]])
    covered = nearest.min(axis=0) < REACH
    told, *undone = nearest[:, covered]
    there = shapely.transform(lines[covered], lambda xy: xy / _scale(centre) + centre)
    return Measured(told, dict(zip(mistakes, undone, strict=True)), there)


def write(measured: Measured, target: Path) -> None:
    """Write the residuals as GeoJSON: a line for each known point, with its length in metres."""
    features = [
        {
            "type": "Feature",
            "properties": {"residual_m": round(float(metres), 3)},
            "geometry": None if line is None else json.loads(shapely.to_geojson(line)),
        }
        for metres, line in zip(measured.told, measured.lines, strict=True)
    ]
    target.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def judge(file: str, measured: Measured) -> Text:
    """The residuals in a sentence. Raises ImportRefused where a mistake explains them, or where nothing does."""
    if len(measured.told) < _FEWEST:
        raise ImportRefused(
            th(f"จุดควบคุมที่อยู่ใกล้ {file} มีน้อยกว่า {_FEWEST} จุด จึงบอกไม่ได้ว่าตำแหน่งถูกต้อง กรุณาใช้จุดในพื้นที่ของไฟล์")
            | en(
                f"Fewer than {_FEWEST} of the control points lie near {file}, so they cannot tell "
                "whether it lies right. Give points of its own area."
            )
        )
    mistake = contradiction(measured)
    of_it = measured.of_it(mistake)
    told = measured.told[of_it] if of_it.any() else measured.told
    median = float(np.median(told))
    if mistake is not None:
        left = float(np.median(measured.undone[mistake][of_it]))
        raise ImportRefused(
            th(f"{file} อยู่ห่างจากจุดควบคุม {_far(median).th} หากแก้ข้อผิดพลาดนี้จะเหลือ {left:.1f} ม. {mistake.say.th}")
            | en(
                f"{file} lies {_far(median).en} from the control points; with this mistake undone, {left:.1f} m. "
                f"{mistake.say.en}"
            )
        )
    if median > TOLERATED:
        raise ImportRefused(
            th(f"{file} อยู่ห่างจากจุดควบคุม {_far(median).th} โดยไม่ทราบเหตุ กรุณาถามผู้ส่งถึงระบบพิกัด แล้วระบุ --crs")
            | en(
                f"{file} lies {_far(median).en} from the control points, and no known mistake explains it. "
                "Ask its sender for its system, and say it with --crs."
            )
        )
    count, worst, others = len(told), float(told.max()), len(measured.told) - len(told)
    return th(
        f"จุดควบคุม {count:,} จุด: ห่างค่ากลาง {median:.2f} ม. มากที่สุด {worst:.2f} ม."
        + (f" อีก {others:,} จุดในรัศมี 1 กม. ห่างกว่า {_OF_IT:.0f} ม." if others else "")
    ) | en(
        f"{count:,} control points: median residual {median:.2f} m, worst {worst:.2f} m"
        + (f"; {others:,} more within 1 km are farther than {_OF_IT:.0f} m" if others else "")
    )


def contradiction(measured: Measured) -> Mistake | None:
    """The mistake that a delivery seems to hold: its undoing brings the known points nearest, and far nearer."""
    mistake = measured.likeliest
    if mistake is None or not (of_it := measured.of_it(mistake)).any():
        return None
    told, left = (float(np.median(metres[of_it])) for metres in (measured.told, measured.undone[mistake]))
    return mistake if told > _AGREED and left < told * _DECISIVE else None


def _of_file(path: Path) -> Shapes:
    with (
        tempfile.TemporaryDirectory(prefix="takeed-control-") as folder,
        read(path, Path(folder), None, Asked(), plain=False) as delivery,
    ):
        first = next(delivery.batches)
        where = placement(delivery, first, Asked(), None)
        return np.array([], object) if where is None else place(first, where, Problems(len(first))).shapes


def _moved(move: Move, centre: Numbers, xy: Numbers) -> Numbers:
    return _metres(np.column_stack(move(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]))), centre)


def _metres(lonlat: Numbers, centre: Numbers) -> Numbers:
    """East and north of a centre, right to a thousandth within some kilometres."""
    scaled: Numbers = (lonlat - centre) * _scale(centre)
    return scaled


@cache
def _degree(lon: float, lat: float) -> tuple[float, float]:
    from pyproj import Geod

    ends = Geod(ellps="WGS84").inv([lon, lon], [lat, lat], [lon + 0.01, lon], [lat, lat + 0.01])[2]
    return ends[0] * 100, ends[1] * 100


def _scale(centre: Numbers) -> Numbers:
    """Metres in a degree of longitude and of latitude, by the ellipsoid's radii at a centre."""
    return np.array(_degree(*centre.tolist()))


def _far(metres: float) -> Text:
    if metres >= REACH:
        return th("กว่า 1 กม.") | en("more than 1 km")
    return th(f"{metres:,.1f} ม.") | en(f"{metres:,.1f} m")
