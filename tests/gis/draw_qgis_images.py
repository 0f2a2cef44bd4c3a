"""Draws docs/img/qgis-map.png and qgis-form.png: ``python tests/gis/draw_qgis_images.py``, with the sample deployed.

QGIS draws both as a member of staff sees them, from the styles that a deploy wrote and nothing else.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import qgis_desktop

from gis import settings
from gis.access import Division
from gis.db import connect
from gis.settings import SOURCE

IMAGES = SOURCE / "docs" / "img"
#: Top first, as in QGIS's layer panel.
LAYERS = [
    "streetlight", "school", "hydrant", "road", "waterway", "building", "flood_zone", "parcel",
]  # fmt: skip


def draw() -> None:
    """Both images, of the busiest kilometre of the sample, as a planner who is gone again afterwards."""
    own = settings.load()
    server = urlsplit(own.admin_url)
    person, password = "takeed_drawing", secrets.token_urlsafe(12)
    with connect(own.admin_url, autocommit=True) as connection:
        connection.execute(
            f"create role {person} login password '{password}' in role {Division.ENGINEERING.role}".encode()
        )
        try:
            row = connection.execute(
                "select ST_X(p), ST_Y(p) from (select ST_Transform(geom, 32647) as p from core.village"
                " order by id limit 1) v"
            ).fetchone()
            assert row is not None
            x, y = row
            uri = f"host={server.hostname} port={server.port} dbname={connection.info.dbname}"
            uri += f" user={person} password={password}"
            qgis_desktop.run(
                "draw_map", uri, layers=LAYERS, size=[1200, 760], bounds=[x - 500, y - 320, x + 500, y + 320],
                file=str(IMAGES / "qgis-map.png"),
            )  # fmt: skip
            qgis_desktop.run(
                "draw_form", uri, layer="streetlight", where='"id" = 300', size=[600, 600],
                file=str(IMAGES / "qgis-form.png"), **{"with": ["light_circuit", "road"]},
            )  # fmt: skip
        finally:
            connection.execute(f"drop role {person}".encode())


if __name__ == "__main__":
    draw()
