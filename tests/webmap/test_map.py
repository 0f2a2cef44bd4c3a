"""What a citizen does with the map."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from api.access_log import MOMENT
from gis import settings as configuration
from tests.webmap.visitor import Visitor, expect


def test_the_map_opens_on_the_place_in_thai_and_nothing_complains(desk: Visitor) -> None:
    place = configuration.load().place
    desk.open()
    expect(desk.find("#organisation strong")).to_have_text(place.organisation.th)
    assert desk.find("html").get_attribute("lang") == "th"
    assert desk.complaints == []
    told = re.search(r"#map=([\d.]+)/([\d.]+)/([\d.]+)", desk.page.url)
    assert told is not None
    west, south, east, north = place.bounds
    assert south < float(told[2]) < north
    assert west < float(told[3]) < east


def test_no_request_leaves_the_instance(desk: Visitor) -> None:
    desk.open()
    desk.page.keyboard.press("Tab")
    assert len(desk.requests) > 10
    assert desk.hosts() == {desk.base.removeprefix("http://")}


def test_every_public_layer_stands_under_its_dimension_in_both_languages(desk: Visitor) -> None:
    desk.open()
    legend = desk.page.evaluate("fetch('/ogc/legend.json').then(answer => answer.json())")
    filled = [dimension for dimension in legend["dimensions"] if dimension["layers"]]
    assert len(filled) == 7
    for dimension in filled:
        group = desk.find(f'[data-dimension="{dimension["code"]}"]')
        assert group.locator("[data-layer]").count() == len(dimension["layers"])
        expect(group.locator(".group-title")).to_have_text(dimension["title"]["th"] + dimension["title"]["en"])
    assert desk.find("[data-layer]").count() >= 25


def test_a_layer_switched_off_stays_off_in_the_link_that_is_shared(desk: Visitor) -> None:
    desk.open()
    desk.unfold()
    switch = desk.layer("road").locator(".switch")
    expect(switch).to_be_checked()
    desk.layer("road").locator(".layer-label").click()
    expect(switch).not_to_be_checked()
    desk.page.wait_for_url(re.compile(r"off=road"))
    shared = desk.page.url.removeprefix(desk.base)
    desk.open(shared)
    expect(switch).not_to_be_checked()


def test_the_legend_says_what_each_colour_means(desk: Visitor) -> None:
    desk.open("/?lang=en")
    desk.unfold()
    row = desk.layer("streetlight")
    row.locator(".fold").click()
    expect(row.locator(".meanings li")).to_contain_text(["Working", "Out"])


def test_a_place_is_found_and_read_with_the_keyboard_alone(desk: Visitor) -> None:
    desk.open()
    desk.find("#search").focus()
    results = desk.search("บ้าน")
    chosen = results.first.locator(".result-label").inner_text()
    desk.press("ArrowDown", "Enter")
    expect(desk.find("#card")).to_contain_text(chosen)
    expect(desk.find("#card dt").first).to_be_visible()
    desk.rests()
    desk.press("Escape")
    expect(desk.find("#card")).to_be_hidden()


def test_what_is_at_the_centre_is_read_with_enter(desk: Visitor) -> None:
    desk.open()
    desk.search("บ้าน")
    desk.press("ArrowDown", "Enter")
    desk.rests()
    desk.press("Escape")
    desk.find(".maplibregl-canvas").focus()
    desk.press("Enter")
    expect(desk.find("#card h2")).to_be_visible()


def test_a_link_to_a_record_opens_it(desk: Visitor) -> None:
    desk.open("/?lang=en#at=village/1")
    expect(desk.find("#card .card-layer")).to_be_visible()
    expect(desk.find("#card dd").first).to_be_visible()


def test_a_search_that_finds_nothing_says_so(desk: Visitor) -> None:
    desk.open()
    desk.find("#search").fill("ฟหกดฟหกด")
    expect(desk.find(".search-status")).to_contain_text("ไม่พบ")


def test_the_language_is_changed_in_place_and_remembered(phone: Visitor) -> None:
    phone.open()
    phone.find("[data-lang=en]").click()
    expect(phone.find("#sheet-handle")).to_contain_text("Layers")
    assert phone.find("html").get_attribute("lang") == "en"
    assert "lang=en" in phone.page.url
    phone.open("/")
    expect(phone.find("#sheet-handle")).to_contain_text("Layers")


def test_everything_on_a_phone_is_large_enough_for_a_thumb(phone: Visitor) -> None:
    phone.open("/#at=village/1")
    expect(phone.find("#card")).to_be_visible()
    small = _small(phone)
    phone.find("#card [data-key=close]").click()
    phone.unfold()
    assert small | _small(phone) == set()


def _small(visitor: Visitor) -> set[str]:
    """What can be pressed and is less than 44 pixels high or wide."""
    found: list[str] = visitor.page.evaluate(
        """() => [...document.querySelectorAll('button, input:not(.switch), summary, label')]
            .filter(each => each.checkVisibility({ visibilityProperty: true }))
            .map(each => [each, each.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 43.9 || box.width < 43.9))
            .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
    )
    return set(found)


def test_the_phone_page_does_not_scroll_sideways(phone: Visitor) -> None:
    phone.open()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("down", ["**/ogc/style.json", "**/ogc/legend.json", "**/api/place"])
def test_a_service_that_is_down_is_told_in_thai_and_tried_again(desk: Visitor, down: str) -> None:
    desk.answer(down)
    desk.open(until="failed")
    expect(desk.find("#cover")).to_contain_text("เปิดแผนที่ไม่ได้")
    desk.answer_truly()
    desk.find("#cover button").click()
    desk.rests()
    expect(desk.find("#cover")).to_be_hidden()


def test_tiles_that_fail_are_told_and_leave_the_map_usable(desk: Visitor) -> None:
    desk.answer("**/tiles/WebMercatorQuad/**")
    desk.open()
    expect(desk.find("#notice")).to_contain_text("โหลดไม่สำเร็จ")
    desk.answer_truly()
    desk.find("#notice .quiet").click()
    desk.rests()
    expect(desk.find("#notice")).to_be_hidden()


def test_an_instance_that_publishes_nothing_says_so(desk: Visitor) -> None:
    desk.answer("**/ogc/legend.json", status=200, body='{"dimensions": []}')
    desk.open()
    expect(desk.find("#layers .empty")).to_contain_text("ยังไม่มีชั้นข้อมูล")


def test_the_first_visit_fetches_little(desk: Visitor, access_log: Path) -> None:
    """Everything but tiles, as the server sent it: the page, its worker, fonts, style and legend."""
    time.sleep(2 * MOMENT)
    before = len(access_log.read_text().splitlines())
    desk.open()
    time.sleep(2 * MOMENT)
    lines = [json.loads(line) for line in access_log.read_text().splitlines()[before:]]
    weights = [line["bytes"] for line in lines if "/tiles/" not in line["route"]]
    assert len(weights) > 10
    assert sum(weights) < 360_000
    assert any("maplibre-worker" in address for address in desk.requests)


def test_a_record_is_headed_by_its_name_and_names_what_it_refers_to(desk: Visitor) -> None:
    desk.open("/#at=school/1")
    read = "path => fetch(`/ogc/collections/${path}`).then(answer => answer.json()).then(item => item.properties)"
    school = desk.page.evaluate(read, "school/items/1")
    village = desk.page.evaluate(read, f"village/items/{school['village_id']}")
    expect(desk.find("#card h2")).to_have_text(school["name"])
    line = desk.find("#card dl > div").filter(has=desk.page.locator("dt", has_text=re.compile("^หมู่บ้าน$")))
    expect(line.locator("dd")).to_have_text(village["name"])
