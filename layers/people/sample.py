"""A sample of schools, computer centres, markets and farm plots."""

import numpy as np

from gis.sample import Ground, Rows, Town, days, people, phones, pick, sample
from layers.people.computer_centre import CentreKind, ComputerCentre
from layers.people.farm_plot import Crop, FarmPlot
from layers.people.market import Market, MarketKind
from layers.people.school import School, SchoolKind, SchoolOrigin

#: Usual yield in kilograms a rai, and how much of the fields is under it.
_CROPS = {
    Crop.RICE: (640, 70), Crop.SUGARCANE: (10_400, 14), Crop.MAIZE: (730, 6), Crop.CASSAVA: (3300, 5),
    Crop.VEGETABLE: (1700, 3), Crop.FISH: (900, 2),
}  # fmt: skip


@sample(School)
def schools(town: Town) -> Rows:
    stands, chance = town.places("school", "child_centre"), town.rng("schools")
    count = len(stands)
    small = np.array([stand.kind == "child_centre" for stand in stands])
    pupils = np.where(small, chance.integers(18, 65, count), chance.integers(60, 320, count))
    called = {True: "ศูนย์พัฒนาเด็กเล็กบ้าน", False: "โรงเรียนบ้าน"}
    return {
        "geom": np.array([stand.point for stand in stands]),
        "school_code": town.serial("SCH", count),
        "name": [called[stand.kind == "child_centre"] + town.villages[stand.village].th for stand in stands],
        "kind": [SchoolKind.CHILD_CENTRE if s else SchoolKind.PRIMARY for s in small],
        "parent_org": [f"องค์การบริหารส่วนตำบล{town.name.th}" if s else "สพฐ." for s in small],
        "origin": [SchoolOrigin.LAO_BUILT if s else None for s in small],
        "academic_year_be": 2569,
        "pupils": pupils,
        "teachers": pupils // 16 + 1,
        "opening": "Mo-Fr 07:30-16:00",
        "phone": phones(town.number * 100 + 40, count),
        "village_id": [stand.village for stand in stands],
    }


@sample(ComputerCentre)
def computer_centres(town: Town) -> Rows:
    stands, chance = town.places("hall", "office"), town.rng("computers")
    count = len(stands)
    desks = np.array([stand.kind == "office" or stand.number <= 2 for stand in stands])
    return {
        "geom": np.array([stand.point for stand in stands]),
        "centre_no": town.serial("CC", count),
        "name": [f"ศาลาประชาคมบ้าน{town.villages[s.village].th}" if s.kind == "hall" else "ที่ทำการ อบต." for s in stands],
        "kind": [CentreKind.COMPUTERS if d else CentreKind.WIFI for d in desks],
        "computers": [int(n) if d else None for n, d in zip(chance.integers(4, 16, count), desks, strict=True)],
        "internet_mbps": chance.choice([50, 100, 300], count),
        "opening": ["Mo-Fr 08:30-16:30" if d else "24/7" for d in desks],
        "accessible": chance.random(count) < 0.5,
    }


@sample(Market)
def markets(town: Town) -> Rows:
    stands, chance = town.places("market", "shop"), town.rng("markets")
    count = len(stands)
    stall = np.array([stand.kind == "market" for stand in stands])
    group = pick(chance, {MarketKind.ENTERPRISE: 3, MarketKind.OTOP: 2}, count)
    kind = [pick(chance, {MarketKind.MARKET: 1, MarketKind.FAIR: 2}, 1)[0] if s else g
            for s, g in zip(stall, group, strict=True)]  # fmt: skip
    goods = ("ผ้าทอมือ", "ข้าวกล้อง", "ปลาร้า", "จักสานไม้ไผ่", "กล้วยตาก", "น้ำพริก", "ไข่เค็ม")
    return {
        "geom": np.array([stand.point for stand in stands]),
        "market_no": town.serial("MK", count),
        "name": [f"{k.label.th}บ้าน{town.villages[s.village].th}" for k, s in zip(kind, stands, strict=True)],
        "kind": kind,
        "products": ["อาหารและของใช้" if s else goods[n % len(goods)] for n, s in enumerate(stall)],
        "stalls": [int(n) if s else None for n, s in zip(chance.integers(20, 90, count), stall, strict=True)],
        "members": [None if s else int(n) for n, s in zip(chance.integers(7, 45, count), stall, strict=True)],
        "opening": ["Mo-Su 05:00-18:00" if k is MarketKind.MARKET else "Sa 14:00-20:00" if s else "Mo-Sa 09:00-17:00"
                    for k, s in zip(kind, stall, strict=True)],
        "phone": phones(town.number * 100 + 60, count),
    }  # fmt: skip


@sample(FarmPlot)
def farm_plots(town: Town) -> Rows:
    land, chance = town.parcels, town.rng("farms")
    farmed = np.isin(land.ground, [Ground.FIELD, Ground.ORCHARD]) & (chance.random(len(land.ground)) < 0.82)
    rows = np.flatnonzero(farmed)
    count = len(rows)
    field = pick(chance, {crop: share for crop, (_, share) in _CROPS.items()}, count)
    orchard = land.ground[rows] == Ground.ORCHARD
    crop = [Crop.FRUIT if o else f for f, o in zip(field, orchard, strict=True)]
    usual = np.array([1100 if c is Crop.FRUIT else _CROPS[c][0] for c in crop])
    return {
        "geom": land.polygon[rows],
        "plot_no": town.serial("F", count),
        "crop": crop,
        "crop_year_be": 2569,
        "planted_on": days(chance, "2026-05-05", count, "2026-07-20"),
        "irrigated": chance.random(count) < 0.55,
        "yield_kg_rai": usual * np.exp(chance.normal(0, 0.16, count)),
        "farmer_name": people(town.number * 20_000 + 500_000, count),
        "parcel_id": rows,
    }
