"""The files that a part of a coverage is given as: GeoTIFF (OGC 19-008r4) and CoverageJSON (OGC 21-069r2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import rasterio
from rasterio.io import MemoryFile

from api.ogc.pixels import DRIVER, Part
from gis.raster import Raster


def geotiff(found: Part) -> bytes:
    """A part as GeoTIFF, with its own values and what says that there is none."""
    bands, rows, columns = found.values.shape
    holes = np.ma.getmaskarray(found.values)
    profile = {
        "driver": DRIVER, "width": columns, "height": rows, "count": bands, "dtype": found.values.dtype.name,
        "crs": found.crs, "transform": found.transform, "nodata": found.nodata, "compress": "deflate",
    }  # fmt: skip
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), MemoryFile() as memory:
        with memory.open(**profile) as out:
            out.write(found.values.data if found.nodata is None else found.values.filled(found.nodata))
            if found.nodata is None and holes.any():
                out.write_mask(~holes.all(axis=0))
            if found.palette:
                out.write_colormap(1, found.palette)
        return bytes(memory.read())


def coveragejson(found: Part, raster: Raster) -> dict[str, Any]:
    """A part as CoverageJSON: a grid whose axes name the centres of its cells, in the raster's own system."""
    _, rows, columns = found.values.shape
    across, left, down, top = found.transform.a, found.transform.c, found.transform.e, found.transform.f
    axes = {
        "x": {"start": left + across / 2, "stop": left + across * (columns - 0.5), "num": columns},
        "y": {"start": top + down / 2, "stop": top + down * (rows - 0.5), "num": rows},
    }
    system = {"type": "GeographicCRS" if found.crs.is_geographic else "ProjectedCRS", "id": raster.crs}
    title = {"th": raster.title.th, "en": raster.title.en}
    return {
        "type": "Coverage",
        "domain": {
            "type": "Domain",
            "domainType": "Grid",
            "axes": axes,
            "referencing": [{"coordinates": ["x", "y"], "system": system}],
        },
        "parameters": {
            band.name: {
                "type": "Parameter",
                "description": title,
                "observedProperty": {"label": title},
                **({"unit": {"symbol": band.unit}} if band.unit else {}),
            }
            for band in raster.bands
        },
        "ranges": {
            band.name: {
                "type": "NdArray",
                "dataType": "float" if values.dtype.kind == "f" else "integer",
                "axisNames": ["y", "x"],
                "shape": [rows, columns],
                "values": values.ravel().tolist(),
            }
            for band, values in zip(raster.bands, found.values, strict=True)
        },
    }
