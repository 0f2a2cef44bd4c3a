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

from gis import settings
from gis.notebook.frame import labelled
from gis.notebook.leaflet import Leaflet
from gis.notebook.look import Look, look_of
from gis.notebook.reading import read
from gis.style import Circle, Fill, Line, Style

#: What stands for the land where no layer is drawn; the web map's own ground colour.
GROUND = "#f6f5f1"
#: Six decimals of a degree are 0.1 m; more only makes the file longer.
_GRID = 1e-6
#: A metre of latitude in degrees.
_DEGREE = 1 / 110_600


def explore(
    *layers: str | geopandas.GeoDataFrame, language: str = "th", height: int = 560, simplify_m: float = 0
) -> folium.Map:
    """A map of layers by name or of frames that :func:`read` or :func:`painted` gave, the first lowest.

    It opens where they lie. Colours are those of the codes, popups carry the titles of fields in ``th`` or ``en``,
    and layers can be switched off. ``height`` is in pixels; lines and areas may be drawn up to ``simplify_m`` metres
    off, which makes the page smaller. The map's ``save()`` writes one file that opens without a network.
    """
    frames = [read(layer) if isinstance(layer, str) else layer for layer in layers]
    looks = [look_of(frame, language) for frame in frames]
    page = _Page(height=f"{height}px")
    made = folium.Map(tiles=None, prefer_canvas=True, control_scale=True, zoom_snap=0.25)
    made.default_js, made.default_css = [], []  # folium's own come from servers elsewhere
    page.add_child(made)
    page.header.add_child(Leaflet(GROUND))
    for frame, look in zip(frames, looks, strict=True):
        _features(frame, look, language, simplify_m).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    page.html.add_child(_Legend(_legend(looks)))
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


def _features(frame: geopandas.GeoDataFrame, look: Look, language: str, simplify_m: float) -> folium.GeoJson:
    drawn = ~frame.geometry.isna() & ~frame.geometry.is_empty
    seen, colours = frame[drawn], [colour for colour, one in zip(look.colours, drawn, strict=True) if one]
    told = [name for name in frame.attrs["titles"] if name in frame]
    if not told:  # nothing to press: one shape for each colour
        seen = seen[[frame.geometry.name]].dissolve(by=colours)
        seen.attrs, colours = frame.attrs, [*seen.index]
    words, titles = labelled(seen, language), [*labelled(frame.head(0)[told], language)]
    # by the short names of fields: titles would be repeated in every feature of the page
    values = pandas.DataFrame({n: words[t].astype(object) for n, t in zip(told, titles, strict=True)}, seen.index)
    values = values.where(values.notna(), "–").map(_plain)
    whole = seen.geometry.line_merge() if isinstance(look.style, Line) else seen.geometry
    plain = whole.simplify(simplify_m * _DEGREE).array if simplify_m else whole.array
    grid = 10 * _GRID if simplify_m >= 2 else _GRID
    shapes = shapely.to_geojson(shapely.set_precision(plain, grid, mode="pointwise"))
    features = [
        {"type": "Feature", "geometry": json.loads(shape), "properties": {**properties, "colour_": colour}}
        for shape, properties, colour in zip(shapes, values.to_dict("records"), colours, strict=True)
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=html.escape(look.title),
        style_function=lambda feature: _path(look.style, feature["properties"]["colour_"]),
        marker=folium.CircleMarker() if isinstance(look.style, Circle) else None,
        popup=folium.GeoJsonPopup(fields=told, aliases=titles) if features and told else None,
        smooth_factor=1,
    )


def _plain(value: Any) -> str:
    """A value as a popup shows it; escaped, for a popup is HTML and a citizen's own words are among the values."""
    if isinstance(value, pandas.Timestamp):
        return value.strftime("%d/%m/%Y" if value.tzinfo is None else "%d/%m/%Y %H:%M")
    return f"{value:,.6g}" if isinstance(value, float) else html.escape(str(value))


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


class _Page(Figure):
    """A page that shows itself in a notebook within single quotes.

    Branca writes each double quote of the page as six characters, a fifth of what a map of a thousand features takes.
    """

    def _repr_html_(self, **kwargs: Any) -> str:
        page = self.render(**kwargs).replace("&", "&amp;").replace("'", "&#39;")
        return f"<iframe srcdoc='{page}' style='width: 100%; height: {self.height}; border: none'></iframe>"


class _Legend(Element):
    """The legend, which is HTML already and must not be read as a template."""

    def __init__(self, text: str) -> None:
        super().__init__("{{ this.text }}")
        self.text = text


def _legend(looks: list[Look]) -> str:
    return f'<div class="takeed-legend">{"".join(_legend_of(look) for look in reversed(looks))}</div>'


def _legend_of(look: Look) -> str:
    title, kind = html.escape(look.title), type(look.style).__name__.lower()
    if not look.legend:
        return f'<ul><li><i class="{kind}" style="background:{look.style.colour}"></i><b>{title}</b></li></ul>'
    rows = "".join(
        f'<li><i class="{kind}" style="background:{colour}"></i>{html.escape(label)}</li>'
        for colour, label in look.legend
    )
    return f"<b>{title}</b><ul>{rows}</ul>"
