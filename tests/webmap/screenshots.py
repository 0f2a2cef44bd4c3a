"""Makes the pictures of the documentation: ``python -m tests.webmap.screenshots [URL]`` beside a running instance."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.webmap.visitor import DESK, PHONE, browser, visitor

IMAGES = Path(__file__).parents[2] / "docs" / "img"


def take(base: str) -> None:
    """The map on a desk and on a phone, as it opens."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with browser() as running:
        for name, size in (("map-desktop", DESK), ("map-phone", PHONE)):
            with visitor(running, base, size) as guest:
                guest.open()
                guest.picture(IMAGES / f"{name}.png")


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
