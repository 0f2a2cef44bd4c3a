"""Readings of stations as pygeoapi's EDR asks for them."""

from __future__ import annotations

from typing import Any

import shapely
from pygeoapi.provider.base_edr import BaseEDRProvider

from api.ogc import library
from api.ogc.series import MOST, NEAR_M, Series, interval, series
from gis.derive.ogc import CRS84
from gis.errors import BadRequest, NotFound
from gis.registry import Attribute
from gis.text import en, th


class Readings(BaseEDRProvider):
    """The stations and their series, as the one who asks may read them. ``data`` is the layer's name."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        who = library.asking()
        layers = library.wait_for(who.ours.readers.layers, who.person)
        found = series(layers[self.data], layers)
        assert found is not None, "the route lets nobody here who may not read the stations"
        self.series: Series = found

    def get_fields(self) -> dict[str, Any]:
        """The parameters, as the base class."""
        return {each.name: {"type": "number", "title": each.words.title.th} for each in self.series.parameters}

    def locations(
        self, location_id: str | None = None, bbox: Any = None, limit: int = 100, **asked: Any
    ) -> dict[str, Any]:
        """Every station with its last reading, as GeoJSON; or the series of one."""
        if location_id is not None:
            number = int(location_id) if location_id.isdecimal() and len(location_id) < 19 else 0
            return self._covered([_there(self._rows(self.series.one, number))], **asked)
        edges = tuple(bbox) if bbox else (None,) * 4
        rows = self._rows(self.series.latest, *edges, limit)
        return {"type": "FeatureCollection", "features": [self._feature(row) for row in rows]}

    def position(self, wkt: Any = None, **asked: Any) -> dict[str, Any]:
        """The series of the station at a point: the nearest one, where that is near enough."""
        rows = self._rows(self.series.nearest, _shape(wkt, "Point"))
        if not rows or rows[0]["metres"] > NEAR_M:
            raise NotFound(
                th(f"ไม่มีสถานีในระยะ {NEAR_M:,} เมตรจากจุดนี้ ดูสถานีที่ /locations")
                | en(f"There is no station within {NEAR_M:,} m of this point. See /locations for where they are.")
            )
        return self._covered([rows[0]], **asked)

    def area(self, wkt: Any = None, **asked: Any) -> dict[str, Any]:
        """The series of every station in an area."""
        return self._covered(self._rows(self.series.inside, _shape(wkt, "Polygon", "MultiPolygon")), **asked)

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        who = library.asking()
        rows: list[Any] = library.wait_for(who.ours.database.rows, who.person, statement, *values)
        return rows

    def _feature(self, row: Any) -> dict[str, Any]:
        values = {each.name: row[each.name] for each in self.series.parameters}
        return {
            "type": "Feature",
            "id": str(row["id"]),
            "geometry": {"type": "Point", "coordinates": [row["x"], row["y"]]},
            "properties": {"name": row["label"], "datetime": row["at"] and _instant(row["at"]), **values},
        }

    def _covered(
        self, stations: list[Any], datetime_: str | None = None, select_properties: Any = (), **others: Any
    ) -> dict[str, Any]:
        """The series of stations as CoverageJSON."""
        begin, end = interval(datetime_)
        read = self._rows(self.series.readings, [each["id"] for each in stations], begin, end, MOST + 1)
        if len(read) > MOST:
            raise BadRequest(
                th(f"มีค่ามากกว่า {MOST:,} ค่า กรุณาระบุ datetime ให้แคบลง")
                | en(f"There are more than {MOST:,} readings. Ask for a shorter datetime.")
            )
        wanted = [each for each in self.series.parameters if not select_properties or each.name in select_properties]
        of: dict[int, list[Any]] = {each["id"]: [] for each in stations}
        for row in read:
            of[row["station"]].append(row)
        return {
            "type": "CoverageCollection",
            "domainType": "PointSeries",
            "parameters": {each.name: parameter(each) for each in wanted},
            "referencing": [
                {"coordinates": ["x", "y"], "system": {"type": "GeographicCRS", "id": CRS84}},
                {"coordinates": ["t"], "system": {"type": "TemporalRS", "calendar": "Gregorian"}},
            ],
            "coverages": [_coverage(each, of[each["id"]], wanted) for each in stations if of[each["id"]]],
        }


def _coverage(station: Any, rows: list[Any], wanted: list[Attribute]) -> dict[str, Any]:
    axes = {"x": [station["x"]], "y": [station["y"]], "t": [_instant(row["at"]) for row in rows]}
    return {
        "type": "Coverage",
        "id": str(station["id"]),
        "title": {"th": station["label"]},
        "domain": {
            "type": "Domain",
            "domainType": "PointSeries",
            "axes": {name: {"values": values} for name, values in axes.items()},
        },
        "ranges": {
            each.name: {
                "type": "NdArray",
                "dataType": "float",
                "axisNames": ["t"],
                "shape": [len(rows)],
                "values": [row[each.name] for row in rows],
            }
            for each in wanted
        },
    }


def parameter(each: Attribute) -> dict[str, Any]:
    """A measured field as a parameter of CoverageJSON."""
    title = each.words.title
    return {
        "type": "Parameter",
        "observedProperty": {"label": {"th": title.th, "en": title.en}},
        "unit": {"symbol": each.words.unit or "1"},
    }


def _there(rows: list[Any]) -> Any:
    if not rows:
        raise NotFound(th("ไม่มีสถานีหมายเลขนี้ ดู /locations") | en("There is no such station. See /locations."))
    return rows[0]


def _shape(wkt: Any, *kinds: str) -> bytes:
    """A shape of the query as WKB; raises BadRequest for any other kind, and for one that is not on the earth."""
    west, south, east, north = wkt.bounds  # NaN where it is empty, which is in no order
    on_earth = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if wkt.geom_type not in kinds or wkt.has_z or not on_earth:
        meant = " / ".join(kind.upper() for kind in kinds)
        raise BadRequest(
            th(f"coords ต้องเป็น WKT ชนิด {meant} หน่วยองศา เช่น POINT(99.9 16.0)")
            | en(f"coords must be WKT of the kind {meant} in degrees, such as POINT(99.9 16.0).")
        )
    return bytes(shapely.to_wkb(wkt if wkt.is_valid else shapely.make_valid(wkt)))


def _instant(at: Any) -> str:
    return str(at.isoformat().replace("+00:00", "Z"))
