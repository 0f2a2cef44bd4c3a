"""How QGIS draws a layer: symbols, categories, labels and the scales at which they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from gis.codelist import Codelist
from gis.derive.qgis.xml import Value, option
from gis.registry import Declaration
from gis.style import Circle, Fill, Line, Style
from gis.text import en, th

#: Styles are declared in pixels of 1/96 inch; millimetres look the same on screen and in print.
MM_PER_PIXEL = 25.4 / 96
#: The scale denominator at zoom 0 of a world of one 512-pixel tile at 96 dpi, on the equator.
SCALE_AT_ZOOM_0 = 295_828_775.3

#: What stands in the legend for rows without a code.
OTHER = th("ไม่ระบุ") | en("Not given")
CASING = "#4a5560"


def scale_at(zoom: int) -> int:
    """The scale denominator that QGIS shows where the web map is at ``zoom``."""
    return round(SCALE_AT_ZOOM_0 / (1 << zoom))


def renderer(declaration: Declaration) -> Element:
    """The ``renderer-v2`` element: one symbol, or one for each code with its label and colour.

    Rows without a code take the symbol of the empty category, which in QGIS is "all other values".
    """
    style = declaration.layer.style
    if style is None:
        return Element("renderer-v2", type="nullSymbol")
    # symbol levels draw every casing below every line, so that crossings stay open
    levels = "1" if isinstance(style, Line) and style.casing else "0"
    if style.by is None:
        single = Element("renderer-v2", type="singleSymbol", symbollevels=levels)
        SubElement(single, "symbols").append(symbol(style, style.colour, "0"))
        return single
    by = declaration[style.by]
    expression = by.name if by.kind == "code" else f'array_first("{by.name}")'
    categorised = Element("renderer-v2", type="categorizedSymbol", attr=expression, symbollevels=levels)
    categories, symbols = SubElement(categorised, "categories"), SubElement(categorised, "symbols")
    for index, (value, label, colour) in enumerate(_classes(style, by.codelist or (), with_other=not by.required)):
        SubElement(
            categories, "category", value=value, label=label, symbol=str(index), render="true", type="string"
        )  # fmt: skip
        symbols.append(symbol(style, colour, str(index)))
    return categorised


def _classes(style: Style, codes: Iterable[Codelist], *, with_other: bool) -> list[tuple[str, str, str]]:
    told = [(code.value, code.label.th, code.colour or style.colour) for code in codes]
    return [*told, ("", OTHER.th, style.colour)] if with_other else told


def symbol(style: Style, colour: str, name: str) -> Element:
    """One symbol of a layer's style in ``colour`` (``#rrggbb``), known as ``name`` among its neighbours."""
    match style:
        case Circle():
            return _symbol("marker", name, [("SimpleMarker", _marker(style, colour))])
        case Line():
            casing = [("SimpleLine", _line(style.width + 2, CASING, ()))] if style.casing else []
            drawn = _symbol("line", name, [*casing, ("SimpleLine", _line(style.width, colour, style.dash))])
            for layer, extra in zip(drawn.iterfind("layer"), (2, 0) if style.casing else (0,), strict=True):
                _widths(layer, style, extra)
            return drawn
        case Fill():
            return _symbol("fill", name, [("SimpleFill", _fill(style, colour))])


def _symbol(kind: str, name: str, layers: list[tuple[str, dict[str, str]]]) -> Element:
    element = Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    for level, (kind_of_layer, properties) in enumerate(layers):
        layer = SubElement(
            element, "layer", {"class": kind_of_layer, "enabled": "1", "locked": "0", "pass": str(level)}
        )
        layer.append(option(properties))
    return element


def _marker(circle: Circle, colour: str) -> dict[str, str]:
    return {
        "name": "circle", "color": rgba(colour), "size": mm(2 * circle.radius), "size_unit": "MM",
        "outline_color": rgba("#ffffff"), "outline_width": mm(1), "outline_width_unit": "MM",
    }  # fmt: skip


def _line(width: float, colour: str, dash: tuple[float, ...]) -> dict[str, str]:
    # a dash is declared in multiples of the width, QGIS wants lengths
    pattern = ";".join(mm(part * width) for part in dash)
    return {
        "line_color": rgba(colour), "line_width": mm(width), "line_width_unit": "MM", "joinstyle": "round",
        "capstyle": "flat" if dash else "round", "use_custom_dash": "1" if dash else "0",
        "customdash": pattern or "5;2", "customdash_unit": "MM",
    }  # fmt: skip


def _widths(layer: Element, line: Line, extra: float) -> None:
    """Lets a symbol layer take its width from the row, where the style says so."""
    if line.width_by is None:
        return
    # QGIS knows only the CASE that repeats the column
    cases = (f"WHEN \"{line.width_by}\" = '{code}' THEN {mm(w + extra)}" for code, w in line.widths.items())
    told = f"CASE {' '.join(cases)} ELSE {mm(line.width + extra)} END"
    width: Mapping[str, Value] = {"active": True, "expression": told, "type": 3}  # 3 is QgsProperty's expression
    defined = SubElement(layer, "data_defined_properties")
    defined.append(option({"name": "", "properties": {"outlineWidth": width}, "type": "collection"}))


def _fill(fill: Fill, colour: str) -> dict[str, str]:
    return {
        "color": rgba(colour, fill.opacity), "style": "solid", "joinstyle": "round",
        "outline_color": rgba(fill.outline or colour), "outline_width": mm(fill.outline_width),
        "outline_width_unit": "MM", "outline_style": "solid" if fill.outline_width else "no",
    }  # fmt: skip


def labeling(style: Style) -> Element:
    """The ``labeling`` element that writes the style's label field beside (a line: along) each feature."""
    element = Element("labeling", type="simple")
    settings = SubElement(element, "settings")
    text = SubElement(
        settings, "text-style", fieldName=style.label or "", isExpression="0", fontFamily="Loma", fontSize="9",
        fontSizeUnit="Point", textColor=rgba("#1f2933"), textOpacity="1",
    )  # fmt: skip
    # Loma comes with Debian's Thai fonts; the families after it are what Windows and macOS have
    families = SubElement(text, "families")
    for family in ("Loma", "Leelawadee UI", "Thonburi", "Tahoma"):
        SubElement(families, "family", name=family)
    SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=rgba("#ffffff"),
        bufferOpacity="0.85",
    )  # fmt: skip
    # QgsPalLayerSettings::Placement: 0 around a point, 2 along a line, 5 free inside a polygon
    placement = "0" if isinstance(style, Circle) else "2" if isinstance(style, Line) else "5"
    SubElement(settings, "placement", placement=placement, dist="0.8", distUnits="MM")
    SubElement(
        settings, "rendering", drawLabels="1", scaleVisibility="1", scaleMin="1",
        scaleMax=str(scale_at(style.label_from)), limitNumLabels="0", obstacle="1",
    )  # fmt: skip
    return element


def mm(pixels: float) -> str:
    """Pixels of the declaration as millimetres, in QGIS's spelling of numbers."""
    return f"{pixels * MM_PER_PIXEL:.3f}".rstrip("0").rstrip(".")


def rgba(colour: str, opacity: float = 1.0) -> str:
    """``#rrggbb`` as QGIS writes a colour: ``r,g,b,a`` from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{round(opacity * 255)}"
