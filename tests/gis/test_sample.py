"""The imaginary sub-district: it tiles, it fits, and it is the same every time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis import registry
from gis.sample import TODAY, YEAR_BEGAN, Town, earliers, samplers
from gis.sampling.town import cell
from gis.settings import SOURCE, Place, read_place


@pytest.fixture(scope="module")
def place() -> Place:
    return read_place(SOURCE / "data" / "place.toml")


@pytest.fixture(scope="module")
def town(place: Place) -> Town:
    return Town(place)


def test_parcels_tile_without_overlap_and_share_their_vertices_in_metres_and_in_degrees(town: Town) -> None:
    parcels = town.parcels.polygon
    assert 9_000 < len(parcels) < 11_000
    for plane in (parcels, town.land.to_degrees(parcels)):
        assert shapely.coverage_is_valid(plane)
        assert shapely.is_valid(plane).all()


def test_parcels_fill_the_ground_between_roads_and_river(town: Town) -> None:
    land = shapely.area(town.border) - shapely.area(town.network.river)
    assert shapely.area(town.parcels.polygon).sum() / land > 0.93
    rivers_part = shapely.intersection(town.parcels.polygon, town.network.river)
    assert shapely.area(rivers_part).sum() < 1.0


def test_every_building_stands_inside_its_parcel_and_apart_from_the_others(town: Town) -> None:
    houses = town.houses
    assert shapely.within(houses.polygon, town.parcels.polygon[houses.parcel]).all()
    one, other = shapely.STRtree(houses.polygon).query(houses.polygon, predicate="overlaps")
    assert len(one) == len(other) == 0


def test_the_sub_district_lies_inside_the_bounds_of_its_place(town: Town, place: Place) -> None:
    west, south, east, north = shapely.bounds(town.land.to_degrees(np.array([town.border]))[0])
    assert west > place.bounds[0] and south > place.bounds[1] and east < place.bounds[2] and north < place.bounds[3]


def test_neighbouring_sub_districts_share_their_border_exactly(place: Place) -> None:
    borders = [Town(place, number).land.border(*cell(number)) for number in range(9)]
    assert shapely.coverage_is_valid(borders)
    assert shapely.union_all(borders).geom_type == "Polygon"


def test_each_flood_level_lies_inside_the_one_below_it(town: Town) -> None:
    areas = shapely.area(town.floods)
    assert (np.diff(areas) < 0).all()
    for outer, inner in zip(town.floods, town.floods[1:], strict=False):
        assert shapely.area(shapely.difference(inner, outer)) < 1.0


def test_zones_between_roads_cover_the_whole_sub_district(town: Town) -> None:
    assert shapely.coverage_is_valid(town.faces)
    assert shapely.area(town.faces).sum() == pytest.approx(town.border.area, rel=1e-4)


def test_what_stands_beside_roads_is_within_thirty_metres_of_one(town: Town) -> None:
    registry.load()
    roads = shapely.STRtree(town.lines[town.roads])
    for layer in ("streetlight", "waste_point", "bus_stop", "hydrant"):
        points = samplers()[layer](town)["geom"]
        near = roads.query(points, predicate="dwithin", distance=30.0)[0]
        assert len(np.unique(near)) == len(points), layer


def test_the_same_place_gives_the_same_sample(town: Town, place: Place) -> None:
    again = Town(place)
    registry.load()
    for name, make in samplers().items():
        first, second = make(town), make(again)
        assert first.keys() == second.keys()
        for column in first:
            if column == "geom":
                pairs = (np.array(list(rows[column]), dtype=object) for rows in (first, second))
                one, two = (shapely.to_wkb(shapes).tolist() for shapes in pairs)
                assert one == two, name
            else:
                assert str(list(np.atleast_1d(np.array(first[column], dtype=object)))) == str(
                    list(np.atleast_1d(np.array(second[column], dtype=object)))
                ), (name, column)


def test_what_was_earlier_is_the_same_every_time_and_no_row_is_both_changed_and_added(town: Town, place: Place) -> None:
    registry.load()
    for name, remember in earliers().items():
        first, second = remember(town), remember(Town(place))
        assert len(first.changed) and not set(first.changed.tolist()) & set(first.added.tolist()), name
        for dates in (first.changed_on, first.added_on):
            assert ((dates > YEAR_BEGAN) & (dates <= TODAY)).all()
        assert (first.changed == second.changed).all() and (first.changed_on == second.changed_on).all()
        assert shapely.to_wkb(first.before["geom"]).tolist() == shapely.to_wkb(second.before["geom"]).tolist()


def test_a_neighbour_is_another_town_with_other_numbers(town: Town, place: Place) -> None:
    neighbour = Town(place, 1)
    assert neighbour.code != town.code and neighbour.villages != town.villages
    assert not set(town.serial("L", 50)) & set(neighbour.serial("L", 50))


def test_every_layer_that_the_office_keeps_has_a_sample() -> None:
    layers = registry.load()
    confidential = {"corruption_report"}  # an invented accusation helps nobody
    assert set(layers) - set(samplers()) == confidential
