"""Charts that can write Thai."""

from __future__ import annotations

import warnings

import matplotlib as mpl
from matplotlib import font_manager

#: Fonts with Thai that come with Debian's fonts-tlwg-loma-otf and fonts-noto, Windows, and macOS.
FONTS = ("Loma", "Sarabun", "Noto Sans Thai", "Garuda", "Leelawadee UI", "Thonburi", "Tahoma")


def write_thai() -> str | None:
    """Have matplotlib write with the first Thai font of this machine, and return its name.

    None, with a warning that says what to install, where there is none.
    """
    there = set(font_manager.get_font_names())
    found = next((name for name in FONTS if name in there), None)
    if found is None:
        warnings.warn("ไม่มีฟอนต์ไทย: apt install fonts-tlwg-loma-otf · No Thai font", stacklevel=2)
    else:
        mpl.rcParams["font.family"] = [found, "DejaVu Sans"]
    return found
