"""A sample of the town plan, which covers the sub-district, and of building permits."""

import numpy as np
import shapely

from gis.sample import Array, Rows, Town, WayKind, days, people, phones, pick, sample
from layers.planning.building_permit import BuildingPermit, PermitKind, PermitState
from layers.planning.zoning import ZoneClass, Zoning

#: Main use and greatest height in metres of each class on the plan.
_RULES = {
    ZoneClass.ZR1: ("อยู่อาศัย", 12.0), ZoneClass.ZC: ("พาณิชยกรรมและอยู่อาศัย", 23.0), ZoneClass.ZW: ("แหล่งน้ำ", np.nan),
    ZoneClass.ZA1: ("เกษตรกรรม", 12.0), ZoneClass.ZA2: ("เกษตรกรรมในที่ลุ่มน้ำหลาก", 9.0),
    ZoneClass.ZI3: ("คลังสินค้า", 15.0), ZoneClass.ZO1: ("ที่โล่งริมแม่น้ำ", 6.0),
}  # fmt: skip
_STATES = {
    PermitState.CERTIFIED: 40, PermitState.ISSUED: 10, PermitState.WORK: 20, PermitState.INSPECTED: 5,
    PermitState.EXPIRED: 5, PermitState.REFUSED: 3, PermitState.FILED: 5, PermitState.DOC_CHECK: 4,
    PermitState.RETURNED: 3, PermitState.SITE_VISIT: 3, PermitState.FEE_DUE: 2,
}  # fmt: skip
_ISSUED = {PermitState.CERTIFIED, PermitState.ISSUED, PermitState.WORK, PermitState.INSPECTED, PermitState.EXPIRED}


@sample(Zoning)
def zoning(town: Town) -> Rows:
    """Faces between roads and water by what lies there; neighbouring faces of one class are one area."""
    faces, network = town.faces, town.network
    middle = shapely.get_coordinates(shapely.point_on_surface(faces))

    def lies_in(area: shapely.Geometry) -> Array:
        shapely.prepare(area)
        inside: Array = shapely.contains_xy(area, middle[:, 0], middle[:, 1])
        return inside

    highway = shapely.union_all([w.line for w in network.ways if w.kind is WayKind.HIGHWAY])
    built = lies_in(shapely.union_all(network.villages))
    near = shapely.distance(faces, highway) < 5.0
    stores = near & (town.rng("zoning").random(len(faces)) < 0.12) & (shapely.area(faces) > 50_000)
    ranked = (ZoneClass.ZW, ZoneClass.ZC, ZoneClass.ZR1, ZoneClass.ZO1, ZoneClass.ZI3, ZoneClass.ZA2)
    kind = np.select(
        [lies_in(network.river), built & near, built, lies_in(network.banks), stores, lies_in(town.floods[1])],
        [np.array(zone) for zone in ranked],
        ZoneClass.ZA1.value,
    )
    areas, classes = [], []
    for zone in _RULES:
        parts = shapely.get_parts(shapely.coverage_union_all(faces[kind == zone]))
        areas += list(parts)
        classes += [zone] * len(parts)
    return {
        "geom": np.array(areas),
        "plan_no": town.serial("Z", len(areas)),
        "zone_class": classes,
        "main_use": [_RULES[zone][0] for zone in classes],
        "other_use_max_pct": [None if zone is ZoneClass.ZW else 10 for zone in classes],
        "max_height_m": np.array([_RULES[zone][1] for zone in classes]),
        "legal_ref": "ผังตัวอย่าง ไม่มีผลทางกฎหมาย",
        "valid_from": "2025-10-01",
    }


@sample(BuildingPermit)
def building_permits(town: Town) -> Rows:
    chance, houses = town.rng("permits"), town.houses
    rows = np.sort(chance.choice(np.flatnonzero(houses.main), 320, replace=False))
    count = len(rows)
    filed = days(chance, "2023-10-01", count, "2026-08-20")
    state = np.array(pick(chance, _STATES, count))
    issued = np.isin(state, list(_ISSUED))
    issued_on = np.where(
        issued, filed + chance.integers(12, 40, count).astype("timedelta64[D]"), np.datetime64("NaT", "s")
    )
    area, storeys = shapely.area(houses.polygon[rows]), chance.choice([1, 2], count, p=[0.65, 0.35])
    never, year = np.datetime64("NaT", "s"), filed.astype("datetime64[Y]").astype(int) + 2513
    return {
        "geom": houses.polygon[rows],
        "application_no": town.serial("BP", count),
        "kind": pick(chance, {PermitKind.BUILD: 6, PermitKind.HOUSE_CERTIFICATE: 3, PermitKind.ALTER: 2}, count),
        "state": state,
        "permit_no": [f"{n + 1}/{y}" if i else None for n, (y, i) in enumerate(zip(year, issued, strict=True))],
        "use": pick(chance, {"ที่อยู่อาศัย": 8, "พาณิชย์": 1, "เก็บสินค้าเกษตร": 1}, count),
        "storeys": storeys,
        "height_m": storeys * 3.3 + 1.2,
        "footprint_m2": area,
        "floor_area_m2": area * storeys,
        "filed_on": filed,
        "issued_on": issued_on,
        "expires_on": np.where(issued, issued_on + np.timedelta64(365, "D"), never),
        "applicant_name": people(town.number * 20_000 + 700_000, count),
        "applicant_phone": phones(town.number * 1000 + 200_000, count),
        "parcel_id": houses.parcel[rows],
    }
