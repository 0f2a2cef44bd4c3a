"""What a log line holds, and what it never holds."""

from __future__ import annotations

import json
import logging
import sys

from gis.log import JsonFormatter


def written(record: logging.LogRecord) -> dict[str, object]:
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def test_a_field_nobody_allowed_is_dropped() -> None:
    record = logging.makeLogRecord({"msg": "answered", "status": 200, "citizen_id": "1103700000001"})
    assert written(record)["status"] == 200
    assert "1103700000001" not in JsonFormatter().format(record)


def test_an_exception_is_named_without_its_text() -> None:
    try:
        raise ValueError("Failing row contains (สมชาย ใจดี)")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    line = written(record)
    assert line["error"] == "ValueError"
    assert str(line["where"]).startswith(__name__)
    assert "สมชาย" not in JsonFormatter().format(record)
