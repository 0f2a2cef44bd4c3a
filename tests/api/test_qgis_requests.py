"""What QGIS 3.40 sends to edit, request by request; tests/gis/test_qgis_service.py asks the real one."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from gis.db import connect
from gis.settings import Settings
from tests.serving import PLANNER

ITEMS = "/ogc/collections/bus_stop/items"
UTM = "http://www.opengis.net/def/crs/EPSG/0/32647"
Answer = tuple[int, dict[str, str], bytes]


class Wire:
    """A connection that sends what it is told and gives headers as they were spelled."""

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)
        self.signed = "Basic " + base64.b64encode(":".join(PLANNER).encode()).decode()

    def __call__(self, method: str, path: str, told: Any = None, kind: str = "", crs: str = "") -> Answer:
        headers = {"Authorization": self.signed, "Accept-Encoding": "gzip, deflate"}
        headers |= ({"Content-Type": kind} if kind else {}) | ({"Content-Crs": crs} if crs else {})
        with closing(http.client.HTTPConnection(self.address.hostname or "", self.address.port)) as connection:
            body = None if told is None else json.dumps(told, ensure_ascii=False).encode()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()


@pytest.fixture
def wire(address: str) -> Wire:
    return Wire(address)


@pytest.fixture
def added(wire: Wire, instance: Settings) -> Iterator[str]:
    """The path of a stop as QGIS adds it: every field is sent, those nobody filled as null."""
    names = [
        name
        for name in json.loads(wire("GET", "/ogc/collections/bus_stop/schema")[2])["properties"]
        if name not in ("id", "geometry")
    ]
    told = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [597_000.5, 1_771_000.5]},
        "properties": dict.fromkeys(names) | {"name": "จาก QGIS"},
    }
    status, headers, _ = wire("POST", ITEMS, told, "application/geo+json", UTM)
    assert status == 201
    assert "Location" in headers, "QGIS reports a failure, and the planner adds the stop once more"
    yield urlsplit(headers["Location"]).path
    with connect(instance.admin_url) as connection:
        connection.execute("delete from core.bus_stop where name like '%%QGIS'")


def test_editing_is_offered_where_options_name_it(wire: Wire, added: str) -> None:
    of_items, of_item = (wire("OPTIONS", path)[1]["allow"].split(", ") for path in (ITEMS, added))
    assert "POST" in of_items
    assert {"PUT", "PATCH", "DELETE"} <= set(of_item)


def test_a_new_feature_is_read_back_in_the_system_of_the_layer(wire: Wire, added: str) -> None:
    status, headers, body = wire("GET", f"{added}?crs={UTM}")
    told = json.loads(body)
    assert (status, headers["content-crs"]) == (200, f"<{UTM}>")
    assert told["geometry"]["coordinates"] == pytest.approx([597_000.5, 1_771_000.5], abs=0.001)
    assert told["properties"]["version"] == 1


def test_a_change_of_fields_and_a_change_of_place_are_patches_without_if_match(wire: Wire, added: str) -> None:
    kind = "application/merge-patch+json"
    fields = {"properties": {"routes": "๑", "shelter": True, "stop_no": None}}
    assert wire("PATCH", added, fields, kind)[0] == 200
    place = {"geometry": {"type": "Point", "coordinates": [597_100.5, 1_771_000.5]}}
    assert wire("PATCH", added, place, kind, UTM)[0] == 200
    told = json.loads(wire("GET", f"{added}?crs={UTM}")[2])
    assert (told["properties"]["routes"], told["properties"]["shelter"], told["properties"]["version"]) == (
        "๑",
        True,
        3,
    )
    assert told["geometry"]["coordinates"] == pytest.approx([597_100.5, 1_771_000.5], abs=0.001)


def test_a_feature_is_removed(wire: Wire, added: str) -> None:
    assert wire("DELETE", added)[0] in (200, 204)
    assert wire("GET", added)[0] == 404
