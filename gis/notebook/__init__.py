"""What a notebook needs of the platform: every layer in one call, as it is or as it was, and maps in its style.

from gis.notebook import catalogue, explore, labelled, near, process, read
"""

from gis.notebook.catalogue import catalogue
from gis.notebook.charts import write_thai
from gis.notebook.compare import compare
from gis.notebook.counts import hide_few, squares
from gis.notebook.frame import labelled
from gis.notebook.look import painted
from gis.notebook.maps import explore
from gis.notebook.measure import area_m2, length_m
from gis.notebook.near import beyond, near, within
from gis.notebook.network import network, nodes_at, round_trip, way
from gis.notebook.processes import process
from gis.notebook.reading import read
from gis.notebook.reference import reference

__all__ = [
    "area_m2", "beyond", "catalogue", "compare", "explore", "hide_few", "labelled", "length_m", "near", "network",
    "nodes_at", "painted", "process", "read", "reference", "round_trip", "squares", "way",
    "within", "write_thai",
]  # fmt: skip
