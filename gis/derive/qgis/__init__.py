"""What QGIS needs to show and edit a layer: one QML style file of symbols, labels, scales and form.

Written for QGIS 3.40 and opened by 3.22: only elements both know, by name rather than by position.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gis.derive.qgis.form import configuration, entries, label_field
from gis.derive.qgis.symbology import labeling, renderer, scale_at
from gis.registry import Declaration, Registry


def qml(declaration: Declaration, registry: Registry, columns: Iterable[str] | None = None) -> str:
    """The layer's style as QGIS stores it in ``layer_styles``, for the given columns or for the whole table.

    Without ``based_on`` among the columns (a published view) the layer opens read-only: an edit there could not
    say which version it saw.
    """
    present = tuple(column.name for column in declaration.table.columns) if columns is None else tuple(columns)
    layer, style = declaration.layer, declaration.layer.style
    root = Element(
        "qgis", version="3.22.0", styleCategories="AllStyleCategories", readOnly=str(int("based_on" not in present))
    )
    if layer.tiles is not None:
        # the largest denominator is the farthest view; maxScale 0 keeps the layer however near one comes
        root.attrib |= {
            "hasScaleBasedVisibilityFlag": "1", "minScale": str(scale_at(layer.tiles.min)), "maxScale": "0",
        }  # fmt: skip
    root.append(renderer(declaration))
    if style is not None and style.label in present:
        root.set("labelsEnabled", "1")
        root.append(labeling(style))
    root.extend(configuration(entries(declaration, registry, present)))
    SubElement(root, "previewExpression").text = f'"{label_field(declaration)}"'
    indent(root, " ")
    return tostring(root, encoding="unicode")


def show(declaration: Declaration, registry: Registry) -> str:
    """The style file of the layer's own table, for ``takeed show``."""
    return qml(declaration, registry)
