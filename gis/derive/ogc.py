"""A layer as a collection of OGC API – Features (17-069r4) and Tiles (20-057)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gis.registry import Declaration, Registry

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
SCHEMA = "application/schema+json"
GEOJSON, JSON, MVT = "application/geo+json", "application/json", "application/vnd.mapbox-vector-tile"
RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
TILE_MATRIX_SETS = "http://www.opengis.net/def/tilematrixset/OGC/1.0"

Link = dict[str, Any]


def link(rel: str, href: str, kind: str, title: str) -> Link:
    """One link of an OGC document."""
    return {"rel": rel, "href": href, "type": kind, "title": title}


def collection(
    declaration: Declaration,
    base: str,
    extent: tuple[float, ...] | None,
    *,
    tiled: bool = True,
    systems: Sequence[str] = (CRS84,),
    formats: Sequence[tuple[str, str, str]] = (),
) -> dict[str, Any]:
    """The description of a collection; ``base`` is where the service is found, ``extent`` w, s, e, n in CRS84,
    ``systems`` the URIs of the coordinate systems its features are given in, ``formats`` what else than GeoJSON
    they are given as: the word for ``f``, media type, title."""
    layer, here = declaration.layer, f"{base}/ogc/collections/{declaration.name}"
    links = [
        link("self", here, JSON, "This collection"),
        link("items", f"{here}/items", GEOJSON, "The features"),
        *(link("items", f"{here}/items?f={name}", media, title) for name, media, title in formats),
        link(f"{RELATIONS}/schema", f"{here}/schema", SCHEMA, "Schema"),
        link(f"{RELATIONS}/queryables", f"{here}/queryables", SCHEMA, "What a filter may ask about"),
        link(f"{RELATIONS}/sortables", f"{here}/sortables", SCHEMA, "What features may be sorted by"),
    ]
    if tiled and layer.tiles is not None:
        links += [
            link(f"{RELATIONS}/tilesets-vector", f"{here}/tiles", JSON, "Vector tiles"),
            link(f"{RELATIONS}/styles", f"{here}/style.json", JSON, "MapLibre style"),
        ]
    if layer.licence:
        links.append(link("license", licence_page(layer.licence), "text/html", layer.licence))
    spatial = {"spatial": {"bbox": [list(extent)], "crs": CRS84}} if extent else {}
    return {
        "id": declaration.name,
        "title": layer.title.th,
        "title_en": layer.title.en,
        "description": (layer.about or layer.title).th,
        "description_en": (layer.about or layer.title).en,
        "keywords": [layer.dimension.label.th, layer.dimension.label.en],
        "itemType": "feature",
        "crs": list(systems),
        "storageCrs": CRS84,
        # The layer's past: any instant up to now can be asked for with ``datetime``.
        "extent": {**spatial, "temporal": {"interval": [[None, None]]}},
        "links": links,
    }


def licence_page(name: str) -> str:
    """Where an SPDX licence can be read."""
    return f"https://spdx.org/licenses/{name}.html"


def show(declaration: Declaration, registry: Registry) -> str:
    """The collection's description as JSON, with links from the root."""
    return json.dumps(collection(declaration, "", None), ensure_ascii=False, indent=2)
