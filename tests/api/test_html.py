"""The pages of the service, as they leave it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from api.main import SUBJECTS
from api.ogc.html import classes, page
from api.ogc.oas import MEDIA_TYPE
from gis.db import connect
from gis.process import processes
from gis.settings import SOURCE, Settings
from tests.serving import CANARY

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Read(HTMLParser):
    """A page as a browser takes it apart: its tags with their attributes, and the addresses it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


#: Something for each gap in an address.
VALUES = {
    "collectionId": "bus_stop", "featureId": "1", "recordId": "road", "locationId": "", "dimension": "mobility",
    "rasterId": "height", "tileMatrixSetId": "WebMercatorQuad", "processId": next(iter(processes())),
}  # fmt: skip


def addresses(client: httpx.Client) -> Iterator[str]:
    """Every address that OpenAPI says has a page, but those of jobs, which are everybody's own."""
    for path, methods in client.get("/ogc/api").json()["paths"].items():
        told = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        empty = "{locationId}" in path or ("{featureId}" in path and path.split("/")[2] != "bus_stop")
        needs = any(p["in"] == "query" and p["required"] for p in methods.get("get", {}).get("parameters", ()))
        if "text/html" in told and not empty and not needs and not path.startswith("/jobs"):
            yield "/ogc" + re.sub(r"\{(\w+)\}", lambda gap: VALUES[gap[1]], path)


@pytest.fixture
def road(instance: Settings) -> Iterator[int]:
    """The number of a road with a length, a year, a code, and a name that is no HTML."""
    with connect(instance.admin_url) as owner:
        row = owner.execute(
            "insert into core.road (name, length_km, build_year_be, surface, geom) values"
            " ('ถนน <b>ทดสอบ</b>', 12.5, 2531, 'laterite',"
            " 'SRID=4326;MULTILINESTRING((99.9 16.02, 99.94 16.02))') returning id"
        ).fetchone()
        assert row
    yield row[0]
    with connect(instance.admin_url) as owner:
        owner.execute("delete from core.road where id = %s", row)


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/html")
def test_every_document_has_a_page_in_both_languages_that_loads_nothing_from_elsewhere(public: httpx.Client) -> None:
    found = list(addresses(public))
    assert len(found) > 40
    for path in found:
        for language in ("th", "en"):
            answer = public.get(path, params={"lang": language, **({} if path.endswith(".html") else {"f": "html"})})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
            assert answer.headers["content-security-policy"] == page.POLICY
            read = Read(answer.text)
            assert read.all("html")[0]["lang"] == language
            assert len(read.all("h1")) == 1 and len(read.all("main")) == 1, path
            loaded = [tag.get("src") or tag.get("href") for kind in ("script", "img", "link") for tag in read.all(kind)]
            assert all(str(address).startswith("/") for address in loaded), path
            assert not read.all("style") and all("src" in script for script in read.all("script"))
            assert not any(name == "style" or name.startswith("on") for _, tag in read.tags for name in tag), path


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/html")
def test_every_link_of_the_pages_leads_somewhere(public: httpx.Client) -> None:
    seen: set[str] = set()
    for path in (
        "/ogc/",
        "/ogc/collections/bus_stop",
        "/ogc/collections/bus_stop/items",
        "/ogc/collections/road/items/1",
    ):
        read = Read(public.get(path, headers=BROWSER).text)
        seen |= {str(tag["href"]) for kind in ("a", "link") for tag in read.all(kind)}
    inside = {href.partition("#")[0] for href in seen if href.startswith("/ogc")}
    assert len(inside) > 20
    for href in inside:
        assert public.get(href, headers=BROWSER).status_code == 200, href


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/json")
@pytest.mark.parametrize(
    "path", ["/ogc/", "/ogc/collections", "/ogc/collections/road/items?limit=1&f=json", "/ogc/conformance"]
)
def test_a_document_names_its_page(public: httpx.Client, path: str) -> None:
    pages = [each for each in public.get(path).json()["links"] if each.get("type") == "text/html"]
    told = next(each["href"] for each in pages if each["rel"] == "alternate")
    assert public.get(told).headers["content-type"].startswith("text/html")


@pytest.mark.conformance("ogcapi-common-1/1.0/conf/html")
def test_a_browser_is_given_pages_and_a_program_documents(public: httpx.Client) -> None:
    for path in ("/ogc/collections/road", "/ogc/collections/road/items", "/ogc/collections/road/items/1"):
        assert public.get(path, headers=BROWSER).headers["content-type"].startswith("text/html")
        for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
            assert "json" in public.get(path, headers={"Accept": accept}).headers["content-type"], accept
        assert "json" in public.get(path, headers=BROWSER, params={"f": "json"}).headers["content-type"]
        assert "accept" in public.get(path).headers["vary"].lower()
    assert public.get("/ogc/api").headers["content-type"] == MEDIA_TYPE


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/html")
def test_a_record_reads_in_the_language_of_its_reader(public: httpx.Client, road: int) -> None:
    thai = public.get(f"/ogc/collections/road/items/{road}", headers=BROWSER).text
    assert "12.500 กม." in thai and "ลูกรัง" in thai and "&lt;b&gt;ทดสอบ&lt;/b&gt;" in thai
    assert "2531" in thai and "2,531" not in thai  # a year is no quantity
    assert re.search(r"แก้ไขเมื่อ</dt><dd>\d+ \S+ 25\d\d \d\d:\d\d น\.", thai)
    english = public.get(f"/ogc/collections/road/items/{road}", headers={**BROWSER, "Accept-Language": "en-GB"}).text
    assert "12.500 km" in english and "Laterite" in english
    assert re.search(r"Changed</dt><dd>\d+ \w+ 20\d\d, \d\d:\d\d", english)


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/html")
def test_a_reference_is_a_link_with_the_name_of_what_it_leads_to(
    public: httpx.Client, instance: Settings, road: int
) -> None:
    with connect(instance.admin_url) as owner:
        row = owner.execute(
            "insert into core.bridge (bridge_no, road_id, geom) values ('B-1', %s, ST_Point(99.91, 16.02, 4326))"
            " returning id",
            (road,),
        ).fetchone()
        assert row
    try:
        for path in ("/ogc/collections/bridge/items", f"/ogc/collections/bridge/items/{row[0]}"):
            told = public.get(path, headers=BROWSER).text
            assert f'<a href="/ogc/collections/road/items/{road}">ถนน &lt;b&gt;ทดสอบ&lt;/b&gt;</a>' in told
    finally:
        with connect(instance.admin_url) as owner:
            owner.execute("delete from core.bridge where id = %s", row)


@pytest.mark.conformance("ogcapi-features-1/1.0/conf/html")
def test_following_the_next_link_of_the_pages_meets_every_record_once(public: httpx.Client) -> None:
    path, met = "/ogc/collections/bus_stop/items?limit=7&lang=en", []
    while path:
        read = Read(public.get(path, headers=BROWSER).text)
        met += [tag["data-id"] for tag in read.all("tr") if "data-id" in tag]
        path = next((str(tag["href"]) for tag in read.all("a") if tag.get("rel") == "next"), "")
        assert not path or "lang=en" in path
    assert len(met) == len(set(met)) == 40


def test_records_are_counted_only_when_asked_for(public: httpx.Client) -> None:
    path = "/ogc/collections/bus_stop/items"
    assert "<strong>40</strong>" not in public.get(path, headers=BROWSER).text
    assert "<strong>40</strong>" in public.get(f"{path}?hits=true", headers=BROWSER).text


def test_a_form_may_send_its_empty_fields(public: httpx.Client) -> None:
    sent = public.get("/ogc/collections/road/items?q=&surface=&sortby=-name&limit=10&lang=en", headers=BROWSER)
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/ogc/collections/road/items?sortby=-name&limit=10&lang=en",
    )
    assert public.get("/ogc/collections/road/items?q=").status_code == 400


def test_every_format_is_offered_for_the_whole_of_what_was_asked(public: httpx.Client) -> None:
    read = Read(public.get("/ogc/collections/bus_stop/items?limit=3&q=ใหม่", headers=BROWSER).text)
    offered = [str(tag["href"]) for tag in read.all("a") if "download" in tag]
    assert offered
    for href in offered:
        assert "download=true" in href and "limit" not in href
        assert public.get(href).status_code == 200


def test_what_is_wrong_is_told_a_browser_in_both_languages(public: httpx.Client) -> None:
    for path, status in (
        ("/ogc/collections/nothing", 404),
        ("/ogc/collections/road/items?limit=x", 400),
        ("/nowhere", 404),
    ):
        told = public.get(path, headers=BROWSER)
        problem = public.get(path).json()
        assert (told.status_code, told.headers["content-type"]) == (status, "text/html; charset=utf-8")
        for sentence in (problem["detail_th"], problem["detail_en"]):
            assert sentence in told.text.replace("&#39;", "'")
    assert (
        public.get("/ogc/collections/nothing?f=json", headers=BROWSER).headers["content-type"].endswith("problem+json")
    )


def test_a_page_that_did_not_change_is_not_sent_again(public: httpx.Client) -> None:
    first = public.get("/ogc/collections/road", headers=BROWSER)
    again = public.get("/ogc/collections/road", headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_only_staff_may_see_is_on_their_pages_alone_and_kept_nowhere(
    public: httpx.Client, planner: httpx.Client
) -> None:
    assert public.get("/ogc/collections/light_circuit/items", headers=BROWSER).status_code == 404
    theirs = planner.get("/ogc/collections/light_circuit/items", headers=BROWSER)
    assert "C-1" in theirs.text and theirs.headers["cache-control"] == "private, no-store"
    assert "etag" not in theirs.headers and "access-control-allow-origin" not in theirs.headers
    reports = public.get("/ogc/collections/complaint/items", headers=BROWSER)
    assert reports.status_code == 200 and CANARY not in reports.text and "contact_name" not in reports.text


def test_the_closed_and_the_missing_layer_look_alike(public: httpx.Client) -> None:
    closed, missing = (
        public.get(f"/ogc/collections/{n}/items", headers=BROWSER).text for n in ("recipient", "nothing_")
    )
    assert closed.replace("recipient", "") == missing.replace("nothing_", "")


def test_the_stylesheet_has_the_colours_and_the_typeface_of_the_map(public: httpx.Client) -> None:
    sheet = public.get("/ogc/assets/pages.css")
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "--accent:" in sheet.text and "/fonts/sarabun-thai-400-normal.woff2" in sheet.text
    assert "http" not in sheet.text and "@fontsource" not in sheet.text
    assert public.get("/ogc/assets/pages.css", headers={"If-None-Match": sheet.headers["etag"]}).status_code == 304


CLAIMED = [each.removeprefix("http://www.opengis.net/spec/") for subject in SUBJECTS for each in subject.conforms]


def test_every_class_that_is_claimed_is_held_by_a_test() -> None:
    sources = "".join(file.read_text() for file in (SOURCE / "tests").rglob("test_*.py"))
    marks = re.findall(r"mark\.conformance\(([^)]*)\)", sources)
    held = {name for mark in marks for name in re.findall(r'"([^"]+)"', mark)}
    assert set(CLAIMED) - held == set()
    assert held - set(CLAIMED) == set(), "tests name classes that nothing claims"


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_of_standards_tells_what_each_class_means_and_how_its_tests_went(
    public: httpx.Client, language: str
) -> None:
    told = public.get("/ogc/conformance.html", params={"lang": language}).text
    for standard in classes.claimed([f"http://www.opengis.net/spec/{each}" for each in CLAIMED]):
        assert standard.title[language] in told
        for claim in standard.claims:
            assert claim.uri in told and (claim.meaning is None or claim.meaning[language] in told)


def test_a_class_without_a_result_is_not_said_to_pass() -> None:
    (standard,) = classes.claimed(["http://www.opengis.net/spec/ogcapi-none-1/1.0/conf/nothing"])
    assert [(claim.passed, claim.failed, claim.meaning) for claim in standard.claims] == [(0, 0, None)]


def test_the_last_results_are_of_classes_that_are_claimed_and_all_passed() -> None:
    assert set(classes.outcomes()) <= set(CLAIMED)
    assert all(told["failed"] == 0 and told["passed"] > 0 for told in classes.outcomes().values())
