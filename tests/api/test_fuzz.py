"""The service holds to its own OpenAPI document, whatever is sent: schemathesis makes up requests from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gis import staff
from gis.access import Division
from gis.db import connect
from gis.settings import Settings
from tests.serving import fill, serving

#: What every answer is held to. That it takes all that its schema allows is not among them: no schema can say that a
#: number is taken, that a referred row is there, or which time has passed.
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip
PERSON, PASSWORD = "fuzz.planner", "fuzz-planner-password"


@pytest.mark.conformance("ogcapi-processes-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-common-1/1.0/conf/oas30")
@pytest.mark.conformance("ogcapi-features-1/1.0/conf/oas30")
@pytest.mark.fuzz
@pytest.mark.parametrize("who", ["the public", "a planner"])
def test_no_request_made_from_the_document_breaks_the_service(fresh_database: Settings, who: str) -> None:
    with connect(fresh_database.admin_url) as owner:
        fill(owner)
    staff.add(fresh_database, PERSON, Division.ENGINEERING, password=PASSWORD)
    try:
        with serving(fresh_database) as address:
            command = [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/ogc/api", "--no-color",
                "--checks", ",".join(CHECKS), "--max-examples", "3",
                "--phases", "fuzzing" if who == "a planner" else "coverage,fuzzing,stateful",
                "--suppress-health-check", "all", "--generation-database", "none",
                *(["--auth", f"{PERSON}:{PASSWORD}"] if who == "a planner" else []),
            ]  # fmt: skip
            run = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        staff.remove(fresh_database, PERSON)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "not_a_server_error" not in run.stdout
