"""Layers on a folium map in the platform's style, in one file that asks no server for anything."""

from __future__ import annotations

import html
import json
from typing import Any

import folium
import geopandas
import pandas
import shapely
from branca.element import Element, Figure

from gis import registry, settings
from gis.notebook.frame import labelled
from gis.notebook.leaflet import Leaflet
from gis.notebook.reading import declared, read
from gis.registry import Declaration
from gis.style import Circle, Fill, Line, Style

#: What stands for the land where no layer is drawn; the web map's own ground colour.
GROUND = "#f6f5f1"
#: Six decimals of a degree are 0.1 m; more only makes the file longer.
_GRID = 1e-6


def explore(*layers: str | geopandas.GeoDataFrame, language: str = "th", height: int = 560) -> folium.Map:
    """A map of layers by name or of frames that :func:`read` gave, the first lowest, opened where they lie.

    Colours are those of the codes, popups carry the titles of fields in ``th`` or ``en``, and layers can be switched
    off. ``height`` is in pixels. The map's ``save()`` writes one file that opens without a network.
    """
    frames = [read(layer) if isinstance(layer, str) else layer for layer in layers]
    page = Figure(height=f"{height}px")
    made = folium.Map(tiles=None, prefer_canvas=True, control_scale=True)
    made.default_js, made.default_css = [], []  # folium's own come from servers elsewhere
    page.add_child(made)
    page.header.add_child(Leaflet(GROUND))
    for frame in frames:
        _features(frame, language).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    page.html.add_child(_Legend(_legend(frames, language)))
    west, south, east, north = _bounds(frames)
    made.fit_bounds([[south, west], [north, east]])
    return made


def _bounds(frames: list[geopandas.GeoDataFrame]) -> tuple[float, float, float, float]:
    """Of everything drawn; of the place itself where nothing is."""
    boxes = [frame.total_bounds for frame in frames if len(frame) and not frame.geometry.isna().all()]
    if not boxes:
        return settings.load().place.bounds
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _features(frame: geopandas.GeoDataFrame, language: str) -> folium.GeoJson:
    declaration = declared(frame.attrs["layer"])
    style = declaration.layer.style or Circle()
    seen = frame[~frame.geometry.isna() & ~frame.geometry.is_empty]
    told = [name for name in frame.attrs["titles"] if name in frame]
    words, titles = labelled(seen, language), [*labelled(frame.head(0)[told], language)]
    # by the short names of fields: titles would be repeated in every feature of the page
    values = pandas.DataFrame({n: words[t].astype(object) for n, t in zip(told, titles, strict=True)}, seen.index)
    values = values.where(values.notna(), "–").map(_plain)
    shapes = shapely.to_geojson(shapely.set_precision(seen.geometry.array, _GRID, mode="pointwise"))
    features = [
        {"type": "Feature", "geometry": json.loads(shape), "properties": {**properties, "colour_": colour}}
        for shape, properties, colour in zip(
            shapes, values.to_dict("records"), _colours(seen, style, declaration), strict=True
        )
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=html.escape(declaration.layer.title[language]),
        style_function=lambda feature: _path(style, feature["properties"]["colour_"]),
        marker=folium.CircleMarker() if isinstance(style, Circle) else None,
        popup=folium.GeoJsonPopup(fields=told, aliases=titles) if features and told else None,
        smooth_factor=1,
    )


def _plain(value: Any) -> str:
    """A value as a popup shows it; escaped, for a popup is HTML and a citizen's own words are among the values."""
    if isinstance(value, pandas.Timestamp):
        return value.strftime("%d/%m/%Y" if value.tzinfo is None else "%d/%m/%Y %H:%M")
    return f"{value:,.6g}" if isinstance(value, float) else html.escape(str(value))


def _colours(frame: geopandas.GeoDataFrame, style: Style, declaration: Declaration) -> list[str]:
    if style.by is None or style.by not in frame:
        return [style.colour] * len(frame)
    codes = {code.value: code.colour for code in declaration[style.by].codelist or ()}
    return [codes.get(code) or style.colour for code in frame[style.by].astype(object)]


def _path(style: Style, colour: str) -> dict[str, Any]:
    """Leaflet's path options for one feature."""
    match style:
        case Circle():
            return {
                "radius": style.radius, "color": "#ffffff", "weight": 1, "fill": True, "fillColor": colour,
                "fillOpacity": 1,
            }  # fmt: skip
        case Line():
            dash = " ".join(f"{part * style.width:g}" for part in style.dash)
            return {"color": colour, "weight": style.width, "opacity": 1, "dashArray": dash or None}
        case Fill():
            return {
                "color": style.outline or colour, "weight": style.outline_width, "opacity": 1,
                "fillColor": colour, "fillOpacity": style.opacity,
            }  # fmt: skip


class _Legend(Element):
    """The legend, which is HTML already and must not be read as a template."""

    def __init__(self, text: str) -> None:
        super().__init__("{{ this.text }}")
        self.text = text


def _legend(frames: list[geopandas.GeoDataFrame], language: str) -> str:
    layers = registry.load()
    blocks = "".join(_legend_of(layers[frame.attrs["layer"]], frame, language) for frame in reversed(frames))
    return f'<div class="takeed-legend">{blocks}</div>'


def _legend_of(declaration: Declaration, frame: geopandas.GeoDataFrame, language: str) -> str:
    style = declaration.layer.style or Circle()
    title = html.escape(declaration.layer.title[language])
    kind = type(style).__name__.lower()
    entries = [(style.colour, "")]
    if style.by is not None and style.by in frame:
        there = set(frame[style.by].dropna())
        entries = [
            (code.colour or style.colour, html.escape(code.label[language]))
            for code in declaration[style.by].codelist or ()
            if code.value in there
        ]
    rows = "".join(f'<li><i class="{kind}" style="background:{colour}"></i>{label}</li>' for colour, label in entries)
    if entries == [(style.colour, "")]:
        return f'<ul><li><i class="{kind}" style="background:{style.colour}"></i><b>{title}</b></li></ul>'
    return f"<b>{title}</b><ul>{rows}</ul>"
