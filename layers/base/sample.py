"""A sample of the sub-district's outline, villages, houses and their numbers."""

import numpy as np
import shapely

from gis.sample import Ground, Rows, Town, pick, sample
from layers.base.address import Address
from layers.base.building import Building, Structure
from layers.base.building_type import BuildingType
from layers.base.subdistrict import Subdistrict
from layers.base.village import Village
from layers.tax.land_use import LandUse

#: What the buildings of public places are called and what type they are.
_PUBLIC = {
    "office": ("ที่ทำการองค์การบริหารส่วนตำบล", BuildingType.OFFICE_LOW),
    "school": ("โรงเรียนบ้าน", BuildingType.SCHOOL),
    "child_centre": ("ศูนย์พัฒนาเด็กเล็กบ้าน", BuildingType.SCHOOL),
    "clinic": ("โรงพยาบาลส่งเสริมสุขภาพตำบลบ้าน", BuildingType.CLINIC),
    "temple": ("ศาลาการเปรียญ วัด", BuildingType.THEATRE),
    "market": ("ตลาดบ้าน", BuildingType.MARKET_SMALL),
    "waterworks": ("โรงสูบน้ำประปาบ้าน", BuildingType.WAREHOUSE_SMALL),
    "hall": ("ศาลาประชาคมบ้าน", BuildingType.THEATRE),
    "shop": ("ร้านค้าชุมชนบ้าน", BuildingType.SHOPHOUSE),
    "yard": ("โรงจัดการขยะบ้าน", BuildingType.WAREHOUSE_SMALL),
}


#: Share of the buildings that are known from the air alone: nobody has registered them yet.
_UNREGISTERED = 0.035


@sample(Subdistrict)
def subdistricts(town: Town) -> Rows:
    place = town.place
    return {
        "geom": np.array([town.border]),
        "code": [f"TH{town.code}"],  # as the national boundary files spell it
        "name_th": [town.name.th],
        "name_en": [town.name.en],
        "amphoe_th": [place.amphoe.th],
        "amphoe_en": [place.amphoe.en],
        "province_th": [place.province.th],
        "province_en": [place.province.en],
    }


@sample(Village)
def villages(town: Town) -> Rows:
    count = len(town.villages)
    main = town.house_village[town.houses.main]
    households = np.bincount(main, minlength=count)
    return {
        "geom": town.centres,
        "village_code": [f"{town.code}{n + 1:02d}" for n in range(count)],
        "name": [name.th for name in town.villages],
        "moo": np.arange(1, count + 1),
        "subdistrict": town.name.th,
        "amphoe": town.place.amphoe.th,
        "province": town.place.province.th,
        "households": households,
        "population": (households * town.rng("population").uniform(2.3, 3.1, count)).astype(int),
    }


@sample(Building)
def buildings(town: Town) -> Rows:
    houses, chance = town.houses, town.rng("buildings")
    count = len(houses.polygon)
    area = shapely.area(houses.polygon)
    ground = town.parcels.ground[houses.parcel]
    public = {stand.parcel: stand for stand in town.stands}
    stands = [public.get(int(p)) if m else None for p, m in zip(houses.parcel, houses.main, strict=True)]
    storeys = np.where(houses.main & (chance.random(count) < 0.34), 2, 1)
    built = np.clip(2569 - chance.gamma(2.2, 9.0, count).astype(int), 2475, 2569)
    walls = pick(chance, {Structure.MASONRY: 5, Structure.HALF: 3, Structure.WOOD: 2}, count)
    plain = np.where(houses.main, BuildingType.DETACHED_HOUSE, BuildingType.GARAGE).astype(object)
    plain[houses.main & (ground == Ground.FIELD)] = BuildingType.WAREHOUSE_SMALL
    plain[houses.main & (ground == Ground.RIBBON) & (chance.random(count) < 0.3)] = BuildingType.SHOPHOUSE
    use = np.where(np.isin(ground, [Ground.FIELD, Ground.ORCHARD]), LandUse.AGRICULTURE, LandUse.RESIDENCE).astype(
        object
    )
    use[plain == BuildingType.SHOPHOUSE] = LandUse.MIXED
    seen = {
        "geom": houses.polygon,
        "name": [None if s is None else _PUBLIC[s.kind][0] + town.villages[s.village].th for s in stands],
        "height_m": storeys * 3.1 + chance.uniform(0.4, 1.6, count),
    }
    registered = {
        "building_no": town.serial("B", count),
        "use": [u if s is None else LandUse.OTHER for s, u in zip(stands, use, strict=True)],
        "building_type": [t if s is None else _PUBLIC[s.kind][1] for s, t in zip(stands, plain, strict=True)],
        "structure": walls,
        "storeys": storeys,
        "floor_area_m2": area * storeys,
        "build_year_be": built,
        "parcel_id": houses.parcel,
    }
    known = np.array([s is not None for s in stands]) | (town.rng("registered").random(count) >= _UNREGISTERED)
    return seen | {
        name: [value if k else None for value, k in zip(values, known, strict=True)]
        for name, values in registered.items()
    }


@sample(Address)
def addresses(town: Town) -> Rows:
    houses = town.houses
    rows = np.flatnonzero(houses.main)
    village = town.house_village[rows]
    # Numbers were given as houses were built, so neighbours' numbers are near but not in order.
    rank = np.lexsort((town.rng("numbers").normal(np.arange(len(rows)), 12.0), village))
    number = np.empty(len(rows), int)
    first = np.searchsorted(village[rank], np.arange(len(town.villages)))
    number[rank] = np.arange(len(rows)) - first[village[rank]] + 1
    half = town.rng("halves").random(len(rows)) < 0.12
    base = int(town.place.code[:4]) % 10000
    return {
        "geom": shapely.point_on_surface(houses.polygon[rows]),
        "house_code": [f"{base:04d}{n:07d}" for n in range(town.number * 6000 + 1, town.number * 6000 + len(rows) + 1)],
        "house_no": [f"{n}/1" if h else f"{n}" for n, h in zip(number, half, strict=True)],
        "moo": village + 1,
        "postcode": town.place.postcode,
        "village_id": village,
        "building_id": rows,
    }
