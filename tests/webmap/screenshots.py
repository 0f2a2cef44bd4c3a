"""Makes the pictures of the documentation: ``python -m tests.webmap.screenshots [URL]`` beside a running instance."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.webmap.visitor import DESK, PHONE, browser, visitor

IMAGES = Path(__file__).parents[2] / "docs" / "img"


def take(base: str) -> None:
    """The map as it opens on a phone, and on a desk with a village and its record."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with browser() as running:
        with visitor(running, base, PHONE) as guest:
            guest.open()
            guest.picture(IMAGES / "map-phone.png")
        with visitor(running, base, DESK) as guest:
            guest.open("/#at=village/1")
            for _ in range(3):
                guest.find("#controls [data-key=minus]").click()
                guest.rests()
            guest.picture(IMAGES / "map-desktop.png")


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
