"""A sample of waterways with a year of levels, and of village waterworks with pipes and hydrants."""

import numpy as np
import shapely

from gis.sample import TODAY, Array, Rows, Town, WayKind, days, pick, sample
from layers.water.hydrant import Hydrant, HydrantStatus, HydrantSupply
from layers.water.situation import WaterSituation
from layers.water.water_pipe import PipeMaterial, WaterPipe
from layers.water.water_reading import WaterReading
from layers.water.water_station import WaterStation
from layers.water.waterway import Waterway, WaterwayKind
from layers.water.waterworks import Operator, SupplyStatus, WaterSource, Waterworks, WaterworksSize

#: Stations along the river, and hours between readings.
_STATIONS, _HOURS = 3, 6
#: Metres above mean sea level at the northernmost station: bed, bank, warning and critical level.
_BED, _BANK, _WARN, _CRITICAL = 27.0, 36.5, 35.0, 36.0


@sample(Waterway)
def waterways(town: Town) -> Rows:
    rows = [i for i, way in enumerate(town.network.ways) if not way.kind.is_road]
    kinds = {WayKind.CANAL: WaterwayKind.CANAL, WayKind.DITCH: WaterwayKind.DITCH}
    return {
        "geom": np.array([town.network.river_line, *town.lines[rows]]),
        "waterway_no": town.serial("W", len(rows) + 1),
        "name": ["แม่น้ำ", *(town.way_names[i].th for i in rows)],
        "kind": [WaterwayKind.RIVER, *(kinds[town.network.ways[i].kind] for i in rows)],
        "width_m": np.array([170.0, *(town.network.ways[i].kind.corridor_m * 0.6 for i in rows)]),
    }


@sample(WaterStation)
def water_stations(town: Town) -> Rows:
    at = shapely.line_interpolate_point(np.full(_STATIONS, town.network.river_line), [0.93, 0.5, 0.06], normalized=True)
    order = np.argsort(-shapely.get_y(at))
    drop = np.arange(_STATIONS) * 0.9
    level = _levels(town)[:, -1]
    return {
        "geom": at[order],
        "station_code": town.serial("WL", _STATIONS),
        "name": [f"สถานีวัดระดับน้ำบ้าน{town.villages[v].th}" for v in town.village_of(at[order])],
        "agency": town.place.organisation.th if town.number == 0 else None,
        "situation": _situation(level + drop),
        "ground_level_m": _BED - drop,
        "left_bank_m": _BANK - drop,
        "right_bank_m": _BANK + 0.2 - drop,
        "warning_level_m": _WARN - drop,
        "critical_level_m": _CRITICAL - drop,
    }


def _times() -> Array:
    end = TODAY.astype("datetime64[h]")
    times: Array = np.arange(end - np.timedelta64(365 * 24, "h"), end, np.timedelta64(_HOURS, "h"))
    return times


def _levels(town: Town) -> Array:
    """Levels by station and time: low in April, highest in early October, with floods that pass in a week."""
    times, chance = _times(), town.land.rng("levels", town.column)
    day = (times - times[0].astype("datetime64[Y]")).astype("timedelta64[h]").astype(float) / 24
    season = 30.2 + 2.7 * np.cos((day - 278) / 365.25 * 2 * np.pi) + 0.5 * np.cos((day - 250) / 182.6 * 2 * np.pi)
    waves = np.zeros(len(times))
    for peak in chance.uniform(0, 365, 22):
        since = (day - day[0]) - peak
        wet = 0.35 + 1.25 * max(0.0, float(np.cos((peak + day[0] - 275) / 365.25 * 2 * np.pi)))
        waves += wet * chance.uniform(0.4, 1.4) * np.where(since > 0, np.exp(-since / 5.0), np.exp(since / 1.5))
    drop = np.arange(_STATIONS)[:, None] * 0.9
    levels: Array = season + waves - drop + chance.normal(0, 0.03, (_STATIONS, len(times)))
    return levels


def _situation(height: Array) -> list[WaterSituation]:
    """By level above the sea at the northernmost station."""
    steps = [28.0, 29.5, _WARN - 0.8, _BANK]
    return [list(WaterSituation)[n] for n in np.searchsorted(steps, height)]


@sample(WaterReading)
def water_readings(town: Town) -> Rows:
    times, levels = _times(), _levels(town)
    station = np.repeat(np.arange(_STATIONS), len(times))
    level = levels.ravel()
    height = level + station * 0.9
    return {
        "station_id": station,
        "measured_at": np.tile(times, _STATIONS).astype("datetime64[s]"),
        "level_m": level,
        "flow_m3s": 38.0 * np.maximum(height - _BED, 0.1) ** 1.6,
        "situation": _situation(height),
    }


@sample(Waterworks)
def waterworks(town: Town) -> Rows:
    stands, chance = town.places("waterworks"), town.rng("waterworks")
    count = len(stands)
    ground = chance.random(count) < 0.7
    capacity = np.where(ground, chance.choice([7.0, 10.0], count), chance.choice([15.0, 20.0], count))
    size = [WaterworksSize.GROUNDWATER_LARGE if c == 10 else WaterworksSize.GROUNDWATER_MEDIUM for c in capacity]
    return {
        "geom": np.array([stand.point for stand in stands]),
        "system_no": town.serial("WW", count),
        "system_name": [f"ประปาหมู่บ้าน บ้าน{town.villages[s.village].th}" for s in stands],
        "source_type": [WaterSource.GROUNDWATER if g else WaterSource.SURFACE for g in ground],
        "size_class": [s if g else WaterworksSize.SURFACE_LARGE for s, g in zip(size, ground, strict=True)],
        "capacity_m3h": capacity,
        "tank_m3": np.where(ground, 20.0, 45.0),
        "households_served": (capacity * chance.uniform(14, 26, count)).astype(int),
        "operator": pick(chance, {Operator.VILLAGE_COMMITTEE: 6, Operator.SAO: 4}, count),
        "status": pick(chance, {SupplyStatus.RUNNING: 8, SupplyStatus.REDUCED: 2}, count),
        "well_permit_no": [f"ตย {n:04d}/2568" if g else None for n, g in enumerate(ground, 1)],
        "quality_tested_on": days(chance, "2026-01-01", count),
        "village_id": [stand.village for stand in stands],
    }


def _piped(town: Town) -> list[int]:
    """Lanes of the villages that have a waterworks."""
    served = {stand.village for stand in town.places("waterworks")}
    return [
        i for i in town.roads if town.network.ways[i].kind is WayKind.LANE and town.network.ways[i].village in served
    ]


@sample(WaterPipe)
def water_pipes(town: Town) -> Rows:
    lanes, chance = _piped(town), town.rng("pipes")
    count = len(lanes)
    system = {stand.village: n for n, stand in enumerate(town.places("waterworks"))}
    return {
        "geom": shapely.offset_curve(shapely.line_merge(town.lines[lanes]), 2.2),
        "pipe_no": town.serial("WPI", count),
        "material": pick(chance, {PipeMaterial.PVC: 7, PipeMaterial.HDPE: 2, PipeMaterial.PE: 1}, count),
        "diameter_mm": chance.choice([55, 80, 100], count),
        "depth_m": chance.uniform(0.4, 0.9, count),
        "laid_on": days(chance, "2001-01-01", count),
        "waterworks_id": [system[town.network.ways[i].village] for i in lanes],
    }


@sample(Hydrant)
def hydrants(town: Town) -> Rows:
    spots, chance = town.beside(_piped(town), 170.0, 0.5, "hydrants"), town.rng("hydrant state")
    count = len(spots.way)
    status = pick(chance, {HydrantStatus.READY: 84, HydrantStatus.LOW_PRESSURE: 11, HydrantStatus.BROKEN: 5}, count)
    weak = np.array([s is not HydrantStatus.READY for s in status])
    return {
        "geom": spots.point,
        "hydrant_no": town.serial("H", count),
        "supply": HydrantSupply.PIPED,
        "status": status,
        "outlet_in": chance.choice([2.5, 4.0], count, p=[0.8, 0.2]),
        "pressure_bar": np.where(weak, chance.uniform(0.1, 1.2, count), chance.uniform(1.5, 3.6, count)),
        "flow_lpm": np.where(weak, chance.integers(0, 300, count), chance.integers(400, 950, count)),
        "tested_on": days(chance, "2026-02-01", count),
    }
