"""A sample of roads as registered, with bridges, works, bus stops and cameras."""

import numpy as np
import shapely

from gis.sample import TODAY, Rows, Town, WayKind, days, pick, sample
from layers.mobility.bridge import Bridge, BridgeKind
from layers.mobility.bus_stop import BusStop
from layers.mobility.camera import Camera, CameraKind, CameraStatus
from layers.mobility.condition import Condition
from layers.mobility.road import Road, RoadClass, Surface
from layers.mobility.road_register import Drainage, LandBasis, RegisterStatus, RoadAgency, RuralClass
from layers.mobility.road_work import RoadWork, WorkKind, WorkStatus

#: Of each kind of road: class, agency, carriageway and shoulder in metres, and how often which surface.
_BUILT = {
    WayKind.HIGHWAY: (RoadClass.MAIN, RoadAgency.DOH, 14.0, 2.5, {Surface.ASPHALT: 1.0}),
    WayKind.COLLECTOR: (RoadClass.SECONDARY, RoadAgency.DRR, 6.0, 1.0, {Surface.ASPHALT: 0.8, Surface.CONCRETE: 0.2}),
    WayKind.BANK: (RoadClass.SECONDARY, RoadAgency.PAO, 6.0, 0.5, {Surface.ASPHALT: 0.7, Surface.CONCRETE: 0.3}),
    WayKind.LANE: (RoadClass.LOCAL, RoadAgency.SAO, 4.0, 0.5, {Surface.CONCRETE: 0.8, Surface.LATERITE: 0.2}),
    WayKind.TRACK: (
        RoadClass.TRACK, RoadAgency.SAO, 3.5, 0.0,
        {Surface.LATERITE: 0.55, Surface.CRUSHED_ROCK: 0.25, Surface.EARTH: 0.2},
    ),
}  # fmt: skip
_STATE = {Condition.GOOD: 0.5, Condition.FAIR: 0.33, Condition.POOR: 0.16, Condition.CLOSED: 0.01}


@sample(Road)
def roads(town: Town) -> Rows:
    chance, ways = town.rng("roads"), [town.network.ways[i] for i in town.roads]
    count, built = len(ways), [_BUILT[way.kind] for way in ways]
    own = np.array([b[1] is RoadAgency.SAO for b in built])
    known = own & (chance.random(count) < 0.8)
    lines = town.lines[town.roads]
    return {
        "geom": lines,
        "road_no": town.serial("R", count),
        "name": [town.way_names[i].th for i in town.roads],
        "route_code": [f"ถ. 1-{n + 1:04d}" if k else None for n, k in enumerate(known)],
        "road_class": [b[0] for b in built],
        "surface": [pick(chance, b[4], 1)[0] for b in built],
        "condition": pick(chance, _STATE, count),
        "length_km": shapely.length(lines) / 1000 * chance.uniform(0.985, 1.015, count),
        "carriageway_width_m": np.array([b[2] for b in built]),
        "shoulder_width_m": np.array([b[3] for b in built]),
        "row_width_m": np.array([way.kind.corridor_m for way in ways]),
        "build_year_be": chance.integers(2525, 2569, count),
        "drainage": pick(
            chance, {Drainage.NONE: 5, Drainage.OPEN_DITCH: 3, Drainage.U_DITCH: 1, Drainage.PIPE: 1}, count
        ),
        "owner_agency": [b[1] for b in built],
        "register_status": [
            RegisterStatus.REGISTERED if k else RegisterStatus.NOT_REGISTERED if o else None
            for k, o in zip(known, own, strict=True)
        ],
        "registered_on": np.where(known, days(chance, "2010-01-01", count), np.datetime64("NaT", "s")),
        "rural_class": [RuralClass.CLASS_5 if o else None for o in own],
        "land_basis": pick(
            chance, {LandBasis.DEDICATION: 5, LandBasis.PUBLIC_CERTIFICATE: 2, LandBasis.UNKNOWN: 3}, count
        ),
        "inspected_on": days(chance, "2024-10-01", count),
    }


@sample(Bridge)
def bridges(town: Town) -> Rows:
    spots, chance = town.crossings, town.rng("bridges")
    count = len(spots.way)
    ways = [town.network.ways[i].kind for i in spots.way]
    river = shapely.distance(spots.point, town.network.river_line) < 1.0
    length = np.where(river, chance.uniform(165, 240, count), chance.uniform(6, 24, count))
    small = pick(chance, {BridgeKind.BOX_CULVERT: 6, BridgeKind.RC_SLAB: 4}, count)
    register = {way: n for n, way in enumerate(town.roads)}
    return {
        "geom": spots.point,
        "bridge_no": town.serial("BR", count),
        "name": [f"สะพานข้ามแม่น้ำ {town.way_names[w].th}" if r else None for w, r in zip(spots.way, river, strict=True)],
        "kind": [BridgeKind.RC_GIRDER if r else s for r, s in zip(river, small, strict=True)],
        "length_m": length,
        "deck_width_m": np.array([_BUILT[kind][2] + 1.0 for kind in ways]),
        "load_limit_t": np.where(river, 25.0, 15.0),
        "spans": np.maximum(1, (length // 20).astype(int)),
        "condition": pick(chance, _STATE, count),
        "build_year_be": chance.integers(2520, 2568, count),
        "road_id": [register[way] for way in spots.way],
    }


@sample(BusStop)
def bus_stops(town: Town) -> Rows:
    main = [i for i in town.roads if town.network.ways[i].kind in (WayKind.HIGHWAY, WayKind.BANK, WayKind.COLLECTOR)]
    spots, chance = town.beside(main, 1250.0, 1.5, "bus stops"), town.rng("stops")
    count, village = len(spots.way), town.village_of(spots.point)
    return {
        "geom": spots.point,
        "stop_no": town.serial("ST", count),
        "name": [f"ป้ายบ้าน{town.villages[v].th} {n + 1}" for n, v in enumerate(village)],
        "routes": pick(chance, {"รถสองแถวสายในตำบล": 3, "รถสองแถวเข้าอำเภอ": 2}, count),
        "shelter": chance.random(count) < 0.6,
        "lit": chance.random(count) < 0.5,
        "accessible": chance.random(count) < 0.25,
    }


@sample(Camera)
def cameras(town: Town) -> Rows:
    main = [i for i in town.roads if town.network.ways[i].kind in (WayKind.BANK, WayKind.HIGHWAY)]
    spots, chance = town.beside(main, 850.0, 1.0, "cameras"), town.rng("camera kinds")
    count = len(spots.way)
    status = pick(chance, {CameraStatus.ONLINE: 85, CameraStatus.OFFLINE: 10, CameraStatus.REPAIR: 5}, count)
    seen = TODAY.astype("datetime64[m]") - np.where(
        [s is CameraStatus.ONLINE for s in status], chance.integers(0, 30, count), chance.integers(1440, 90_000, count)
    ).astype("timedelta64[m]")
    return {
        "geom": spots.point,
        "camera_no": town.serial("CCTV", count),
        "kind": pick(
            chance, {CameraKind.FIXED: 6, CameraKind.PTZ: 2, CameraKind.LPR: 1, CameraKind.PANORAMIC: 1}, count
        ),
        "status": status,
        "azimuth_deg": chance.integers(0, 360, count),
        "fov_deg": chance.choice([60, 85, 110], count),
        "range_m": chance.choice([30, 50, 80], count),
        "retention_days": 30,
        "sign_posted": chance.random(count) < 0.9,
        "last_seen": seen.astype("datetime64[s]"),
        "recorder": [f"NVR-{n // 8 + 1:02d}" for n in range(count)],
        # Addresses kept for documentation (RFC 5737): they reach nothing.
        "ip_address": [f"192.0.2.{n % 254 + 1}" for n in range(count)],
    }


@sample(RoadWork)
def road_works(town: Town) -> Rows:
    chance = town.rng("works")
    rows = np.sort(chance.choice(len(town.roads), 24, replace=False))
    ways, count = [town.roads[i] for i in rows], len(rows)
    kind = pick(chance, {WorkKind.RESURFACE: 4, WorkKind.BUILD: 3, WorkKind.REPAIR: 3, WorkKind.DRAINAGE: 1}, count)
    start = days(chance, "2024-11-01", count, "2027-02-01")
    end = start + chance.integers(45, 180, count).astype("timedelta64[D]")
    progress = np.clip((TODAY - start) / (end - start) * 100, 0, 100).astype(int)
    status = np.select(
        [progress == 100, progress > 0, start < TODAY + np.timedelta64(60, "D")],
        [WorkStatus.FINISHED, WorkStatus.WORKING, WorkStatus.PROCUREMENT],
        WorkStatus.PLANNED,
    )
    budget = np.round(shapely.length(town.lines[ways]) * chance.uniform(900, 3200, count), -3)
    return {
        "geom": town.lines[ways],
        "project_no": town.serial("PRJ", count),
        "name": [f"{k.label.th} {town.way_names[w].th}" for k, w in zip(kind, ways, strict=True)],
        "kind": kind,
        "status": status,
        "fiscal_year_be": start.astype("datetime64[Y]").astype(int)
        + 1970
        + 543
        + (start.astype("datetime64[M]").astype(int) % 12 >= 9),
        "budget_baht": budget,
        "contract_baht": np.where(start < TODAY, np.round(budget * chance.uniform(0.86, 0.99, count), -2), np.nan),
        "contractor": [f"หจก. ตัวอย่างก่อสร้าง {n % 5 + 1}" if s < TODAY else None for n, s in enumerate(start)],
        "starts_on": start,
        "ends_on": end,
        "progress_pct": progress,
        "road_id": rows,
    }
