"""Whether areas that should tile do: parcels, zones, sub-districts lie beside each other, none over another."""

from typing import Annotated

from gis.declare import GeometryKind, en, th
from gis.process import OfLayer, OfNumber, Result, Run, collection, label, process, source


@process(
    title=th("ช่องว่างและการทับซ้อน") | en("Gaps and overlaps"),
    about=th("ส่วนที่สองพื้นที่ของชั้นข้อมูลเดียวกันทับกัน และช่องว่างเล็กที่พื้นที่รอบข้างล้อมไว้ เช่น แปลงที่ดินหลังนำเข้าหรือแก้ไข")
    | en(
        "Where two areas of a layer lie over each other, and the small holes that areas leave between them: parcels"
        " after an import or an edit."
    ),
)
def gaps_and_overlaps(
    run: Run,
    areas: Annotated[str, OfLayer(th("พื้นที่") | en("The areas"), kinds=(GeometryKind.POLYGON,))],
    from_m2: Annotated[float, OfNumber(th("ตั้งแต่") | en("From"), "m²", (0, 1_000_000))] = 0.01,
    gap_to_m2: Annotated[float, OfNumber(th("ช่องว่างไม่เกิน") | en("Gaps up to"), "m²", (0, 100_000_000))] = 1_000,
) -> Result:
    """Each overlap, with the two areas as ``first`` and ``second``, and each gap, with its ``area_m2``.

    A larger hole is taken for a place that is no area's, such as a lake; a gap that opens to the outside is no hole.
    """
    overlapping = f"""
    select 'overlap' as problem, s.id as first_id, {label(areas, "s")} as first, o.id as second_id,
        {label(areas, "o")} as second, ST_AsGeoJSON(g.geom, 7)::json as geometry, g.m2 as area_m2
    from {source(areas)} s
    join {source(areas)} o on o.id > s.id and o.geom && s.geom and ST_Relate(o.geom, s.geom, '2********')
    cross join lateral (
        select i.geom, ST_Area(i.geom::geography) as m2
        from (select ST_CollectionExtract(ST_Intersection(s.geom, o.geom), 3) as geom) i
    ) g
    where s.id = any(%(ids)s) and g.m2 >= %(least)s order by s.id, o.id"""
    # Neighbours need not share every corner: what the rounding of coordinates leaves between them is no gap.
    between = f"""
    select 'gap' as problem, ST_AsGeoJSON(h.geom, 7)::json as geometry, h.m2 as area_m2
    from (
        select hole.geom, ST_Area(hole.geom::geography) as m2
        from (select (ST_Dump(ST_Union(geom))).geom from {source(areas)}) part
        cross join lateral generate_series(1, ST_NumInteriorRings(part.geom)) n
        cross join lateral (select ST_MakePolygon(ST_InteriorRingN(part.geom, n)) as geom) hole
    ) h
    where h.m2 between %(least)s and %(most)s order by h.m2 desc"""
    rows = [row for ids in run.pages(areas) for row in run.rows(overlapping, ids=ids, least=from_m2)]
    overlaps = len(rows)
    nobody = {"first_id": None, "first": None, "second_id": None, "second": None}
    rows += [{**nobody, **row} for row in run.rows(between, least=from_m2, most=gap_to_m2)]
    numbered = [{"id": number, **row} for number, row in enumerate(rows, 1)]
    return collection(
        numbered,
        overlaps=overlaps,
        overlapping_m2=sum(row["area_m2"] for row in numbered[:overlaps]),
        gaps=len(rows) - overlaps,
        gaps_m2=sum(row["area_m2"] for row in numbered[overlaps:]),
    )
