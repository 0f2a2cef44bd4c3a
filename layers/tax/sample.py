"""A sample of parcels with their deeds, and of what land along the roads is assessed at."""

import numpy as np
import shapely

from gis.sample import YEAR_BEGAN, Array, Earlier, Ground, Rows, Town, WayKind, earlier, people, pick, sample
from layers.tax.land_use import LandUse
from layers.tax.land_value_road import LandValueRoad
from layers.tax.parcel import DeedType, Parcel

#: Blocks of 999 lots that one sub-district's parcels may fill.
_BLOCKS = 12
#: Share of the parcels with a house that the register still calls vacant: the surveyor has not been there since.
_OUTDATED = 0.015
#: In a fiscal year: parcels that were divided, and parcels whose use was registered anew.
_DIVIDED, _REVIEWED = 24, 60
_BAHT = {WayKind.HIGHWAY: 4200, WayKind.COLLECTOR: 1900, WayKind.BANK: 2300}


@sample(Parcel)
def parcels(town: Town) -> Rows:
    land, chance = town.parcels, town.rng("deeds")
    count = len(land.polygon)
    built = np.isin(np.arange(count), town.houses.parcel)
    fields = np.isin(land.ground, [Ground.FIELD, Ground.ORCHARD])
    use = np.where(fields, LandUse.AGRICULTURE, np.where(built, LandUse.RESIDENCE, LandUse.VACANT)).astype(object)
    use[~built & ~fields & (chance.random(count) < 0.45)] = LandUse.AGRICULTURE
    use[built & fields & (chance.random(count) < 0.5)] = LandUse.MIXED
    use[built & ~fields & (town.rng("outdated uses").random(count) < _OUTDATED)] = LandUse.VACANT
    use[[stand.parcel for stand in town.stands]] = LandUse.OTHER
    deed = np.array(
        pick(chance, {DeedType.NS4: 62, DeedType.NS3K: 14, DeedType.NS3: 6, DeedType.ALRO: 18}, count), dtype=object
    )
    deed[~fields & (deed == DeedType.ALRO)] = DeedType.NS4
    wah = shapely.area(land.polygon) / 4.0
    idle = use == LandUse.VACANT
    serial = np.arange(count)
    block, lot = town.number * _BLOCKS + serial // 999, serial % 999 + 1
    return {
        "geom": land.polygon,
        "parcel_code": [f"{b // 26 + 1:02d}{chr(65 + b % 26)}{n:03d}" for b, n in zip(block, lot, strict=True)],
        "land_use": use,
        "deed_type": deed,
        "deed_no": [str(n) for n in 10_000 + town.number * 20_000 + chance.permutation(count)],
        "land_no": [str(n) for n in lot],
        "survey_page": [str(n) for n in chance.permutation(count) + 1],
        "deed_area_wah": wah * (1 + chance.normal(0, 0.006, count)),
        "idle_since_be": [int(y) if i else None for y, i in zip(chance.integers(2558, 2569, count), idle, strict=True)],
        "owner_name": people(town.number * 20_000, count),
    }


@sample(LandValueRoad)
def land_values(town: Town) -> Rows:
    ways = [i for i in town.roads if town.network.ways[i].kind in _BAHT]
    base = np.array([_BAHT[town.network.ways[i].kind] for i in ways])
    low = (base * town.rng("land values").uniform(0.5, 0.9, len(ways)) / 50).astype(int) * 50
    return {
        "geom": town.lines[ways],
        "name": [town.way_names[i].th for i in ways],
        "price_min": low,
        "price_max": low * 2,
    }


@earlier(Parcel)
def parcels_earlier(town: Town) -> Earlier:
    """Plots that were one until their owner divided them, and land registered anew when a house was built on it."""
    chance, shapes = town.rng("parcels earlier"), town.parcels.polygon
    kept, parted = _neighbours(town, chance)
    whole = shapely.union_all(np.stack([shapes[kept], shapes[parted]]), axis=0)
    built = np.isin(np.arange(len(shapes)), town.houses.parcel) & (town.parcels.ground == Ground.PLOT)
    built[[*kept, *parted, *(stand.parcel for stand in town.stands)]] = False
    reviewed = np.sort(chance.choice(np.flatnonzero(built), _REVIEWED, replace=False))
    use = np.array(parcels(town)["land_use"], dtype=object)
    was = np.array(pick(chance, {LandUse.VACANT: 3, LandUse.AGRICULTURE: 1}, _REVIEWED), dtype=object)
    divided_on = _sittings(chance, len(kept))
    return Earlier(
        changed=np.concatenate([kept, reviewed]),
        changed_on=np.concatenate([divided_on, _sittings(chance, _REVIEWED)]),
        before={
            "geom": np.concatenate([whole, shapes[reviewed]]),
            "land_use": np.concatenate([use[kept], was]),
        },
        added=parted,
        added_on=divided_on,
    )


def _neighbours(town: Town, chance: np.random.Generator) -> tuple[Array, Array]:
    """Pairs of plots with a side in common, each plot in one pair at most."""
    plots = np.flatnonzero(town.parcels.ground == Ground.PLOT)
    shapes = town.parcels.polygon[plots]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="touches")
    side = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 10.0
    free = np.ones(len(town.parcels.polygon), bool)
    free[[stand.parcel for stand in town.stands]] = False
    found: list[tuple[int, int]] = []
    pairs = np.column_stack([plots[one], plots[other]])[side & (one < other)]
    for a, b in pairs[chance.permutation(len(pairs))].tolist():
        if free[a] and free[b] and len(found) < _DIVIDED:
            free[a] = free[b] = False
            found.append((a, b))
    kept, parted = np.array(found).T
    return kept, parted


def _sittings(chance: np.random.Generator, count: int) -> Array:
    """Days on which the register was changed: the fifteenth of a month of the fiscal year."""
    months = YEAR_BEGAN.astype("datetime64[M]") + chance.integers(1, 12, count).astype("timedelta64[M]")
    days: Array = months.astype("datetime64[D]") + np.timedelta64(14, "D")
    return days
