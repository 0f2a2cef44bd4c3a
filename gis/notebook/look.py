"""How a frame is drawn: as its layer is, or as a notebook paints what it found."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import geopandas
import matplotlib as mpl
import numpy as np
import pandas
from matplotlib.colors import to_hex

from gis.errors import Invalid
from gis.notebook.reading import declared
from gis.style import Circle, Fill, Line, Style
from gis.text import en, th

#: Of what has no value to be coloured by.
_NONE = "#c8c6c1"


@dataclass(frozen=True, slots=True)
class Look:
    """A title, a symbol, the colour of each row, and the legend: each colour with what it stands for."""

    title: str
    style: Style
    colours: Sequence[str]
    legend: Sequence[tuple[str, str]]


def look_of(frame: geopandas.GeoDataFrame, language: str) -> Look:
    """The look that :func:`painted` gave a frame, else that of the layer it was read from."""
    painted_as: Mapping[str, Look] | None = frame.attrs.get("look")
    if painted_as is not None:
        return painted_as[language]
    declaration = declared(frame.attrs["layer"])
    style, title = declaration.layer.style or Circle(), declaration.layer.title[language]
    if style.by is None or style.by not in frame:
        return Look(title, style, [style.colour] * len(frame), ())
    codes = {code.value: (code.colour or style.colour, code.label[language])
             for code in declaration[style.by].codelist or ()}  # fmt: skip
    values = frame[style.by].astype(object)
    there = set(values.dropna())
    colours = [codes[value][0] if value in codes else style.colour for value in values]
    return Look(title, style, colours, [entry for code, entry in codes.items() if code in there])


def painted(
    frame: geopandas.GeoDataFrame,
    title: tuple[str, str],
    by: str | None = None,
    *,
    colours: str | Mapping[Hashable, str] = "YlOrRd",
    edges: Sequence[float] = (),
    fields: Mapping[str, tuple[str, str]] | None = None,
    width: float = 3.0,
) -> geopandas.GeoDataFrame:
    """The same rows to be drawn by :func:`explore` in colours of one's own instead of the layer's.

    ``title`` and the values of ``fields`` (columns of the popup, all others are left out of the page) are Thai and
    English. Without ``by`` all have the one colour that ``colours`` is. With it, numbers fall into classes from each
    of the ``edges`` up to the next, in the colours of a matplotlib colour map, light to dark; and values that are no
    numbers have the colours of a mapping. ``width`` is that of a line, or the radius of a point, in pixels. Rows
    without a value are grey. Raises Invalid where ``edges`` do not rise.
    """
    if any(low >= high for low, high in pairwise(edges)):
        raise Invalid(th("ขอบชั้น edges ต้องเรียงจากน้อยไปมาก") | en("edges must rise."))
    shown, legend = _colours(frame, by, colours, edges)
    base = _symbol(frame, width)
    style = replace(base, colour=shown[0]) if by is None and len(shown) else base
    made = frame.copy()
    told = fields or {}
    made.attrs = {
        "titles": {name: dict(zip(("th", "en"), words, strict=True)) for name, words in told.items()},
        "units": {},
        "labels": {},
        "look": {
            language: Look(words, style, shown, legend)
            for language, words in zip(("th", "en"), title, strict=True)
        },
    }  # fmt: skip
    return made


def _symbol(frame: geopandas.GeoDataFrame, width: float) -> Style:
    kinds = set(frame.geometry.geom_type.dropna())
    if kinds <= {"Point", "MultiPoint"} and kinds:
        return Circle(radius=width)
    if kinds <= {"LineString", "MultiLineString"} and kinds:
        return Line(width=width)
    return Fill(opacity=0.75, outline="#ffffff", outline_width=0.5)


def _colours(
    frame: geopandas.GeoDataFrame, by: str | None, colours: str | Mapping[Hashable, str], edges: Sequence[float]
) -> tuple[list[str], list[tuple[str, str]]]:
    if by is None:
        return [str(colours)] * len(frame), []
    if isinstance(colours, Mapping):
        there = set(frame[by].dropna())
        legend = [(colour, str(value)) for value, colour in colours.items() if value in there]
        return [colours.get(value, _NONE) for value in frame[by]], legend
    ramp = [to_hex(colour) for colour in mpl.colormaps[colours](np.linspace(0.25, 0.95, len(edges)))]
    values = pandas.to_numeric(frame[by]).astype(float)
    place = np.digitize(values, edges) - 1
    shown = [ramp[max(n, 0)] if known else _NONE for n, known in zip(place, values.notna(), strict=True)]
    names = [f"{low:,g} – {high:,g}" for low, high in pairwise(edges)] + [f"≥ {edges[-1]:,g}"]
    legend = [*zip(ramp, names, strict=True)]
    return shown, legend + ([(_NONE, "ไม่มีค่า · no value")] if values.isna().any() else [])
