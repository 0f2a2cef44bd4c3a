"""A sample of lamps on their circuits, the meters that feed them, and solar plants."""

from functools import lru_cache

import numpy as np
import shapely

from gis.sample import Array, Rows, Town, WayKind, days, pick, sample
from layers.energy.electricity_meter import ElectricityMeter, MeterUse
from layers.energy.light_circuit import LightCircuit
from layers.energy.solar_plant import GridMode, SolarPlant, SolarSite
from layers.energy.streetlight import Control, LampStatus, LampType, PoleOwner, PowerSource, Streetlight

#: Lamps that one circuit carries at most.
_CIRCUIT = 24
#: Metres between lamps; nobody lights tracks between fields.
_SPACING = {WayKind.LANE: 38.0, WayKind.BANK: 46.0, WayKind.HIGHWAY: 55.0, WayKind.COLLECTOR: 90.0}

_WATTS = {LampType.LED: 60, LampType.SOLAR_LED: 40, LampType.HPS: 150, LampType.FLUORESCENT: 36}

_STATES = {
    LampStatus.ON: 92.5, LampStatus.OFF: 4, LampStatus.FLICKER: 1.5, LampStatus.MISSING: 0.5, LampStatus.REPAIR: 1.5,
}  # fmt: skip


@lru_cache(maxsize=1)
def _lamps(town: Town) -> tuple[Array, Array, Array]:
    """Lamps beside the roads: where each stands, beside which way, and on which circuit.

    The lamps of a village's lanes share circuits; a long road has its own.
    """
    points, ways = [], []
    for kind, spacing in _SPACING.items():
        spots = town.beside([i for i in town.roads if town.network.ways[i].kind is kind], spacing, 0.6, f"lamps {kind}")
        points.append(spots.point)
        ways.append(spots.way)
    point, way = np.concatenate(points), np.concatenate(ways)
    village = np.array([town.network.ways[i].village for i in way])
    group = np.where(village >= 0, village, len(town.villages) + way)
    order = np.argsort(group, kind="stable")
    point, way, group = point[order], way[order], group[order]
    place = np.arange(len(group)) - np.searchsorted(group, group)
    starts = (place % _CIRCUIT == 0).astype(int)
    return point, way, np.cumsum(starts) - 1


@sample(LightCircuit)
def light_circuits(town: Town) -> Rows:
    point, way, circuit = _lamps(town)
    count = int(circuit[-1]) + 1
    stretch = np.cumsum(np.concatenate([[True], (np.diff(circuit) != 0) | (np.diff(way) != 0)])) - 1
    long = np.bincount(stretch)[stretch] > 1
    number = np.unique(stretch[long], return_inverse=True)[1]
    lines = np.asarray(shapely.linestrings(shapely.get_coordinates(point[long]), indices=number))
    owner = circuit[long][np.unique(number, return_index=True)[1]]
    spans = shapely.multilinestrings(lines, indices=owner, out=np.full(count, None, dtype=object))
    return {"geom": spans, "circuit_no": town.serial("C", count), "meter_no": town.serial("PEA", count)}


@sample(Streetlight)
def streetlights(town: Town) -> Rows:
    point, way, circuit = _lamps(town)
    count, chance = len(point), town.rng("lamps")
    lamp = pick(chance, {LampType.LED: 62, LampType.SOLAR_LED: 14, LampType.HPS: 14, LampType.FLUORESCENT: 10}, count)
    solar = np.array([kind is LampType.SOLAR_LED for kind in lamp])
    installed = days(chance, "2014-10-01", count)
    meter, register = town.serial("PEA", int(circuit[-1]) + 1), {w: n for n, w in enumerate(town.roads)}
    return {
        "geom": point,
        "light_no": town.serial("L", count),
        "status": pick(chance, _STATES, count),
        "lamp_type": lamp,
        "watt": [_WATTS[kind] for kind in lamp],
        "power_source": [PowerSource.SOLAR if s else PowerSource.GRID_METERED for s in solar],
        "control": pick(chance, {Control.PHOTOCELL: 6, Control.TIMER: 3, Control.IOT: 1}, count),
        "pole_owner": [PoleOwner.SAO if s else PoleOwner.PEA for s in solar | (chance.random(count) < 0.25)],
        "height_m": chance.choice([6.0, 7.0, 9.0], count),
        "pea_meter_no": [None if s else meter[c] for s, c in zip(solar, circuit, strict=True)],
        "installed_on": installed,
        "warranty_ends_on": installed + np.timedelta64(730, "D"),
        "circuit_id": [None if s else c for s, c in zip(solar, circuit, strict=True)],
        "road_id": [register[w] for w in way],
    }


@sample(ElectricityMeter)
def electricity_meters(town: Town) -> Rows:
    point, _, circuit = _lamps(town)
    first = np.unique(circuit, return_index=True)[1]
    use = {"office": MeterUse.OFFICE, "waterworks": MeterUse.WATERWORKS, "child_centre": MeterUse.SCHOOL}
    stands = town.places(*use)
    count, chance = len(first) + len(stands), town.rng("meters")
    return {
        "geom": np.concatenate([point[first], np.array([stand.point for stand in stands])]),
        "meter_no": town.serial("PEA", count),
        "account_no": [f"00{town.number:04d}{n:06d}" for n in range(1, count + 1)],
        "use": [MeterUse.STREETLIGHT] * len(first) + [use[stand.kind] for stand in stands],
        "phases": chance.choice([1, 3], count, p=[0.8, 0.2]),
        "ampere": pick(chance, {"15(45) A": 3, "30(100) A": 1}, count),
        "installed_on": days(chance, "2008-01-01", count),
    }


@sample(SolarPlant)
def solar_plants(town: Town) -> Rows:
    site = {"office": SolarSite.OFFICE, "child_centre": SolarSite.CHILD_CENTRE, "waterworks": SolarSite.PUMP}
    stands, chance = town.places(*site), town.rng("solar")
    count = len(stands)
    kwp = chance.choice([3.3, 5.5, 10.0, 20.0], count)
    mode = pick(chance, {GridMode.ON_GRID: 5, GridMode.HYBRID: 3, GridMode.OFF_GRID: 2}, count)
    battery = np.array([m is not GridMode.ON_GRID for m in mode])
    house = {int(p): n for n, p in reversed(list(enumerate(town.houses.parcel)))}
    return {
        "geom": np.array([stand.point for stand in stands]),
        "plant_no": town.serial("PV", count),
        "name": [f"โซลาร์เซลล์ {site[s.kind].label.th} บ้าน{town.villages[s.village].th}" for s in stands],
        "site_kind": [site[stand.kind] for stand in stands],
        "grid_mode": mode,
        "kwp": kwp,
        "inverter_kw": kwp * 0.9,
        "battery_kwh": np.where(battery, kwp * 2, np.nan),
        "energy_kwh_month": kwp * 120 * chance.uniform(0.85, 1.05, count),
        "commissioned_on": days(chance, "2019-01-01", count),
        "building_id": [house.get(stand.parcel) for stand in stands],
    }
