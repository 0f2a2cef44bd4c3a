"""The pages of the data service as a citizen meets them: in two languages, on a phone, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from gis.webmap import WEBMAP
from tests.webmap.visitor import DESK, PHONE, Visitor, expect, visitor

ROADS = "/ogc/collections/road/items"
PAGES = (
    "/ogc/", "/ogc/collections", "/ogc/collections/road", ROADS, f"{ROADS}?q=ไม่มีคำนี้", f"{ROADS}/1",
    "/ogc/collections/road/schema", "/ogc/collections/road/queryables", "/ogc/collections/road/tiles",
    "/ogc/collections/road/catalogue", "/ogc/collections/catalogue/items", "/ogc/collections/catalogue/items/road",
    "/ogc/processes", "/ogc/processes/nearest_facility", "/ogc/tileMatrixSets",
    "/ogc/style.json", "/ogc/conformance.html", "/ogc/api",
)  # fmt: skip
#: What a reader must be told; the browser counts an answer that is no success as a complaint of its own.
REFUSED = (f"{ROADS}?limit=x", "/ogc/collections/nothing")


@pytest.fixture(params=[("th", DESK), ("en", PHONE)], ids=["Thai on a desk", "English on a phone"])
def reader(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[tuple[Visitor, str]]:
    language, size = request.param
    with visitor(chromium, site, size) as made:
        yield made, language


def go(guest: Visitor, path: str, language: str = "th") -> None:
    guest.page.goto(f"{guest.base}{path}{'&' if '?' in path else '?'}lang={language}")


def violations(guest: Visitor) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    guest.page.evaluate((WEBMAP / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found: dict[str, Any] = guest.page.evaluate("axe.run()")
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found["violations"]]


@pytest.mark.parametrize("path", [*PAGES, *REFUSED])
def test_every_page_is_accessible_fits_and_asks_nobody_else(reader: tuple[Visitor, str], path: str) -> None:
    guest, language = reader
    go(guest, path, language)
    guest.page.wait_for_load_state("networkidle")
    assert violations(guest) == []
    assert guest.find("html").get_attribute("lang") == language
    assert guest.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert guest.hosts() == {guest.base.removeprefix("http://")}
    if path not in REFUSED:
        assert guest.complaints == []


def test_the_map_shows_the_records_of_the_page_and_its_controls_have_names(desk: Visitor) -> None:
    go(desk, ROADS)
    desk.page.wait_for_selector("[data-preview][data-state=idle]")
    for name in ("ขยาย", "ย่อ", "ดูทั้งหมด"):
        desk.page.get_by_role("button", name=name, exact=True).press("Enter")
    assert "ลูกศร" in (desk.find(".preview canvas").get_attribute("aria-label") or "")
    assert desk.complaints == []


def test_one_turns_pages_and_downloads_by_keyboard_alone(desk: Visitor) -> None:
    go(desk, ROADS)
    first = desk.find("tbody th").first.inner_text()
    desk.press("Tab", "Enter")
    assert desk.page.evaluate("document.activeElement.id") == "content"
    _tab_to(desk, "a[rel=next]")
    with desk.page.expect_navigation():
        desk.press("Enter")
    assert "after" in parse_qs(urlsplit(desk.page.url).query)
    assert desk.find("tbody th").first.inner_text() != first
    _tab_to(desk, ".downloads a")
    with desk.page.expect_download() as download:
        desk.press("Enter")
    assert download.value.suggested_filename == "ถนน.geojson"


def _tab_to(guest: Visitor, selector: str) -> None:
    for _ in range(200):
        guest.press("Tab")
        if guest.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


def test_a_wide_table_scrolls_in_a_region_of_its_own_on_a_phone(phone: Visitor) -> None:
    go(phone, ROADS)
    region = phone.page.get_by_role("region", name="ตาราง เลื่อนด้านข้างได้")
    region.focus()
    phone.press("ArrowRight")
    phone.page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_without_scripts_one_searches_turns_pages_and_changes_the_language(
    chromium: Browser, site: str, size: tuple[int, int]
) -> None:
    with visitor(chromium, site, size, java_script_enabled=False) as guest:
        go(guest, ROADS)
        expect(guest.find("[data-preview]")).to_be_hidden()
        guest.find("#q").fill("ซอย")
        guest.page.get_by_label("ชนิดผิวจราจร", exact=True).select_option("concrete")
        guest.find("form button").click()
        assert parse_qs(urlsplit(guest.page.url).query) == {
            "q": ["ซอย"], "surface": ["concrete"], "limit": ["10"], "lang": ["th"],
        }  # fmt: skip
        expect(guest.find("tbody tr")).to_have_count(10)
        guest.find("a[rel=next]").click()
        guest.find("a.language").click()
        assert guest.find("html").get_attribute("lang") == "en"
        expect(guest.find("tbody .code").first).to_contain_text("Concrete")


def test_a_search_that_finds_nothing_says_so_and_leads_back(phone: Visitor) -> None:
    go(phone, f"{ROADS}?q=ไม่มีคำนี้")
    expect(phone.find(".empty")).to_contain_text("ไม่พบระเบียน")
    phone.find(".empty a").click()
    expect(phone.find("tbody tr")).to_have_count(10)


def test_the_page_of_a_record_leads_to_its_place_on_the_public_map(desk: Visitor) -> None:
    go(desk, f"{ROADS}/1")
    desk.page.get_by_role("link", name="ดูบนแผนที่เต็ม").click()
    desk.rests()
    expect(desk.find("#card h2")).not_to_be_empty()
    assert "at=road/1" in desk.page.url
