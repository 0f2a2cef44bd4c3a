"""What a notebook needs of the platform: every layer in one call, as it is or as it was, and maps in its style.

from gis.notebook import catalogue, explore, labelled, near, process, read
"""

from gis.notebook.catalogue import catalogue
from gis.notebook.charts import write_thai
from gis.notebook.frame import labelled
from gis.notebook.maps import explore
from gis.notebook.near import near
from gis.notebook.processes import process
from gis.notebook.reading import read

__all__ = ["catalogue", "explore", "labelled", "near", "process", "read", "write_thai"]
