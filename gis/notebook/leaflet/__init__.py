"""Leaflet 1.9.4 (BSD-2-Clause, see LICENSE), put into a map's page whole, so that the page loads nothing.

It stands here as its authors publish it on npm: a notebook must draw without the web build and without a network.
"""

from __future__ import annotations

import re
from pathlib import Path

from branca.element import Element

_HERE = Path(__file__).parent

_OURS = """
.folium-map.leaflet-container { background: %s;
  font: 13px/1.5 Loma, "Noto Sans Thai", "Leelawadee UI", Thonburi, sans-serif; }
.takeed-legend { position: fixed; z-index: 1000; left: 10px; bottom: 44px; max-height: 60%%; overflow: auto;
  padding: 8px 12px; background: #fffffff0; border-radius: 6px; box-shadow: 0 1px 4px #0003;
  font: 13px/1.5 Loma, "Noto Sans Thai", "Leelawadee UI", Thonburi, sans-serif; }
.takeed-legend ul { list-style: none; margin: 0 0 4px; padding: 0; }
.takeed-legend i { display: inline-block; width: 14px; height: 10px; margin-right: 6px; border-radius: 2px; }
.takeed-legend i.circle { width: 10px; border-radius: 50%%; margin-left: 2px; margin-right: 8px; }
.takeed-legend i.line { height: 3px; vertical-align: middle; }
.leaflet-control-scale-line:not(:first-child) { display: none; } /* miles */
.leaflet-popup-content th { text-align: left; font-weight: 600; padding-right: 10px; vertical-align: top; }
"""


class Leaflet(Element):
    """The script and styles of a map, with the colour of its ground."""

    def __init__(self, ground: str) -> None:
        # handed to the template as values: the script itself holds braces that are no template
        super().__init__("<script>{{ this.script }}</script><style>{{ this.styles }}</style>")
        self.script = re.sub(r"\n//# sourceMappingURL=.*", "", _text("leaflet.js"))
        # the style sheet's pictures (marker, layer button) are not used, and would each be a request
        self.styles = re.sub(r"url\([^)]*\)", "none", _text("leaflet.css")) + _OURS % ground


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
