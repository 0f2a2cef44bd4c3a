"""A sample of flood zones and disasters, shelters, green areas, and everything about waste."""

import numpy as np
import shapely

from gis.sample import Ground, Rows, Town, WayKind, days, phones, pick, sample
from layers.environment.evacuation_centre import EvacuationCentre
from layers.environment.flood_zone import FloodZone, ZoneBasis
from layers.environment.green_area import GreenArea, GreenKind
from layers.environment.hazard_event import HazardEvent
from layers.environment.risk import Hazard, RiskLevel
from layers.environment.waste_point import WastePoint, Weekday
from layers.environment.waste_route import WasteRoute
from layers.environment.waste_site import WasteSite, WasteSiteKind

#: By level: greatest depth in metres and in how many of ten years the ground is flooded.
_DEPTHS = {
    RiskLevel.LOW: (0.3, 1), RiskLevel.MODERATE: (0.7, 3), RiskLevel.HIGH: (1.2, 5), RiskLevel.VERY_HIGH: (2.1, 8),
}  # fmt: skip
#: Collection days of the waste routes, which serve the villages in turn.
_DAYS = (
    [Weekday.MON, Weekday.THU], [Weekday.TUE, Weekday.FRI], [Weekday.WED, Weekday.SAT], [Weekday.MON, Weekday.FRI],
)  # fmt: skip


@sample(FloodZone)
def flood_zones(town: Town) -> Rows:
    """Each level's own ground: the band without the bands inside it."""
    bands = [shapely.difference(a, b) for a, b in zip(town.floods, town.floods[1:], strict=False)] + town.floods[-1:]
    level = town.flood_level(town.houses.polygon[town.houses.main])
    return {
        "geom": np.array(bands),
        "zone_no": town.serial("FZ", len(bands)),
        "name": [f"ที่ลุ่มริมแม่น้ำ ระดับเสี่ยง{risk.label.th}" for risk in _DEPTHS],
        "level": list(_DEPTHS),
        "depth_max_m": np.array([depth for depth, _ in _DEPTHS.values()]),
        "basis": ZoneBasis.REPEAT_10Y,
        "repeats_in_10y": [years for _, years in _DEPTHS.values()],
        "households": np.bincount(level, minlength=5)[1:],
        "valid_from": "2026-01-01",
    }


@sample(HazardEvent)
def hazard_events(town: Town) -> Rows:
    """Floods in September and October, fires and drought in March and April, storms before the rains."""
    chance = town.rng("hazards")
    kinds = pick(chance, {Hazard.FLOOD: 8, Hazard.STORM: 7, Hazard.FIRE: 6, Hazard.DROUGHT: 4, Hazard.PM25: 2}, 36)
    month = {Hazard.FLOOD: 9, Hazard.STORM: 5, Hazard.FIRE: 3, Hazard.DROUGHT: 3, Hazard.PM25: 1}
    years = chance.integers(2021, 2026, 36)
    first = np.array([np.datetime64(f"{y}-{month[k]:02d}-01") for y, k in zip(years, kinds, strict=True)])
    start = first.astype("datetime64[m]") + chance.integers(0, 60 * 24 * 60, 36).astype("timedelta64[m]")
    length = np.array([{Hazard.FLOOD: 9.0, Hazard.DROUGHT: 40.0}.get(kind, 0.3) for kind in kinds])
    hours = (length * 24 * chance.uniform(0.5, 1.6, 36)).astype(int) + 1
    houses = town.houses.polygon[town.houses.main]
    wet = np.flatnonzero(town.flood_level(houses) >= 2)
    place = np.where([k is Hazard.FLOOD for k in kinds], chance.choice(wet, 36), chance.integers(0, len(houses), 36))
    level = town.flood_level(houses[place])
    village = town.village_of(houses[place])
    return {
        "geom": shapely.centroid(houses[place]),
        "event_no": town.serial("EV", 36),
        "name": [f"{k.label.th} บ้าน{town.villages[v].th}" for k, v in zip(kinds, village, strict=True)],
        "hazard": kinds,
        "severity": pick(
            chance, {RiskLevel.LOW: 4, RiskLevel.MODERATE: 3, RiskLevel.HIGH: 2, RiskLevel.VERY_HIGH: 1}, 36
        ),
        "started_at": start.astype("datetime64[s]"),
        "ended_at": (start + hours.astype("timedelta64[h]")).astype("datetime64[s]"),
        "households_affected": chance.integers(1, 90, 36),
        "damage_baht": np.round(chance.lognormal(11.5, 1.0, 36), -2),
        "zone_id": [n - 1 if k is Hazard.FLOOD and n else None for k, n in zip(kinds, level, strict=True)],
    }


@sample(EvacuationCentre)
def evacuation_centres(town: Town) -> Rows:
    stands, chance = town.places("school", "temple", "office"), town.rng("shelters")
    count = len(stands)
    points = np.array([stand.point for stand in stands])
    capacity = chance.integers(8, 45, count) * 10
    called = {"school": "โรงเรียนบ้าน", "temple": "วัด", "office": "ที่ทำการองค์การบริหารส่วนตำบล"}
    return {
        "geom": points,
        "centre_no": town.serial("EC", count),
        "name": [called[s.kind] + ("" if s.kind == "office" else town.villages[s.village].th) for s in stands],
        "capacity_person": capacity,
        "area_m2": capacity * chance.uniform(3.5, 5.0, count),
        "toilets": capacity // 25 + 1,
        "backup_power_kw": chance.choice([0.0, 5.0, 10.0, 25.0], count),
        "kitchen": chance.random(count) < 0.7,
        "accessible": chance.random(count) < 0.5,
        "above_flood_level": town.flood_level(points) < 2,
        "manager_phone": phones(town.number * 100, count),
    }


@sample(GreenArea)
def green_areas(town: Town) -> Rows:
    """Grounds of temples, and a few riverside and roadside plots nobody builds on."""
    chance, land = town.rng("greens"), town.parcels
    free = ~np.isin(np.arange(len(land.polygon)), town.houses.parcel)
    temples = [stand.parcel for stand in town.places("temple")]
    banks = chance.choice(np.flatnonzero(free & (land.ground == Ground.ORCHARD)), 4, replace=False)
    plots = chance.choice(np.flatnonzero(free & (land.ground == Ground.RIBBON)), 5, replace=False)
    woods = chance.choice(np.flatnonzero(free & (land.ground == Ground.FIELD)), 2, replace=False)
    rows = np.concatenate([temples, banks, plots, woods]).astype(int)
    kind = [GreenKind.TEMPLE] * len(temples) + [GreenKind.PARK] * 4
    kind += [GreenKind.SPORT, GreenKind.SPORT, *[GreenKind.ROADSIDE] * 3, *[GreenKind.FOREST] * 2]
    village = town.parcel_village[rows]
    return {
        "geom": land.polygon[rows],
        "area_no": town.serial("GA", len(rows)),
        "name": [f"{k.label.th}บ้าน{town.villages[v].th}" for k, v in zip(kind, village, strict=True)],
        "kind": kind,
        "trees": (shapely.area(land.polygon[rows]) / chance.uniform(40, 160, len(rows))).astype(int),
        "accessible": chance.random(len(rows)) < 0.4,
    }


@sample(WasteRoute)
def waste_routes(town: Town) -> Rows:
    """A truck's round: the lanes of every fourth village, and the road along which those villages lie."""
    lines = []
    for number in range(len(_DAYS)):
        ways = [w.line for w in town.network.ways if w.kind is WayKind.LANE and w.village % len(_DAYS) == number]
        main = [w.line for w in town.network.ways if w.kind in (WayKind.BANK, WayKind.HIGHWAY)]
        villages = shapely.union_all(town.network.villages[number :: len(_DAYS)]).buffer(40)
        parts = shapely.get_parts(shapely.intersection(main, villages))
        lines.append(shapely.multilinestrings(shapely.get_parts([*ways, *parts])))
    chance = town.rng("waste")
    return {
        "geom": np.array(lines),
        "route_no": town.serial("WR", len(lines)),
        "name": [f"เส้นทางที่ {n + 1} {' '.join(day.label.th for day in d)}" for n, d in enumerate(_DAYS)],
        "truck_plate": [f"ตย {town.number * 4 + n + 1:04d}" for n in range(len(lines))],
        "weigh_kg_day": chance.uniform(1400, 3200, len(lines)),
    }


@sample(WastePoint)
def waste_points(town: Town) -> Rows:
    lanes = [i for i in town.roads if town.network.ways[i].kind in (WayKind.LANE, WayKind.BANK)]
    spots, chance = town.beside(lanes, 165.0, 0.4, "bins"), town.rng("bin counts")
    count = len(spots.way)
    own = np.array([town.network.ways[i].village for i in spots.way])
    village = np.where(own >= 0, own, town.village_of(spots.point))
    bins = {name: chance.poisson(mean, count) for name, mean in (("general", 1.2), ("organic", 0.4), ("recycle", 0.6))}
    bins["general"] = np.maximum(1, bins["general"])
    return {
        "geom": spots.point,
        "point_no": town.serial("WP", count),
        **{f"bin_{name}": number for name, number in bins.items()},
        "bin_hazard": (chance.random(count) < 0.06).astype(int),
        "capacity_l": sum(bins.values()) * 240,
        "collect_days": [[str(day) for day in _DAYS[v % len(_DAYS)]] for v in village],
        "fill_pct": np.minimum(100, chance.gamma(3.0, 15.0, count).astype(int)),
        "route_id": village % len(_DAYS),
    }


@sample(WasteSite)
def waste_sites(town: Town) -> Rows:
    stands = town.places("yard", "school")
    kind = [WasteSiteKind.RECYCLING if s.kind == "school" else WasteSiteKind.COMPOST for s in stands]
    kind[0] = WasteSiteKind.HAZARDOUS
    chance = town.rng("waste sites")
    return {
        "geom": np.array([stand.point for stand in stands]),
        "site_no": town.serial("WS", len(stands)),
        "name": [f"{k.label.th}บ้าน{town.villages[s.village].th}" for k, s in zip(kind, stands, strict=True)],
        "kind": kind,
        "capacity_t_day": chance.uniform(0.2, 3.0, len(stands)),
        "opening": "Mo-Fr 08:30-16:30",
        "opened_on": days(chance, "2015-01-01", len(stands)),
    }
