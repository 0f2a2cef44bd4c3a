"""What a planner asks of any layers: how many in each area, how far to the nearest, what lies in harm's way.

Distances, lengths and areas are geodesic (WGS 84), in metres and square metres.
"""

from typing import Annotated

from gis.declare import GeometryKind, en, th
from gis.process import OfLayer, OfNumber, Result, Run, collection, kind, label, process, source
from gis.registry import load

#: A box in degrees that holds every point within %(metres)s of ``s.geom``; wider than it needs to be, never narrower.
_AROUND = """ST_Expand(s.geom, {metres} / (110000 * cos(radians(least(89, greatest(
    abs(ST_YMin(s.geom)), abs(ST_YMax(s.geom))))))), {metres} / 110000)"""
#: How much of ``c.geom`` lies in ``s.geom``, by the kind of the first.
_MEASURES: dict[GeometryKind | None, dict[str, str]] = {
    GeometryKind.LINE: {"length_m": "ST_Length(ST_Intersection(c.geom, s.geom)::geography)"},
    GeometryKind.POLYGON: {"area_m2": "ST_Area(ST_Intersection(c.geom, s.geom)::geography)"},
}


@process(
    title=th("นับในแต่ละพื้นที่") | en("Count in each area"),
    about=th("จำนวน ความยาว หรือเนื้อที่ของชั้นข้อมูลหนึ่ง ในแต่ละพื้นที่ของอีกชั้นข้อมูล เช่น ไฟส่องสว่างในแต่ละหมู่บ้าน")
    | en("How many features of one layer, and how long or large, lie in each area of another: lamps in each village."),
)
def count_in_areas(
    run: Run,
    counted: Annotated[str, OfLayer(th("สิ่งที่นับ") | en("What is counted"))],
    areas: Annotated[str, OfLayer(th("พื้นที่") | en("The areas"), kinds=(GeometryKind.POLYGON,))],
) -> Result:
    """Each area with ``count``, and ``length_m`` or ``area_m2`` of what lies in it; parts outside do not count."""
    sums = {
        name: f"coalesce(sum({what}), 0) as {name}" for name, what in _MEASURES.get(kind(load()[counted]), {}).items()
    }
    measured = ", ".join(["count(*) as count", *sums.values()])
    statement = f"""
    select s.id, {label(areas, "s")} as label, ST_AsGeoJSON(s.geom, 7)::json as geometry, m.*
    from {source(areas)} s
    cross join lateral (
        select {measured} from {source(counted)} c where ST_Intersects(c.geom, s.geom)
    ) m
    where s.id = any(%(ids)s) order by s.id"""
    rows = [row for ids in run.pages(areas) for row in run.rows(statement, ids=ids)]
    total = {name: sum(row[name] for row in rows) for name in ("count", *sums)}
    return collection(rows, areas=len(rows), **total)


@process(
    title=th("ระยะถึงบริการที่ใกล้ที่สุด") | en("Distance to the nearest facility"),
    about=th("ระยะทางตรงจากแต่ละแห่งถึงแห่งที่ใกล้ที่สุดของอีกชั้นข้อมูล และจำนวนที่ไกลเกินเกณฑ์ เช่น บ้านถึงศูนย์พักพิง")
    | en("The straight distance from each place to the nearest of another layer, and how many are too far."),
)
def nearest_facility(
    run: Run,
    places: Annotated[str, OfLayer(th("จาก") | en("From"))],
    facilities: Annotated[str, OfLayer(th("ถึง") | en("To the nearest of"))],
    too_far_m: Annotated[float, OfNumber(th("ไกลเกิน") | en("Too far from"), "m", (0, 100_000))] = 1_000,
) -> Result:
    """Each place with ``nearest_id``, ``nearest`` and ``distance_m``; places come without one where there is none.

    The nearest in degrees is found by the index; only what is in a box of its distance can be nearer in metres.
    """
    statement = f"""
    select s.id, {label(places, "s")} as label, ST_AsGeoJSON(s.geom, 7)::json as geometry,
        n.id as nearest_id, n.label as nearest, n.metres as distance_m
    from {source(places)} s
    left join lateral (
        select ST_Distance(f.geom::geography, s.geom::geography) as metres
        from {source(facilities)} f where f.geom is not null{{other}} order by f.geom <-> s.geom limit 1
    ) first on true
    left join lateral (
        select f.id, {label(facilities, "f")} as label, ST_Distance(f.geom::geography, s.geom::geography) as metres
        from {source(facilities)} f where f.geom && {_AROUND.format(metres="first.metres")}{{other}}
        order by 3, 1 limit 1
    ) n on true
    where s.id = any(%(ids)s) order by s.id"""
    # A place is not its own neighbour.
    statement = statement.replace("{other}", " and f.id <> s.id" if places == facilities else "")
    rows = [row for ids in run.pages(places) for row in run.rows(statement, ids=ids)]
    distances = [row["distance_m"] for row in rows if row["distance_m"] is not None]
    return collection(
        rows,
        places=len(rows),
        too_far=sum(distance > too_far_m for distance in distances) + len(rows) - len(distances),
        mean_m=sum(distances) / len(distances) if distances else None,
        farthest_m=max(distances, default=None),
    )


@process(
    title=th("สิ่งที่อยู่ในเขตภัย") | en("What lies in harm's way"),
    about=th("สิ่งของชั้นข้อมูลหนึ่งที่อยู่ในหรือห่างจากเขตภัยไม่เกินระยะที่กำหนด เช่น อาคารในระยะ 50 เมตรจากพื้นที่น้ำท่วม")
    | en("The features of one layer in, or within a distance of, the areas of another: buildings near a flood zone."),
)
def exposed(
    run: Run,
    things: Annotated[str, OfLayer(th("สิ่งที่อาจเสียหาย") | en("What may be harmed"))],
    hazards: Annotated[str, OfLayer(th("ภัย") | en("The hazard"))],
    within_m: Annotated[float, OfNumber(th("ในระยะ") | en("Within"), "m", (0, 50_000))] = 0,
) -> Result:
    """Each thing in harm's way with the nearest hazard's ``hazard_id`` and ``hazard``, and ``distance_m`` from it."""
    statement = f"""
    select s.id, {label(things, "s")} as label, ST_AsGeoJSON(s.geom, 7)::json as geometry,
        h.id as hazard_id, h.label as hazard, h.metres as distance_m
    from {source(things)} s
    cross join lateral (
        select h.id, {label(hazards, "h")} as label, ST_Distance(h.geom::geography, s.geom::geography) as metres
        from {source(hazards)} h
        where h.geom && {_AROUND.format(metres="%(metres)s::double precision")}
            and ST_DWithin(h.geom::geography, s.geom::geography, %(metres)s)
        order by 3, 1 limit 1
    ) h
    where s.id = any(%(ids)s) order by s.id"""
    looked, rows = 0, []
    for ids in run.pages(things):
        looked += len(ids)
        rows += run.rows(statement, ids=ids, metres=within_m)
    return collection(rows, looked_at=looked, exposed=len(rows))
