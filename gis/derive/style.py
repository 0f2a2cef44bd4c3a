"""A layer's look in the words of the MapLibre style specification."""

from __future__ import annotations

import json
from typing import Any

from gis.declare import Dimension
from gis.registry import Attribute, Declaration, Registry
from gis.style import Circle, Fill, Line
from gis.text import Text

#: The one font of the map, in the files that the web map's build puts there: Thai with its marks, then the rest.
FONT = "Sarabun"
FONT_FILES: tuple[tuple[str, list[str]], ...] = (
    ("/fonts/sarabun-thai-400-normal.woff2", ["U+0E01-0E5B", "U+200C-200D", "U+25CC"]),
    ("/fonts/sarabun-latin-400-normal.woff2", ["U+0-24F", "U+2000-22FF"]),
)
#: The paper the map is drawn on, and the ink of its labels.
PAPER, INK = "#f6f4ee", "#24313a"

StyleLayer = dict[str, Any]


def words(text: Text) -> dict[str, str]:
    """A phrase as the JSON the web map reads."""
    return {"th": text.th, "en": text.en}


def tile_fields(declaration: Declaration) -> tuple[str, ...]:
    """The fields a tile must carry for the style: what colours, widens and labels the symbols themselves."""
    style = declaration.layer.style
    if style is None:
        return ()
    width = style.width_by if isinstance(style, Line) else None
    label = style.label if not isinstance(style, Fill) else None
    return tuple(dict.fromkeys(name for name in (style.by, width, label) if name))


def label_points(declaration: Declaration) -> tuple[str, str, int] | None:
    """The tile layer of one point an area that its label stands at, the field written there, and from which zoom.

    A tile cuts an area, and a label of the cut would be written once a tile. None for what labels itself.
    """
    style = declaration.layer.style
    if not isinstance(style, Fill) or style.label is None or declaration.layer.tiles is None:
        return None
    return f"{declaration.name}:label", style.label, min(style.label_from, deepest(declaration))


def style_layers(declaration: Declaration, fields: tuple[str, ...] | None = None) -> list[StyleLayer]:
    """The style layers of one layer, lowest first; empty for a layer without tiles.

    ``fields`` are those the reader may see: a colour or a label that hangs on another falls back to plain.
    """
    style, zoom = declaration.layer.style, declaration.layer.tiles
    if style is None or zoom is None:
        return []
    seen = declaration.attribute_names if fields is None else fields
    by = declaration[style.by] if style.by in seen and style.by else None
    colour = _colour(by, style.colour)
    match style:
        case Fill():
            drawn = _fill(style, colour)
        case Line():
            width_by = declaration[style.width_by] if style.width_by and style.width_by in seen else None
            drawn = _line(style, colour, width_by, zoom.min)
        case Circle():
            drawn = _circle(style, colour, zoom.min)
    if style.label and style.label in seen:
        drawn.append(_label(style, style.label) | _source_layer(declaration))
    return [_placed(declaration, layer) for layer in drawn]


def _source_layer(declaration: Declaration) -> StyleLayer:
    points = label_points(declaration)
    return {"source-layer": points[0]} if points else {}


def _placed(declaration: Declaration, layer: StyleLayer) -> StyleLayer:
    zoom = declaration.layer.tiles
    assert zoom is not None
    name, suffix = declaration.name, layer.pop("suffix", "")
    return {
        "id": f"{name}:{suffix}" if suffix else name,
        "source": name,
        "source-layer": name,
        "minzoom": max(zoom.min, layer.pop("from", 0)),
        "metadata": {"takeed:layer": name, "takeed:dimension": declaration.layer.dimension.value},
        **layer,
    }


def _colour(by: Attribute | None, plain: str) -> Any:
    """A colour for each code; codes without one of their own, and rows without a code, are plain."""
    if by is None or by.codelist is None:
        return plain
    coloured = [(member.value, member.colour) for member in by.codelist if member.colour]
    if not coloured:
        return plain
    value = ["to-string", ["get", by.name]]
    if by.kind == "codes":  # a tile holds several codes as one comma-separated text
        return ["case", *(part for code, colour in coloured for part in (["in", code, value], colour)), plain]
    return ["match", value, *(part for pair in coloured for part in pair), plain]


def _by_zoom(*stops: tuple[float, Any]) -> list[Any]:
    return ["interpolate", ["exponential", 1.5], ["zoom"], *(number for stop in stops for number in stop)]


def _fill(style: Fill, colour: Any) -> list[StyleLayer]:
    outline = {
        "line-color": style.outline or colour,
        "line-width": _by_zoom((10, style.outline_width * 0.4), (16, style.outline_width)),
        "line-opacity": 0.8,
    }
    return [
        {"type": "fill", "paint": {"fill-color": colour, "fill-opacity": style.opacity}},
        {"type": "line", "suffix": "outline", "layout": {"line-join": "round"}, "paint": outline},
    ]


def _line(style: Line, colour: Any, width_by: Attribute | None, zoom: int) -> list[StyleLayer]:
    round_ends = {"line-join": "round", "line-cap": "butt" if style.dash else "round"}
    start = min(zoom, 15)

    def width(times: float, extra: float) -> Any:
        plain = style.width * times + extra
        if width_by is None:
            return plain
        codes = [part for code, pixels in style.widths.items() for part in (code, pixels * times + extra)]
        return ["match", ["to-string", ["get", width_by.name]], *codes, plain]

    def by_zoom(extra: float) -> list[Any]:
        return _by_zoom((start, width(0.35, extra / 2)), (16, width(1, extra)), (20, width(4, extra)))

    body: StyleLayer = {
        "type": "line",
        "layout": round_ends,
        "paint": {"line-color": colour, "line-width": by_zoom(0)},
    }
    if style.dash:
        body["paint"]["line-dasharray"] = list(style.dash)
    if not style.casing:
        return [body]
    edge = {"line-color": "#5d6670", "line-width": by_zoom(1.6)}
    return [{"type": "line", "suffix": "casing", "layout": round_ends, "paint": edge}, body]


def _circle(style: Circle, colour: Any, zoom: int) -> list[StyleLayer]:
    start = min(zoom, 15)
    paint = {
        "circle-color": colour,
        "circle-radius": _by_zoom((start, max(1.5, style.radius * 0.45)), (16, style.radius), (20, style.radius * 2)),
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": _by_zoom((start, 0.3), (16, 1.2)),
    }
    return [{"type": "circle", "paint": paint}]


def _label(style: Circle | Line | Fill, field: str) -> StyleLayer:
    layout: dict[str, Any] = {
        "text-field": ["to-string", ["get", field]],
        "text-font": [FONT],
        "text-size": _by_zoom((11, 12.5), (18, 15)),
        "text-max-width": 9,
    }
    if isinstance(style, Line):
        layout |= {"symbol-placement": "line", "symbol-spacing": 320}
    elif isinstance(style, Circle):
        layout |= {"text-anchor": "top", "text-offset": [0, 0.7], "text-optional": True}
    return {
        "type": "symbol",
        "suffix": "label",
        "from": style.label_from,
        "layout": layout,
        "paint": {"text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 1.4},
    }


def drawing_order(declaration: Declaration) -> tuple[int, int, int, str]:
    """Where a layer lies in the pile: areas under lines under points, and what covers more under what covers less.

    A layer shown from further out covers more, which holds for a boundary over a zone over a parcel.
    """
    pile = {"fill": 0, "line": 1, "circle": 2}
    zoom = declaration.layer.tiles.min if declaration.layer.tiles else 99
    dimension = list(Dimension).index(declaration.layer.dimension)
    return pile[symbol(declaration)], zoom, -dimension, declaration.name


def symbol(declaration: Declaration) -> str:
    """``circle``, ``line`` or ``fill``."""
    style = declaration.layer.style
    return "fill" if isinstance(style, Fill) else "line" if isinstance(style, Line) else "circle"


def document(
    readable: dict[str, tuple[str, ...]], registry: Registry, base: str, bounds: tuple[float, ...], title: Text
) -> dict[str, Any]:
    """The MapLibre style (version 8) of every layer in ``readable`` (layer → fields the reader may see).

    ``base`` is the address links begin with, ``bounds`` west, south, east, north in degrees. Labels of all layers
    lie above all symbols; where two have no room, the one written from further out stays, which the map places first.
    """
    shown = sorted((registry[name] for name in readable if registry[name].layer.tiles), key=drawing_order)
    drawn = [layer for declaration in shown for layer in style_layers(declaration, readable[declaration.name])]
    return {
        "version": 8,
        "name": title.th,
        "center": [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
        "zoom": 12,
        "font-faces": {FONT: [{"url": base + path, "unicode-range": ranges} for path, ranges in FONT_FILES]},
        "sources": {d.name: source(d, base, bounds) for d in shown},
        "layers": [
            {"id": "paper", "type": "background", "paint": {"background-color": PAPER}},
            *(layer for layer in drawn if layer["type"] != "symbol"),
            *sorted((layer for layer in drawn if layer["type"] == "symbol"), key=lambda label: -label["minzoom"]),
        ],
    }


def source(declaration: Declaration, base: str, bounds: tuple[float, ...]) -> dict[str, Any]:
    """A layer's vector tiles as a MapLibre source; beyond its last tiles the map enlarges them."""
    zoom = declaration.layer.tiles
    assert zoom is not None
    return {
        "type": "vector",
        "tiles": [f"{base}/ogc/collections/{declaration.name}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"],
        "minzoom": zoom.min,
        "maxzoom": deepest(declaration),
        "bounds": list(bounds),
        "attribution": "",
    }


def deepest(declaration: Declaration) -> int:
    """The deepest tiles worth making: at zoom 17 a unit of a tile is 7 cm, finer than any survey of ours."""
    assert declaration.layer.tiles is not None
    return min(declaration.layer.tiles.max, max(17, declaration.layer.tiles.min))


def show(declaration: Declaration, registry: Registry) -> str:
    """The style layers of a layer, as JSON."""
    return json.dumps(style_layers(declaration), ensure_ascii=False, indent=2)
