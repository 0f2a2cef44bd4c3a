"""The readings of a layer in time: which fields are measured, where, and the statements that read them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from api.ogc import query
from api.ogc.readable import Readable
from gis.derive.legend import naming_fields
from gis.readings import device_layer
from gis.registry import Attribute

#: Values of one answer at most.
MOST = 100_000
#: How far from a position its station may be, in metres; the answer says where it stands.
NEAR_M = 1_000
_NUMBERS = ("integer", "number", "decimal")

Interval = tuple[datetime.datetime | None, datetime.datetime | None]


@dataclass(frozen=True)
class Series:
    """A layer of readings and the layer of the stations that made them, as one reader meets both."""

    layer: Readable
    stations: Readable

    @cached_property
    def parameters(self) -> tuple[Attribute, ...]:
        """The numbers that are measured; none of them personal, so that reading them is on no record."""
        return measured(self.layer)

    def _values(self, row: str) -> str:
        return ", ".join(f"{row}.{each.name}::double precision as {each.name}" for each in self.parameters)

    @cached_property
    def _station(self) -> str:
        names = [f"s.{name}::text" for name in naming_fields(self.stations.declaration, self.stations.fields)]
        return (
            f"s.id, coalesce({', '.join([*names, 's.id::text'])}) as label,"
            " ST_X(ST_PointOnSurface(s.geom)) as x, ST_Y(ST_PointOnSurface(s.geom)) as y"
        )

    @property
    def _of(self) -> str:
        assert self.layer.declaration.layer.readings is not None
        return self.layer.declaration.layer.readings.of

    @property
    def _at(self) -> str:
        assert self.layer.declaration.layer.readings is not None
        return self.layer.declaration.layer.readings.at

    @cached_property
    def latest(self) -> str:
        """The last reading of every station: parameters west, south, east, north (null: everywhere), limit.

        One step down the index of (station, time) for each station, so it costs what there are stations, not readings.
        """
        return f"""
        select {self._station}, r.* from {self.stations.source} s
        left join lateral (
            select r.{self._at} as at, {self._values("r")} from {self.layer.source} r
            where r.{self._of} = s.id order by r.{self._at} desc limit 1
        ) r on true
        where s.geom is not null and ($1::double precision is null or s.geom && ST_MakeEnvelope($1, $2, $3, $4, 4326))
        order by s.id limit $5"""

    @cached_property
    def one(self) -> str:
        """The station of an id."""
        return f"select {self._station} from {self.stations.source} s where s.id = $1 and s.geom is not null"

    @cached_property
    def nearest(self) -> str:
        """The station nearest to a point (WKB, EPSG:4326), and ``metres`` from there to it."""
        point = "ST_SetSRID(ST_GeomFromWKB($1), 4326)"
        return (
            f"select {self._station}, ST_Distance(s.geom::geography, {point}::geography) as metres"
            f" from {self.stations.source} s where s.geom is not null order by s.geom <-> {point} limit 1"
        )

    @cached_property
    def inside(self) -> str:
        """The stations in an area (WKB, EPSG:4326)."""
        area = "ST_SetSRID(ST_GeomFromWKB($1), 4326)"
        return f"select {self._station} from {self.stations.source} s where ST_Intersects(s.geom, {area}) order by s.id"

    @cached_property
    def readings(self) -> str:
        """What stations read: parameters ids, from, to (null: open), most. By station and time."""
        return f"""
        select r.{self._of} as station, r.{self._at} as at, {self._values("r")} from {self.layer.source} r
        where r.{self._of} = any($1) and ($2::timestamptz is null or r.{self._at} >= $2)
            and ($3::timestamptz is null or r.{self._at} <= $3)
        order by r.{self._of}, r.{self._at} limit $4"""


def measured(layer: Readable) -> tuple[Attribute, ...]:
    """The numbers among a layer's fields that the reader may read; none for a layer that takes no readings."""
    told = layer.declaration.layer.readings
    if told is None or not {told.of, told.at} <= set(layer.fields):
        return ()
    return tuple(
        each
        for each in layer.declaration.attributes
        if each.name in layer.fields and each.kind in _NUMBERS and not each.personal
    )


def series(layer: Readable, layers: Mapping[str, Readable]) -> Series | None:
    """The series of a layer for who reads ``layers``; None where it has none, or stations they may not see."""
    stations = layers.get(device_layer(layer.declaration) or "")
    if stations is None or not stations.readable or not stations.located or not measured(layer):
        return None
    return Series(layer, stations)


def interval(told: str | None) -> Interval:
    """From when to when ``datetime`` asks for, both inclusive; None is open. An instant is both."""
    if told is None:
        return None, None
    query.instant(told)  # refuses what is no time, with what to write instead
    begin, slash, end = told.partition("/")
    if not slash:
        return query.instant(begin), query.instant(begin)
    return _end(begin), _end(end)


def _end(told: str) -> datetime.datetime | None:
    return None if told in ("", "..") else query.instant(told)
