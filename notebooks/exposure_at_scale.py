"""How many houses, and how much of them, lie in flood zones: many sub-districts at once, on Dask.

    .venv/bin/pip install "dask-geopandas>=0.5" "distributed>=2026.1"
    .venv/bin/python notebooks/exposure_at_scale.py                            # two processes of this machine
    .venv/bin/python notebooks/exposure_at_scale.py --scheduler tcp://10.0.0.5:8786
    .venv/bin/python notebooks/exposure_at_scale.py --compare                  # one process against two

Each worker reads the sub-districts it is given from the platform itself, as whoever ``TAKEED_DATABASE`` names (on a
cluster it must name that to every worker), so the houses of a province are never in one memory.
"""

from __future__ import annotations

import argparse
import time

import dask.dataframe
import dask_geopandas
import geopandas as gpd
import pandas as pd
from dask.distributed import Client, LocalCluster

from gis.notebook import read

#: Of what comes back: one row a house and a zone that it touches.
_META = gpd.GeoDataFrame(
    {"district": pd.Series(dtype="object"), "house": pd.Series(dtype="int64"), "level": pd.Series(dtype="object"),
     "flooded_m2": pd.Series(dtype="float64")},
    geometry=gpd.GeoSeries([], crs=4326),
)  # fmt: skip


def exposed(district: tuple[str, bytes]) -> gpd.GeoDataFrame:
    """The houses of one sub-district that touch a flood zone, with the part of each that lies in it, in m².

    ``district`` is its name and its outline (WKB, EPSG:4326). A house belongs to where its middle lies.
    """
    name, outline = district
    (area,) = gpd.GeoSeries.from_wkb([outline], crs=4326)
    houses, zones = read("building", bbox=area.bounds, columns=[]), read("flood_zone", bbox=area.bounds)
    houses = houses[houses.representative_point().within(area)]
    utm = houses.estimate_utm_crs() if len(houses) else None
    pairs = houses.sjoin(zones[["level", zones.geometry.name]], predicate="intersects")
    if utm is None or pairs.empty:
        return _META
    touched = zones.geometry.to_crs(utm).loc[pairs["index_right"]]
    flooded = pairs.geometry.to_crs(utm).intersection(touched.set_axis(pairs.index), align=False).area
    return gpd.GeoDataFrame(
        {"district": name, "house": pairs["id"], "level": pairs["level"].astype(str), "flooded_m2": flooded},
        geometry=pairs.geometry, crs=4326,
    ).astype({"district": "object", "level": "object"})  # fmt: skip


def exposure(districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Houses and square metres in flood zones, by sub-district and level of risk."""
    names = districts["name_th"].astype(str) + " " + districts["code"].astype(str)
    told = list(zip(names, districts.geometry.to_wkb(), strict=True))
    houses: dask_geopandas.GeoDataFrame = dask.dataframe.from_map(exposed, told, meta=_META)
    sums = houses.groupby(["district", "level"]).agg({"house": "count", "flooded_m2": "sum"}).compute()
    return sums.rename(columns={"house": "houses"}).sort_index()


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--scheduler", help="address of a Dask scheduler; without it, processes of this machine")
    told.add_argument("--workers", type=int, default=2, help="how many of them")
    told.add_argument("--compare", action="store_true", help="also with one process, and say how much faster")
    asked = told.parse_args()
    districts = read("subdistrict")
    taken = {}
    for workers in (1, asked.workers) if asked.compare else (asked.workers,):
        cluster = None if asked.scheduler else LocalCluster(n_workers=workers, threads_per_worker=1)
        with Client(asked.scheduler or cluster) as client:
            client.run(lambda: __import__("gis.notebook"))  # starting up is not the work that is compared
            began = time.perf_counter()
            found = exposure(districts)
            taken[workers] = time.perf_counter() - began
        if cluster:
            cluster.close()
    print(found.to_string(float_format="{:,.0f}".format))
    for workers, seconds in taken.items():
        print(f"{len(districts)} ตำบล · sub-districts, {workers} กระบวนการ · processes: {seconds:.1f} s")
    if asked.compare:
        print(f"เร็วขึ้น · faster: {taken[1] / taken[asked.workers]:.2f} ×")


if __name__ == "__main__":
    main()
