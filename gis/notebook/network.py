"""Roads as a graph, and rounds on it; NetworkX finds the ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas
import networkx as nx
import numpy as np
import shapely
from shapely.ops import substring

from gis.errors import Invalid
from gis.notebook.near import metric
from gis.text import en, th

type Array = np.ndarray[Any, np.dtype[Any]]

#: Ends of roads less than this many metres apart are one crossing: two surveys of one corner rarely agree better.
_SNAP_M = 0.5

#: Of the exchanges of stops in a round, so that a round is the same each time.
_SEED = 600507


def network(roads: geopandas.GeoDataFrame, at: geopandas.GeoDataFrame | None = None) -> nx.Graph:
    """The largest connected part of a road layer as a graph, with every crossing and every end as a node.

    Roads are EPSG:4326; nodes are (x, y) in the UTM zone of the place, ``graph["crs"]``, whose metres are right to
    0.1 %. Edges have ``length_m`` and ``line``, a shapely line. Each place of ``at`` gets a node where it is nearest to
    a road. Roads that cross are taken to meet: a layer that tells bridges apart is cut there first. Raises Invalid
    where there is no road.
    """
    zone = metric(roads)
    lines = shapely.get_parts(shapely.union_all(roads.geometry.to_crs(zone).to_numpy(), grid_size=_SNAP_M))
    if at is not None and len(lines):
        lines = _cut(lines, at.geometry.to_crs(zone).centroid.to_numpy())
    made = nx.Graph(crs=zone)
    for line in lines:
        first, last = (tuple(point) for point in shapely.get_coordinates(line)[[0, -1]])
        if first != last and line.length < made.get_edge_data(first, last, {"length_m": np.inf})["length_m"]:
            made.add_edge(first, last, length_m=line.length, line=line)
    if not made:
        raise Invalid(th("ไม่มีถนนให้สร้างโครงข่าย") | en("There are no roads to make a network of."))
    return made.subgraph(max(nx.connected_components(made), key=len)).copy()


def _cut(lines: Array, points: Array) -> Array:
    """The lines in pieces that end where each point is nearest to one of them, but not within ``_SNAP_M`` of an end."""
    owner = shapely.STRtree(lines).nearest(points)
    stops = shapely.line_locate_point(lines[owner], points)
    pieces = []
    for number, line in enumerate(lines):
        inner = [at for at in np.unique(stops[owner == number]) if _SNAP_M < at < line.length - _SNAP_M]
        pieces += [substring(line, low, high) for low, high in pairwise([0.0, *inner, line.length])]
    return np.array(pieces)


def nodes_at(graph: nx.Graph, places: geopandas.GeoDataFrame) -> list[tuple[float, float]]:
    """The node of a :func:`network` nearest to each place (EPSG:4326), in their order."""
    nodes = [*graph.nodes]
    centres = places.geometry.to_crs(graph.graph["crs"]).centroid
    found = shapely.STRtree(shapely.points(nodes)).nearest(centres.to_numpy())
    return [nodes[n] for n in found]


def round_trip(graph: nx.Graph, stops: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The order of the ``stops`` of a short closed round that begins and ends at the first; each node once.

    Christofides' algorithm over the shortest ways between the stops: never more than half again as long as the
    shortest round there is. Exchanges of stops then shorten it (threshold accepting, the same each time).
    """
    wanted = [*dict.fromkeys(stops)]
    if len(wanted) < 2:
        return wanted * 2
    far = {stop: nx.single_source_dijkstra_path_length(graph, stop, weight="length_m") for stop in wanted}
    complete = nx.Graph()
    complete.add_weighted_edges_from((a, b, far[a][b]) for n, a in enumerate(wanted) for b in wanted[:n])
    first = nx.approximation.christofides(complete)
    begin = first.index(wanted[0])
    first = [*first[begin:-1], *first[: begin + 1]]
    found = nx.approximation.threshold_accepting_tsp(
        complete, first, source=wanted[0], seed=_SEED, threshold=0, N_inner=1000, max_iterations=10
    )
    return [*found]


def way(graph: nx.Graph, order: Sequence[tuple[float, float]]) -> geopandas.GeoDataFrame:
    """The shortest ways from each node to the next, a row each with ``length_m``, in EPSG:4326."""
    legs, lengths = [], []
    for start, end in pairwise(order):
        steps = nx.shortest_path(graph, start, end, weight="length_m")
        lines = [graph.edges[pair]["line"] for pair in pairwise(steps)]
        legs.append(shapely.line_merge(shapely.multilinestrings(lines)) if lines else None)
        lengths.append(sum(line.length for line in lines))
    made = geopandas.GeoDataFrame({"length_m": lengths}, geometry=legs, crs=graph.graph["crs"])
    return made.rename_geometry("geom").to_crs(4326)
