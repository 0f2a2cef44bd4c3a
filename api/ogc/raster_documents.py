"""A raster as a collection of OGC API – Coverages (19-087), its schema, and its record in the catalogue (20-004r1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis.derive.ogc import CRS84, JSON, RELATIONS, SCHEMA, licence_page, link
from gis.raster import Raster
from gis.settings import Place
from gis.text import Text

GEOTIFF, COVERAGEJSON, PNG = "image/tiff; application=geotiff", "application/vnd.cov+json", "image/png"


def collection(raster: Raster, base: str, styles: Sequence[tuple[str, Text]]) -> dict[str, Any]:
    """The description of a raster served at ``base``; ``styles`` are the names and titles of how it can be drawn."""
    here = f"{base}/ogc/collections/{raster.name}"
    west, south, east, north = raster.bounds
    return {
        "id": raster.name,
        "title": raster.title.th,
        "title_en": raster.title.en,
        "itemType": "coverage",
        "kind": raster.kind.value,
        "license": raster.licence,
        "rights": raster.read.value,
        "crs": [raster.crs],
        "storageCrs": raster.crs,
        "extent": {
            "spatial": {
                "bbox": [list(raster.bounds)],
                "crs": CRS84,
                # In degrees, whatever its own system: east and west, then south and north.
                "grid": [
                    {"cellsCount": raster.width, "resolution": (east - west) / raster.width},
                    {"cellsCount": raster.height, "resolution": (north - south) / raster.height},
                ],
            }
        },
        "bands": [
            {"name": band.name, "dtype": band.dtype, "unit": band.unit, "low": band.low, "high": band.high}
            for band in raster.bands
        ],
        "styles": [{"id": name, "title": title.th, "title_en": title.en} for name, title in styles],
        "links": [
            link("self", here, JSON, "This collection"),
            link(f"{RELATIONS}/coverage", f"{here}/coverage?f=tiff", GEOTIFF, "The values as GeoTIFF"),
            link(f"{RELATIONS}/coverage", f"{here}/coverage?f=covjson", COVERAGEJSON, "The values as CoverageJSON"),
            link("preview", f"{here}/coverage?f=png", PNG, "A picture"),
            link("enclosure", f"{here}/coverage.tif", GEOTIFF, "The file, a COG, to be read in ranges"),
            link(f"{RELATIONS}/schema", f"{here}/coverage/schema", SCHEMA, "Schema"),
            link(f"{RELATIONS}/tilesets-map", f"{here}/map/tiles", JSON, "Map tiles"),
            link("license", licence_page(raster.licence), "text/html", raster.licence),
        ],
    }


def schema(raster: Raster, base: str) -> dict[str, Any]:
    """What each cell holds, as JSON Schema: one number a band."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/ogc/collections/{raster.name}/coverage/schema",
        "type": "object",
        "title": raster.title.th,
        "x-ogc-title-en": raster.title.en,
        "properties": {
            band.name: {
                "title": band.name,
                "type": "number" if band.dtype.startswith("float") else "integer",
                **({"x-ogc-unit": band.unit} if band.unit else {}),
                "x-ogc-propertySeq": number,
            }
            for number, band in enumerate(raster.bands, 1)
        },
    }


def record(raster: Raster, place: Place, base: str) -> dict[str, Any]:
    """A raster as a record: GeoJSON whose geometry is its extent."""
    here = f"{base}/ogc/collections/{raster.name}"
    west, south, east, north = raster.bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "id": raster.name,
        "type": "Feature",
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"],
        "time": None,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "type": "dataset",
            "title": raster.title.th,
            "title_en": raster.title.en,
            "description": raster.title.th,
            "description_en": raster.title.en,
            "language": {"code": "th", "name": "ไทย"},
            "keywords": ["ราสเตอร์", "raster"],
            "formats": [{"mediaType": media} for media in (GEOTIFF, COVERAGEJSON, PNG)],
            "license": raster.licence,
            "rights": raster.read.value,
            "contacts": [{"organization": place.organisation.th, "roles": ["publisher"]}],
        },
        "links": [
            link("item", here, JSON, "The collection"),
            link("enclosure", f"{here}/coverage.tif", GEOTIFF, "The file"),
            link("license", licence_page(raster.licence), "text/html", raster.licence),
        ],
    }
