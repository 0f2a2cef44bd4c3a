"""The pages of rasters: a picture, what its colours mean, where to get it, and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from etl.raster import Told, register, remove
from gis.access import Audience
from gis.settings import Settings
from gis.text import en, th
from tests import rasters

HERE = "/ogc/collections/height"


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/html")
@pytest.mark.parametrize(
    ("language", "words"),
    [("th", ("ความสูง", "ค่าโดยทั่วไป", "เงาเขา")), ("en", ("Heights", "Usual values", "Hill-shade"))],
)
def test_the_page_of_a_raster_shows_it_and_says_what_its_colours_mean(
    public: httpx.Client, language: str, words: tuple[str, ...]
) -> None:
    page = public.get(HERE, params={"f": "html", "lang": language}).text
    assert all(word in page for word in words)
    assert "2.0&nbsp;m" in page and "97.2&nbsp;m" in page and "100 × 80" in page
    for address in re.findall(r'(?:src|href)="([^"]+coverage[^"]*)"', page):
        assert address.startswith("/ogc/collections/height/")
        assert public.get(address.replace("&amp;", "&")).status_code == 200, address
    assert re.search(r'<img src="[^"]+f=png" alt="[^"]+"', page)
    assert "style=" not in re.sub(r"\?[^\"]*", "", page)  # the policy of the page forbids it


@pytest.mark.parametrize("path", ["/map/tiles", "/map/tiles/WebMercatorQuad", "/coverage/schema"])
def test_pages_below_a_raster_lead_back_to_it(public: httpx.Client, path: str) -> None:
    page = public.get(f"{HERE}{path}?f=html&lang=en").text
    crumbs = page[page.index('class="crumbs"') : page.index("<main")]
    assert f'<a href="{HERE}?lang=en">Heights</a>' in crumbs


def test_the_catalogue_entry_of_a_raster_has_a_page_by_its_title(public: httpx.Client) -> None:
    page = public.get("/ogc/collections/catalogue/items/height?f=html&lang=en").text
    assert re.search(r"<h1>\s*Heights", page) and "CC-BY-4.0" in page


def test_a_raster_is_on_the_list_of_layers_for_whom_it_is_for(
    public: httpx.Client, planner: httpx.Client, instance: Settings, tmp_path: Path
) -> None:
    title = th("ลับ <b>") | en("Closed <b>")
    register(
        instance, rasters.plane(tmp_path / "a.tif", lift=3), Told("closed_raster", title, Audience.STAFF, "CC-BY-4.0")
    )
    try:
        theirs, ours = (client.get("/ogc/collections?f=html&lang=en").text for client in (public, planner))
        assert "Heights" in theirs and "Closed &lt;b&gt;" not in theirs and "closed_raster" not in theirs
        assert "Closed &lt;b&gt;" in ours and "Seen by staff only" in ours
        assert "Seen by staff only" in planner.get("/ogc/collections/closed_raster?f=html&lang=en").text
    finally:
        remove(instance, "closed_raster")
