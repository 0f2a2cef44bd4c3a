"""What a collection says of its fields: schema, queryables, sortables."""

from __future__ import annotations

import httpx
import jsonschema
import pytest

HERE = "/ogc/collections/streetlight"


def _properties(client: httpx.Client, name: str) -> dict[str, object]:
    answer = client.get(f"{HERE}/{name}")
    assert answer.headers["content-type"] == "application/schema+json"
    told = answer.json()
    jsonschema.Draft202012Validator.check_schema(told)
    assert told["$id"] == str(answer.url)
    return dict(told["properties"])


@pytest.mark.conformance("ogcapi-features-3/1.0/conf/queryables")
def test_every_queryable_can_be_asked_for_in_a_filter(public: httpx.Client) -> None:
    queryables = _properties(public, "queryables")
    for name in queryables:
        answer = public.get(f"{HERE}/items", params={"filter": f'"{name}" is null'})
        assert answer.status_code == 200, answer.text
    assert {"id", "geometry", "status", "watt"} <= queryables.keys()


def test_every_sortable_can_be_sorted_by(public: httpx.Client) -> None:
    for name in _properties(public, "sortables").keys() - {"id"}:
        assert public.get(f"{HERE}/items?sortby=-{name}").status_code == 200


@pytest.mark.conformance("ogcapi-features-5/1.0/conf/schemas")
def test_the_schema_holds_every_field_its_titles_and_codes(public: httpx.Client) -> None:
    told = _properties(public, "schema")
    status = told["status"]
    assert isinstance(status, dict)
    assert status["title"] == "สถานะ" and "off" in status["enum"] and status["x-codes"]["off"]["th"] == "ดับ"


@pytest.mark.parametrize("name", ["schema", "queryables", "sortables"])
def test_a_field_closed_to_the_public_is_in_none_of_them(
    public: httpx.Client, planner: httpx.Client, name: str
) -> None:
    assert "pea_meter_no" not in _properties(public, name)
    assert "pea_meter_no" in _properties(planner, name)


def test_the_collection_leads_to_all_three(public: httpx.Client) -> None:
    links = {link["rel"].rpartition("/")[2]: link["href"] for link in public.get(HERE).json()["links"]}
    for name in ("schema", "queryables", "sortables"):
        assert public.get(links[name]).status_code == 200
