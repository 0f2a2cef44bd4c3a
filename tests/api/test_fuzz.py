"""The service holds to its own OpenAPI document, whatever is sent: schemathesis makes up requests from it.

A short run is among the tests, and makes up the same requests each time; a long one that makes up new ones is run by
``takeed test -m fuzz``. Every layer holds rows, so that it is not only refusals that are held to the document.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.ogc import features
from gis import registry, staff
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests import rows
from tests.serving import serving

#: What every answer is held to. That it takes all that its schema allows is not among them: no schema can say that a
#: number is taken, that a referred row is there, or which time has passed.
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip
PASSWORD = "fuzz-planner-password"  # noqa: S105 - of somebody who lives for one test
#: The addresses of one layer stand for those of all: they differ in their fields only.
OF_OTHER_LAYERS = r"^/collections/(?!bus_stop|complaint|water_reading|catalogue|\{)"
WHO = pytest.mark.parametrize("planner", [False, True], ids=["the public", "a planner"])


@pytest.fixture
def filled(fresh_database: Settings) -> Settings:
    """An instance of a test's own with two rows in every layer."""
    layers, ids = registry.load(), dict[str, int]()
    with connect(fresh_database.admin_url) as owner:
        for n in (1, 2):
            for name, layer in layers.items():
                ids[name] = rows.insert(owner, f"core.{name}", rows.row(layer, n, ids))
    return fresh_database


@pytest.fixture
def person(filled: Settings) -> Iterator[str]:
    """A member of the engineering division, for one test."""
    name = f"fuzz_{os.getpid()}"
    staff.add(filled, name, Division.ENGINEERING, password=PASSWORD)
    yield name
    staff.remove(filled, name)


def hold(settings: Settings, person: str | None, *told: str) -> Counter[tuple[str, str, int]]:
    """Assert that schemathesis finds nothing; how many answers there were of each method, route and status.

    ``told`` are further options of its command; without ``person`` it is nobody who asks.
    """
    log = settings.home / "logs" / "access.jsonl"
    known = log.stat().st_size if log.exists() else 0
    with serving(settings) as address:
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file", str(Path(__file__).with_name("schemathesis.toml")), "--no-color",
            "run", f"{address}/ogc/api", "--checks", ",".join(CHECKS), "--suppress-health-check", "all",
            "--warnings", "off", *told, *(["--auth", f"{person}:{PASSWORD}"] if person else []),
        ]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    with log.open() as lines:
        lines.seek(known)
        answers = [json.loads(line) for line in lines]
    return Counter((answer["method"], answer["route"], answer["status"]) for answer in answers)


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-common-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-features-1/1.0/conf/oas30")
@WHO
def test_requests_made_from_the_document_are_answered_as_it_says(filled: Settings, person: str, planner: bool) -> None:
    who, again = person if planner else None, "--generation-deterministic"
    met = hold(filled, who, again, "--phases", "fuzzing", "--max-examples", "3")
    for route in (features.ITEMS_PATH, f"{features.ITEMS_PATH}/{{item}}"):
        assert met["GET", route, 200] > 20, met
    assert (met["PATCH", f"{features.ITEMS_PATH}/{{item}}", 200] > 0) == planner, met
    met = hold(filled, who, again, "--phases", "coverage", "--exclude-path-regex", OF_OTHER_LAYERS)
    assert (met["GET", "/metrics", 200] > 0) == planner, met
    # The address of the document itself is passed over unless it is named.
    met = hold(filled, who, again, "--phases", "coverage", "--include-path", "/api")
    assert met["GET", "/ogc/api", 200] > 2, met


@pytest.mark.fuzz
@WHO
def test_no_request_made_from_the_document_breaks_the_service(filled: Settings, person: str, planner: bool) -> None:
    for phases, examples in (("coverage,stateful", "3"), ("fuzzing", "30")):
        told = ("--phases", phases, "--max-examples", examples, "--generation-database", "none")
        hold(filled, person if planner else None, *told)
