"""Where the sample's parcels lie, and the tiles over them."""

from __future__ import annotations

import itertools
import math
import random

from gis.db import connect
from gis.settings import Settings


def parcel_points(settings: Settings) -> list[tuple[float, float]]:
    """A point in every parcel, longitude and latitude, in an order that jumps about but is the same each time."""
    with connect(settings.admin_url) as connection:
        found = connection.execute(
            "select st_x(p), st_y(p) from (select id, st_pointonsurface(geom) as p from pub.parcel) as t order by id"
        ).fetchall()
    random.Random(7).shuffle(found)
    return found


def tiles(points: list[tuple[float, float]], zoom: int, count: int) -> list[tuple[int, int]]:
    """``count`` different tiles of a zoom, column and row; dense places come as often as people look at them."""
    n = 2**zoom
    seen = dict.fromkeys(
        (
            int((x + 180) / 360 * n),
            int((1 - math.log(math.tan(math.radians(y)) + 1 / math.cos(math.radians(y))) / math.pi) / 2 * n),
        )
        for x, y in points
    )
    return list(itertools.islice(seen, count))
