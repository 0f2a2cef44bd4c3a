"""One imaginary sub-district: everything a sample needs to know of it, in metres, and nothing of any layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from gis.sampling.hazard import faces, flood_bands
from gis.sampling.houses import Houses, houses
from gis.sampling.land import Array, Land
from gis.sampling.names import place_names
from gis.sampling.network import VILLAGES, Draughtsman, Network, WayKind
from gis.sampling.parcels import Ground, Parcels, parcels
from gis.settings import Place
from gis.text import Text, en, th

#: Public places of a sub-district: how many there are of each, and the floor area in m² of their building.
_PUBLIC = {
    "office": (1, 620.0), "school": (4, 780.0), "child_centre": (3, 300.0), "clinic": (2, 360.0), "temple": (6, 420.0),
    "market": (3, 520.0), "waterworks": (8, 40.0), "hall": (12, 160.0), "shop": (10, 180.0), "yard": (2, 260.0),
}  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """A public place on a parcel of its own. ``number`` counts places of the same kind from 1."""

    kind: str
    number: int
    parcel: int
    village: int
    point: shapely.Point


@dataclass(frozen=True)
class Spots:
    """Points beside ways as columns: ``point``, the index of the ``way``, and ``turn``, its direction in radians."""

    point: Array
    way: Array
    turn: Array


class Town:
    """The sub-district that is ``number`` in the sample; number 0 is the place itself, the others its neighbours.

    All geometry is in the plane of ``land``. What is costly is made when first asked for.
    """

    def __init__(self, place: Place, number: int = 0) -> None:
        self.place, self.number = place, number
        self.land = Land(place.bounds)
        self.column, self.row = cell(number)
        self.name = place.name if number == 0 else place_names(self.rng("name"), 1)[0]
        self.code = place.code if number == 0 else f"99{number:04d}"

    def rng(self, what: str) -> np.random.Generator:
        """The chance that belongs to one thing of this sub-district."""
        return self.land.rng("town", self.number, what)

    def serial(self, prefix: str, count: int) -> list[str]:
        """Numbers that no other sub-district of the sample uses: L-00001 here, L-1-00001 in the first neighbour."""
        start = prefix if self.number == 0 else f"{prefix}-{self.number}"
        return [f"{start}-{n:05d}" for n in range(1, count + 1)]

    @cached_property
    def network(self) -> Network:
        return Draughtsman(self.land, self.column, self.row).draw()

    @property
    def border(self) -> shapely.Polygon:
        return self.network.border

    @cached_property
    def villages(self) -> list[Text]:
        """Names of the villages; village ``i`` is หมู่ที่ ``i + 1``."""
        return place_names(self.rng("villages"), VILLAGES)

    @cached_property
    def centres(self) -> Array:
        """A point in the middle of each village."""
        points: Array = shapely.point_on_surface(shapely.intersection(self.network.villages, self.border))
        return points

    def village_of(self, shapes: Array) -> Array:
        """The index of the village nearest to each shape."""
        points = shapely.get_coordinates(shapely.centroid(shapes))
        centres = shapely.get_coordinates(self.centres)
        nearest: Array = np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(axis=1)
        return nearest

    @cached_property
    def roads(self) -> list[int]:
        """Which ways of the network are roads, in the order of the register."""
        return [i for i, way in enumerate(self.network.ways) if way.kind.is_road]

    @cached_property
    def lines(self) -> Array:
        """The lines of all ways."""
        return np.array([way.line for way in self.network.ways])

    @cached_property
    def way_names(self) -> list[Text]:
        """What each way is called."""
        return list(self._name_ways())

    def _name_ways(self) -> Iterator[Text]:
        ends = np.asarray(shapely.points(np.array([shapely.get_coordinates(line)[[0, -1]] for line in self.lines])))
        starts, stops = self.village_of(ends[:, 0]), self.village_of(ends[:, 1])
        lanes, tracks = [0] * VILLAGES, [0] * VILLAGES
        for number, way in enumerate(self.network.ways):
            first, last = self.villages[starts[number]], self.villages[stops[number]]
            if first == last:
                last = self.villages[(starts[number] + 5) % VILLAGES]
            both = th(f"บ้าน{first.th} – บ้าน{last.th}") | en(f"Ban {first.en} – Ban {last.en}")
            if way.kind is WayKind.LANE:
                lanes[way.village] += 1
                home = self.villages[way.village]
                soi = lanes[way.village]
                yield th(f"ซอย {soi} บ้าน{home.th}") | en(f"Soi {soi}, Ban {home.en}")
            elif way.kind is WayKind.TRACK:
                tracks[starts[number]] += 1
                line = tracks[starts[number]]
                yield th(f"ทางเข้าพื้นที่เกษตร บ้าน{first.th} สาย {line}") | en(f"Field track {line}, Ban {first.en}")
            else:
                thai, english = _CALLED[way.kind]
                yield th(thai + both.th) | en(english + both.en)

    @cached_property
    def parcels(self) -> Parcels:
        return parcels(self.network, self.rng("parcels"))

    @cached_property
    def parcel_village(self) -> Array:
        return self.village_of(self.parcels.polygon)

    @cached_property
    def stands(self) -> list[Stand]:
        """Public places, spread over the villages, each on a roomy parcel near the middle of its village."""
        area, ground = shapely.area(self.parcels.polygon), self.parcels.ground
        near = shapely.distance(self.parcels.polygon, self.centres[self.parcel_village])
        free = ((ground == Ground.PLOT) | (ground == Ground.WATERFRONT)) & (area > 700)
        found, village = [], 1
        for kind, (count, size) in _PUBLIC.items():
            for number in range(1, count + 1):
                rank = np.where(free & (self.parcel_village == village) & (area > 2.2 * size), near, np.inf)
                parcel = int(rank.argmin())
                free[parcel] = False
                point = shapely.point_on_surface(self.parcels.polygon[parcel])
                found.append(Stand(kind, number, parcel, village, point))
                village = (village + 5) % VILLAGES
        return found

    def places(self, *kinds: str) -> list[Stand]:
        """The public places of some kinds, which are the keys of ``_PUBLIC``."""
        return [stand for stand in self.stands if stand.kind in kinds]

    @cached_property
    def houses(self) -> Houses:
        taken = {stand.parcel: _PUBLIC[stand.kind][1] for stand in self.stands}
        return houses(self.parcels, self.lines[self.roads], taken, self.rng("houses"))

    @cached_property
    def house_village(self) -> Array:
        return self.parcel_village[self.houses.parcel]

    @cached_property
    def floods(self) -> list[shapely.Geometry]:
        """Areas of flood level 1 to 4, each inside the one before."""
        return flood_bands(self.land, self.column, self.row, self.border)

    def flood_level(self, shapes: Array) -> Array:
        """The highest flood level, 0 to 4, at the middle of each shape."""
        points = shapely.get_coordinates(shapely.centroid(shapes))
        level: Array = np.zeros(len(points), int)
        for band in self.floods:
            shapely.prepare(band)
            level += shapely.contains_xy(band, points[:, 0], points[:, 1])
        return level

    @cached_property
    def faces(self) -> Array:
        """The sub-district divided along roads and water: a coverage."""
        return faces(self.network)

    def beside(self, ways: Iterable[int], spacing: float, off: float, what: str) -> Spots:
        """Spots along ways about every ``spacing`` metres, ``off`` metres outside the public way."""
        chance = self.rng(what)
        chosen, at = [], []
        for way in ways:
            length = shapely.length(self.lines[way])
            count = int(length // spacing)
            if count:
                stops = (np.arange(count) + 0.5) * length / count + chance.uniform(-0.08, 0.08, count) * spacing
                chosen.append(np.full(count, way))
                at.append(stops)
        beside, stop = np.concatenate(chosen), np.concatenate(at)
        single = shapely.line_merge(self.lines)
        here = shapely.get_coordinates(shapely.line_interpolate_point(single[beside], stop))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(single[beside], stop - 1.0))
        turn = np.arctan2(here[:, 1] - ahead[:, 1], here[:, 0] - ahead[:, 0])
        half = np.array([self.network.ways[w].kind.corridor_m / 2 for w in beside]) + off
        point = here + np.column_stack([-np.sin(turn), np.cos(turn)]) * half[:, None]
        inside = shapely.contains_xy(self.border, point[:, 0], point[:, 1])
        points = np.asarray(shapely.points(point[inside]))
        return Spots(points, beside[inside], turn[inside])

    @cached_property
    def crossings(self) -> Spots:
        """Where roads cross water; ``turn`` is the road's direction."""
        water = [i for i, way in enumerate(self.network.ways) if not way.kind.is_road]
        spots: list[shapely.Point] = []
        ways: list[int] = []
        river, tree = self.network.river_line, shapely.STRtree(self.lines[water])
        for road in self.roads:
            line = self.lines[road]
            met = [river, *self.lines[water][tree.query(line, predicate="crosses")]]
            for part in shapely.get_parts(shapely.intersection(line, met)):
                if part.geom_type == "Point":
                    spots.append(part)
                    ways.append(road)
        return Spots(np.array(spots), np.array(ways), np.zeros(len(spots)))


def cell(number: int) -> tuple[int, int]:
    """Column and row of the ``number``-th sub-district, winding outwards from 0, 0."""
    if number == 0:
        return 0, 0
    ring = int(np.ceil((np.sqrt(number + 1) - 1) / 2))
    step = number - (2 * ring - 1) ** 2
    side, along = divmod(step, 2 * ring)
    near, far = along - ring + 1, ring
    return [(far, near), (-near, far), (-far, -near), (near, -far)][side]


_CALLED = {
    WayKind.HIGHWAY: ("ทางหลวงสาย", "Highway "), WayKind.COLLECTOR: ("ถนนสาย", ""),
    WayKind.BANK: ("ถนนเลียบแม่น้ำสาย", "River road "), WayKind.CANAL: ("คลองส่งน้ำ", "Canal "),
    WayKind.DITCH: ("ลำเหมือง", "Ditch "),
}  # fmt: skip
