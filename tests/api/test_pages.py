"""Pages of features that are kept ready are never older than the layer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import httpx

from gis.db import connect
from gis.settings import Settings

PAGE = "/ogc/collections/bus_stop/items?limit=5"


def _soon(holds: Callable[[], bool]) -> bool:
    """Whether something becomes true within a second: a notification is on its way for a moment."""
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_a_page_that_did_not_change_is_not_sent_again(public: httpx.Client) -> None:
    first = public.get(PAGE)
    again = public.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_an_edit_by_any_client_shows_on_the_page(public: httpx.Client, instance: Settings) -> None:
    before = public.get(PAGE).json()["features"][0]
    with connect(instance.admin_url) as connection:
        connection.execute("update core.bus_stop set name = 'ป้ายใหม่' where id = %s", (before["id"],))
    assert _soon(lambda: public.get(PAGE).json()["features"][0]["properties"]["name"] == "ป้ายใหม่")


def test_a_row_without_a_shape_shows_on_the_page_too(public: httpx.Client, instance: Settings) -> None:
    page = "/ogc/collections/news_item/items?limit=1000"
    before = len(public.get(page).json()["features"])
    with connect(instance.admin_url) as connection:
        connection.execute("insert into core.news_item (headline, geom) values ('ประกาศ', null)")
    assert _soon(lambda: len(public.get(page).json()["features"]) == before + 1)


def test_whoever_reports_sees_the_report_in_the_very_next_page(public: httpx.Client) -> None:
    page = "/ogc/collections/complaint/items?limit=10000"
    uid = str(uuid.uuid4())
    assert uid not in public.get(page).text
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [99.91, 16.01]},
        "properties": {"uid": uid, "categories": ["light"], "description": "ไฟดับ"},
    }
    assert public.post("/ogc/collections/complaint/items", json=feature).status_code == 201
    assert uid in public.get(page).text


def test_a_deploy_makes_the_service_forget_its_pages(public: httpx.Client, instance: Settings) -> None:
    before = public.get(PAGE).json()
    with connect(instance.admin_url) as connection:
        connection.execute("alter table core.bus_stop disable trigger all")
        connection.execute("delete from core.bus_stop where id = %s", (before["features"][0]["id"],))
        connection.execute("alter table core.bus_stop enable trigger all")
    assert public.get(PAGE).json() == before  # nobody told
    with connect(instance.admin_url) as connection:
        connection.execute("select pg_notify('takeed_tiles', '*')")  # as the last step of a deploy does
    assert _soon(lambda: public.get(PAGE).json() != before)


def test_the_links_of_a_kept_page_are_those_of_the_address_it_was_asked_at(public: httpx.Client) -> None:
    for host in ("one.example", "two.example"):
        links = public.get(PAGE, headers={"Host": host}).json()["links"]
        assert all(link["href"].startswith(f"http://{host}/") for link in links)
