"""What heights tell: how steep the land is, where its water gathers, and what a flood of a given stage would reach.

from gis.terrain import Terrain, aspect, contours, depth_zones, drainage, flood_depth, hand, slope, zonal
"""

from gis.terrain.heights import Terrain
from gis.terrain.relief import aspect, contours, slope
from gis.terrain.water import drainage, flood_depth, hand
from gis.terrain.zones import depth_zones, zonal

__all__ = ["Terrain", "aspect", "contours", "depth_zones", "drainage", "flood_depth", "hand", "slope", "zonal"]
