"""What the web map must know of the declarations."""

from __future__ import annotations

import re

from gis import registry, webmap


def test_every_unit_of_a_declaration_is_written_for_citizens() -> None:
    listed = re.findall(r'^  "?([^":]+)"?: \{ th:', (webmap.WEBMAP / "src" / "units.ts").read_text(), re.MULTILINE)
    used = {attribute.words.unit for layer in registry.load().values() for attribute in layer.attributes}
    assert used - {None} - set(listed) == set()
