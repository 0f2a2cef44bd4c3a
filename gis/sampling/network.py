"""Roads, lanes, field tracks and canals of one sub-district, and where its villages lie.

All is drawn in the river coordinates of :meth:`Land.bend` and bent once. The river draws people: a road runs along
each bank with villages on it, the main road keeps to higher ground, and field tracks lie between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely

from gis.sampling.land import Array, Land

#: Metres from the river to the roads along its banks.
BANK_ROAD_M = 280.0
#: Villages a sub-district has.
VILLAGES = 12


class WayKind(StrEnum):
    """What runs along a line."""

    HIGHWAY = "highway"
    COLLECTOR = "collector"
    BANK = "bank"
    LANE = "lane"
    TRACK = "track"
    CANAL = "canal"
    DITCH = "ditch"

    @property
    def corridor_m(self) -> float:
        """Width of the public way in metres; no parcel reaches into it."""
        return _CORRIDORS[self]

    @property
    def is_road(self) -> bool:
        return self not in (WayKind.CANAL, WayKind.DITCH)


_CORRIDORS = {
    WayKind.HIGHWAY: 40.0, WayKind.COLLECTOR: 16.0, WayKind.BANK: 12.0, WayKind.LANE: 6.0, WayKind.TRACK: 6.0,
    WayKind.CANAL: 18.0, WayKind.DITCH: 6.0,
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """A road or canal. ``line`` is in metres; ``village`` the index of the village it belongs to, or −1."""

    kind: WayKind
    line: shapely.Geometry
    village: int = -1


@dataclass(frozen=True)
class Site:
    """Ground of a village: a band along the way at ``u`` from ``v0`` to ``v1``, ``tiers`` blocks deep on ``sides``."""

    u: int
    v0: float
    v1: float
    sides: tuple[int, ...]
    tiers: int


@dataclass
class Network:
    """The lines of one sub-district and the ground of its villages, in metres of the land's plane."""

    border: shapely.Polygon
    river: shapely.Geometry
    river_line: shapely.Geometry
    banks: shapely.Geometry
    ways: list[Way] = field(default_factory=list)
    villages: list[shapely.Geometry] = field(default_factory=list)
    fronts: list[shapely.Geometry] = field(default_factory=list)
    ribbons: list[shapely.Geometry] = field(default_factory=list)


class Draughtsman:
    """Draws the network of the sub-district at ``column`` and ``row``."""

    def __init__(self, land: Land, column: int, row: int) -> None:
        self.land, self.column, self.row = land, column, row
        self.bottom, self.top = (row - 0.54) * land.height, (row + 0.54) * land.height
        self.v = np.arange(self.bottom, self.top + 30.0, 30.0)
        self.border = land.border(column, row)
        chance = land.rng("columns", column)
        east = BANK_ROAD_M + np.cumsum(chance.uniform(560, 900, 12))
        west = -BANK_ROAD_M - np.cumsum(chance.uniform(560, 900, 12))
        self.lines = np.array([*west[west > -0.54 * land.width][::-1], -BANK_ROAD_M, BANK_ROAD_M,
                               *east[east < 0.54 * land.width]])  # fmt: skip
        self.west_bank = int(np.flatnonzero(self.lines == -BANK_ROAD_M)[0])
        self.highway = int(np.abs(self.lines - 2500).argmin())
        self.canals = (int(np.abs(self.lines + 2200).argmin()), int(np.abs(self.lines - 4000).argmin()))
        self.crossings = self._crossings(row)
        self.chance = land.rng("network", column, row)

    def _crossings(self, row: int) -> Array:
        """Where the roads from west to east run, in ``v``; the same for every sub-district of a row."""
        spread = self.land.rng("rows", row).uniform(-0.05, 0.05, 4)
        heights: Array = (row + np.array([-0.36, -0.13, 0.11, 0.35]) + spread) * self.land.height
        return heights

    def u(self, line: int, v: Array) -> Array:
        """Where a line from south to north runs at each ``v``."""
        wander = "road" if line in (self.west_bank, self.west_bank + 1, self.highway) else "track"
        gain = 0.45 if line in (self.west_bank, self.west_bank + 1) else 1.0
        at: Array = self.lines[line] + gain * self.land.wave(wander, v, self.column * 9001.0 + line * 2003.0)
        return at

    def bent(self, u: Array, v: Array) -> shapely.Geometry:
        """A line given in river coordinates, on the plane, without points that add nothing."""
        bent = shapely.LineString(self.land.bend(self.column, np.column_stack([u, v])))
        return bent.simplify(0.4)

    def along(self, line: int, v0: float, v1: float, off: float = 0.0) -> shapely.Geometry:
        """The stretch of a line from ``v0`` to ``v1``, ``off`` metres east of it."""
        v = np.linspace(v0, v1, max(2, int(abs(v1 - v0) / 30)))
        return self.bent(self.u(line, v) + off, v)

    def across(self, left: int, right: int, v0: float, slope: float = 0.0) -> shapely.Geometry:
        """A line from one south–north line to another at about ``v0``, ending on both."""
        t = np.linspace(0, 1, max(2, int((self.lines[right] - self.lines[left]) / 30)))
        rough = self.lines[left] + t * (self.lines[right] - self.lines[left])
        v = v0 + slope * t + self.land.wave("track", rough + self.column * self.land.width, v0)
        u = self.u(left, v) * (1 - t) + self.u(right, v) * t
        return self.bent(u, v)

    def band(self, line: int, v0: float, v1: float, off0: float, off1: float) -> shapely.Geometry:
        """The ground between two offsets of a line."""
        v = np.linspace(v0, v1, max(2, int((v1 - v0) / 30)))
        u = self.u(line, v)
        ring = np.concatenate([np.column_stack([u + off0, v]), np.column_stack([u + off1, v])[::-1]])
        return shapely.make_valid(shapely.Polygon(self.land.bend(self.column, ring)))

    def sites(self) -> list[Site]:
        """Where the villages lie: four on each bank, two on the main road, two on roads between the fields."""
        chance, height = self.chance, self.land.height
        found: list[Site] = []
        for line, side, starts in (
            (self.west_bank, -1, (-0.41, -0.19, 0.04, 0.25)),
            (self.west_bank + 1, 1, (-0.36, -0.15, 0.08, 0.31)),
        ):
            for start in starts:
                v0 = (self.row + start + chance.uniform(-0.02, 0.02)) * height
                found.append(Site(line, v0, v0 + chance.uniform(720, 1150), (side,), 2))
        quiet = [n for n in range(1, len(self.lines) - 1) if n not in self.canals]
        east, west = [n for n in quiet if n > self.highway], [n for n in quiet if n < self.west_bank - 1]
        inner = [self.highway, self.highway, west[len(west) // 2], east[len(east) // 2]]
        for line, crossing in zip(inner, (1, 3, 2, 2), strict=True):
            v0 = self.crossings[crossing] - chance.uniform(350, 600)
            found.append(Site(line, v0, v0 + chance.uniform(750, 1050), (-1, 1), 1))
        return found

    def draw(self) -> Network:
        """The whole network, cut at the border."""
        banks = [np.column_stack([side * self.land.bank(self.column, self.v, side), self.v]) for side in (-1, 1)]
        ring = self.land.bend(self.column, np.concatenate([banks[0], banks[1][::-1]]))
        network = Network(
            self.border,
            shapely.intersection(shapely.Polygon(ring), self.border),
            shapely.intersection(self.bent(np.zeros_like(self.v), self.v), self.border),
            shapely.union(
                self.band(self.west_bank, self.bottom, self.top, 0, BANK_ROAD_M),
                self.band(self.west_bank + 1, self.bottom, self.top, -BANK_ROAD_M, 0),
            ),
        )
        sites = self.sites()
        for site in sites:
            offs = sorted((min(0, *site.sides) * self._depth(site), max(0, *site.sides) * self._depth(site)))
            network.villages.append(self.band(site.u, site.v0, site.v1, offs[0], offs[1]))
            if site.tiers == 2:  # a village on the river has the shore before it, and a little more
                off = -site.sides[0] * BANK_ROAD_M
                network.fronts.append(self.band(site.u, site.v0 - 250, site.v1 + 250, min(0.0, off), max(0.0, off)))
        ground = shapely.union_all(network.villages)
        shapely.prepare(ground)
        ways = [*self._roads(), *self._fields(ground), *(w for i, s in enumerate(sites) for w in self._lanes(i, s))]
        cut = shapely.intersection([way.line for way in ways], self.border)
        network.ways = [
            Way(way.kind, line, way.village) for way, line in zip(ways, cut, strict=True) if line.length > 25
        ]
        network.ribbons = list(self._ribbons())
        return network

    @staticmethod
    def _depth(site: Site) -> float:
        return 215.0 * site.tiers + 20.0

    def _roads(self) -> Iterator[Way]:
        yield Way(WayKind.HIGHWAY, self.along(self.highway, self.bottom, self.top))
        for line in (self.west_bank, self.west_bank + 1):
            yield Way(WayKind.BANK, self.along(line, self.bottom, self.top))
        last = len(self.lines) - 1
        for number, v in enumerate(self.crossings):
            if number % 2 == 0:
                yield Way(WayKind.COLLECTOR, self.across(0, last, v))
            else:  # no bridge here: the road ends at each bank road
                yield Way(WayKind.COLLECTOR, self.across(0, self.west_bank, v))
                yield Way(WayKind.COLLECTOR, self.across(self.west_bank + 1, last, v + 180))

    def _fields(self, ground: shapely.Geometry) -> Iterator[Way]:
        """Tracks and canals from south to north, then those between them; villages keep them out."""
        chance, edges = self.chance, np.linspace(self.bottom, self.top, 13)
        for line in range(len(self.lines)):
            if line in self.canals:
                yield Way(WayKind.CANAL, self.along(line, self.bottom, self.top))
            elif line not in (self.highway, self.west_bank, self.west_bank + 1):
                keep = chance.random(12) > 0.22
                for start, end in _runs(keep):
                    yield Way(WayKind.TRACK, self.along(line, edges[start], edges[end]))
        for line in range(len(self.lines) - 1):
            if line == self.west_bank:
                continue
            v = self.bottom + chance.uniform(100, 500)
            while v < self.top:
                if np.abs(self.crossings - v).min() > 230:
                    kind = WayKind.DITCH if chance.random() < 0.25 else WayKind.TRACK
                    drawn = self.across(line, line + 1, v, chance.uniform(-90, 90))
                    for part in shapely.get_parts(shapely.difference(drawn, ground)):
                        if part.length > 120:
                            yield Way(kind, part)
                v += chance.uniform(430, 980)

    def _lanes(self, village: int, site: Site) -> Iterator[Way]:
        """Lanes from the village's main way towards the fields, and lanes behind joining them."""
        chance = self.chance
        for side in site.sides:
            for tier in range(site.tiers):
                near, far = side * 215.0 * tier, side * 215.0 * (tier + 1)
                stops = [site.v0, *_steps(chance, site.v0, site.v1, 88, 150), site.v1]
                for number, v in enumerate(stops):
                    edge = number in (0, len(stops) - 1)
                    if tier and not edge and chance.random() < 0.2:
                        continue
                    reach = far if edge or chance.random() < 0.75 else near + (far - near) * chance.uniform(0.55, 0.85)
                    yield Way(WayKind.LANE, self._lane(site.u, v, near, reach, chance.uniform(-25, 25)), village)
                    if number and chance.random() < 0.85:
                        yield Way(WayKind.LANE, self.along(site.u, stops[number - 1], v, far), village)

    def _lane(self, line: int, v: float, near: float, far: float, slant: float) -> shapely.Geometry:
        t = np.linspace(0, 1, 8)
        at = v + slant * t + 6.0 * np.sin(np.pi * t * self.chance.uniform(1, 2.4))
        return self.bent(self.u(line, at) + near + t * (far - near), at)

    def _ribbons(self) -> Iterator[shapely.Geometry]:
        """Ground along the roads where houses spread beyond the villages."""
        for line in (self.west_bank, self.west_bank + 1, self.highway):
            v = self.bottom
            while v < self.top:
                v += self.chance.uniform(150, 1100)
                end = v + self.chance.uniform(200, 700)
                side = self.chance.choice([-1, 1]) if line == self.highway else (-1 if line == self.west_bank else 1)
                deep = side * self.chance.uniform(80, 130)
                yield self.band(line, v, min(end, self.top), min(0.0, deep), max(0.0, deep))
                v = end


def _runs(keep: Array) -> Iterator[tuple[int, int]]:
    """Half-open stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], keep.astype(int), [0]])))
    yield from zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True)


def _steps(chance: np.random.Generator, start: float, end: float, least: float, most: float) -> list[float]:
    """Stops between two ends, each ``least`` to ``most`` metres after the one before."""
    stops: list[float] = []
    at = start + chance.uniform(least, most)
    while at < end - least:
        stops.append(at)
        at += chance.uniform(least, most)
    return stops
