"""A sample of parcels with their deeds, and of what land along the roads is assessed at."""

import numpy as np
import shapely

from gis.sample import Ground, Rows, Town, WayKind, people, pick, sample
from layers.tax.land_use import LandUse
from layers.tax.land_value_road import LandValueRoad
from layers.tax.parcel import DeedType, Parcel

#: Blocks of 999 lots that one sub-district's parcels may fill.
_BLOCKS = 12
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
