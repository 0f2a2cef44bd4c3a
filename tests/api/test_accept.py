"""Which of two media types an ``Accept`` header likes better."""

from __future__ import annotations

import pytest

from api.accept import liking, ranges

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "html", "json"),
    [
        (BROWSER, 1.0, 0.8), ("*/*", 1.0, 1.0), ("", 1.0, 1.0), ("application/json", 0.0, 1.0),
        ("application/geo+json, text/*;q=0.3", 0.3, 0.0), ("text/html;q=0, */*", 0.0, 1.0), ("text/html;q=x", 0.0, 0.0),
    ],
)  # fmt: skip
def test_the_range_that_names_a_type_most_exactly_decides(accept: str, html: float, json: float) -> None:
    wants = ranges(accept)
    assert (liking(wants, "text/html"), liking(wants, "application/json")) == (html, json)


def test_who_takes_json_takes_every_kind_of_it() -> None:
    assert liking(ranges("application/json"), "application/geo+json") == 1.0
