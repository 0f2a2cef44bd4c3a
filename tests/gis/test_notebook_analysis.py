"""The small functions that notebooks are written with, on figures that can be checked by hand."""

from __future__ import annotations

import geopandas
import networkx as nx
import numpy as np
import pandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import Invalid, NotFound
from gis.notebook import (
    area_m2,
    beyond,
    compare,
    explore,
    hide_few,
    length_m,
    near,
    network,
    nodes_at,
    painted,
    reference,
    round_trip,
    squares,
    way,
    within,
)  # fmt: skip

#: A corner of UTM zone 47 in metres; a metre there is a metre on the ground to within 0.04 %.
X, Y = 600_000.0, 1_770_000.0


def plane(*shapes: shapely.Geometry, **columns: object) -> geopandas.GeoDataFrame:
    """Shapes in metres from the corner, as a frame in EPSG:4326."""
    moved = shapely.transform(np.array(shapes, dtype=object), lambda points: points + np.array([X, Y]))
    frame = geopandas.GeoDataFrame(columns, geometry=list(moved), crs=32647).to_crs(4326).rename_geometry("geom")
    frame.attrs = {"titles": {name: {"th": name, "en": name} for name in columns}, "units": {}, "labels": {}}
    return frame


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


def test_lengths_and_areas_are_those_on_the_ground() -> None:
    road, plot = plane(line((0, 0), (300, 400))), plane(shapely.box(0, 0, 40, 40), shapely.box(0, 0, 0, 0))
    assert length_m(road).tolist() == pytest.approx([500], rel=5e-4)
    assert area_m2(plot).tolist() == pytest.approx([1600, 0], rel=1e-3)
    assert length_m(geopandas.GeoDataFrame(geometry=[None], crs=4326)).tolist() == [0]


def test_near_brings_columns_of_the_nearest() -> None:
    plots = plane(shapely.Point(0, 10), shapely.Point(0, 90), shapely.Point(0, 500))
    roads = plane(line((-50, 0), (50, 0)), line((-50, 100), (50, 100)), price=[100, 200])
    found = near(plots, roads, 30, bring=["price"])
    assert found["price"].tolist() == [100, 200]
    assert found["distance_m"].tolist() == pytest.approx([10, 10], abs=0.1)


def test_what_no_lamp_reaches_is_a_row_for_each_stretch() -> None:
    roads = plane(line((0, 0), (500, 0)), line((0, 50), (60, 50)), name=["long", "lit"])
    lamps = plane(shapely.Point(250, 0), shapely.Point(30, 50))
    dark = beyond(roads, lamps, 40)
    assert dark["name"].tolist() == ["long", "long"]
    assert dark["length_m"].tolist() == pytest.approx([210, 210], abs=0.5)
    assert beyond(roads, lamps.head(0), 40)["length_m"].sum() == pytest.approx(560, abs=0.1)
    assert dark.crs.to_epsg() == 4326


def test_the_part_within_a_distance_is_cut_out() -> None:
    plots = plane(shapely.box(0, 0, 100, 200), shapely.box(0, 500, 100, 600), code=["at the road", "behind"])
    part = within(plots, plane(line((-500, 0), (500, 0))), 40)
    assert part["code"].tolist() == ["at the road"]
    assert area_m2(part).tolist() == pytest.approx([4000], rel=1e-3)


def test_squares_count_what_lies_in_them() -> None:
    points = plane(shapely.Point(1, 1), shapely.Point(99, 99), shapely.Point(101, 1))
    found = squares(points, 100)
    assert found["count"].tolist() == [2, 1]
    assert area_m2(found).tolist() == pytest.approx([10_000, 10_000], rel=1e-3)
    assert squares(points.head(0), 100).empty


def test_few_people_are_hidden_and_cannot_be_subtracted_out_of_a_total() -> None:
    counts = pandas.DataFrame({"low": [20.2, 3, 0], "high": [30, 40, 50], "higher": [9, 8, 7]}, index=["a", "b", "c"])
    shown = hide_few(counts)
    assert shown["high"].tolist() == [30, 40, 50] and shown.loc["c", "low"] == 0
    assert shown.isna().sum(axis=1).tolist() == [2, 2, 0]
    assert shown.isna().sum().tolist() == [2, 0, 2]


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=3, max_size=6))
def test_no_row_and_no_column_is_left_with_one_hidden_cell_that_its_total_gives_away(cells: list[list[int]]) -> None:
    counts = pandas.DataFrame(cells)
    hidden = hide_few(counts).isna()
    assert hidden[(counts > 0) & (counts < 5)].sum().sum() == ((counts > 0) & (counts < 5)).sum().sum()
    for values, mask in ((counts, hidden), (counts.T, hidden.T)):
        for name in mask.index[mask.sum(axis=1) == 1]:
            assert (values.loc[name] > 0).sum() == 1


def test_roads_that_meet_or_cross_become_one_network_and_islands_are_left_out() -> None:
    roads = plane(line((0, 0), (200, 0)), line((100, -50), (100, 50)), line((900, 900), (950, 900)))
    graph = network(roads)
    assert (len(graph), graph.number_of_edges(), graph.graph["crs"]) == (5, 4, 32647)
    assert sum(length for *_, length in graph.edges(data="length_m")) == pytest.approx(300, abs=1)
    places = plane(shapely.Point(150, 3), shapely.Point(100, 40))
    cut = network(roads, at=places)
    assert (len(cut), nx.is_connected(cut)) == (7, True)
    assert nodes_at(cut, places) == [pytest.approx((X + 150, Y), abs=0.5), pytest.approx((X + 100, Y + 40), abs=0.5)]
    with pytest.raises(Invalid):
        network(roads.head(0))


def test_a_round_visits_every_stop_once_and_comes_back_the_short_way() -> None:
    streets = [line((0, n * 100), (400, n * 100)) for n in range(5)] + [
        line((n * 100, 0), (n * 100, 400)) for n in range(5)
    ]
    stops = plane(*(shapely.Point(x, y) for x, y in ((0, 0), (300, 400), (400, 0), (0, 400), (400, 400), (0, 0))))
    graph = network(plane(*streets))
    order = round_trip(graph, nodes_at(graph, stops))
    assert order[0] == order[-1] == nodes_at(graph, stops)[0]
    assert len(order) == 6 and set(order) == set(nodes_at(graph, stops))
    assert way(graph, order)["length_m"].sum() == pytest.approx(1600, abs=5)
    assert round_trip(graph, order[:1]) == [order[0], order[0]]


def test_two_readings_are_told_apart_row_by_row_and_field_by_field() -> None:
    box = shapely.box(0, 0, 10, 10)
    before = plane(box, box, box, box, id=[1, 2, 3, 4], use=["a", None, "c", "d"])
    after = plane(box, box, shapely.box(0, 0, 9, 9), box, id=[1, 2, 3, 5], use=["a", None, "x", "new"])
    found = compare(before, after)
    assert [*zip(found["id"], found["change"], found["fields"], strict=True)] == [
        (3, "changed", ["use", "geom"]), (4, "removed", []), (5, "added", []),
    ]  # fmt: skip
    assert compare(before, before).empty and found.crs.to_epsg() == 4326
    assert found.geometry.iloc[0] == after.geometry.iloc[2]


def test_what_a_notebook_paints_is_drawn_with_its_classes_and_titles() -> None:
    cells = plane(*(shapely.box(n * 10, 0, n * 10 + 9, 9) for n in range(4)), count=[1, 5, 30, None])
    made = painted(cells, ("เรื่อง", "Cases"), "count", edges=[1, 5, 20], fields={"count": ("จำนวน", "how many <b>")})
    page = explore(made, simplify_m=1).get_root().render()
    for text in ("เรื่อง", "1 – 5", "5 – 20", "≥ 20"):
        assert text in page
    assert "how many" not in page and "how many" in explore(made, language="en").get_root().render()
    colours = made.attrs["look"]["en"].colours
    assert len(set(colours)) == 4 and colours[0] != colours[1]
    named = painted(
        cells.assign(kind=["a", "b", "a", "c"]), ("ก", "x"), "kind", colours={"a": "#112233", "z": "#000000"}
    )
    assert named.attrs["look"]["th"].legend == [("#112233", "a")]
    assert painted(cells, ("ก", "x"), colours="#aabbcc").attrs["look"]["th"].style.colour == "#aabbcc"
    with pytest.raises(Invalid, match="edges"):
        painted(cells, ("ก", "x"), "count", edges=[5, 1])


def test_a_rate_is_the_one_in_force_on_the_day() -> None:
    rates = [
        reference("electricity_rate", on)["baht_kwh"].tolist() for on in ("2025-08-31", "2025-09-01", "2026-09-30")
    ]
    assert rates == [[3.98], [3.94], [3.88]]
    assert reference("electricity_rate", "2000-01-01").empty
    assert not reference("population_age").empty
    with pytest.raises(NotFound, match="lamp_operation"):
        reference("../place")
