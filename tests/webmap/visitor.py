"""A visitor of the web map in a real browser; the one place that touches the browser library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Draw in software, and keep the browser itself from calling home.
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK, PHONE = (1440, 900), (390, 844)
#: A software renderer on a busy machine takes its time.
PATIENCE_MS = 30_000


@dataclass
class Visitor:
    """One page of one visitor, who remembers every request and every complaint of the browser."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str = "/", *, until: str = "idle") -> None:
        """Open an address of the instance and wait until the map says ``until``."""
        self.page.goto("about:blank")  # else a new hash alone would not load the page again
        self.page.goto(self.base + address)
        self.rests(until)

    def rests(self, until: str = "idle") -> None:
        """Wait until the map says ``until``; idle must hold for a moment, since tiles follow each other."""
        self.page.wait_for_selector(f"html[data-map={until}]", timeout=PATIENCE_MS, state="attached")
        if until == "idle":
            self.page.wait_for_timeout(300)
            self.page.wait_for_selector("html[data-map=idle]", timeout=PATIENCE_MS, state="attached")

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def layer(self, name: str) -> Locator:
        """The row of a layer in the list."""
        return self.page.locator(f'[data-layer="{name}"]')

    def unfold(self) -> None:
        """Open every group of the list, and the sheet that holds it on a phone."""
        if self.find("#sheet-handle[aria-expanded=false]").is_visible():
            self.find("#sheet-handle").click()
        for heading in self.find(".group-heading[aria-expanded=false]").all():
            heading.click()

    def search(self, words: str) -> Locator:
        """Type words into the search; the results, once they are there."""
        self.find("#search").fill(words)
        results = self.find("#search-results [role=option]")
        expect(results.first).to_be_visible()
        return results

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def answer(self, pattern: str, *, status: int = 503, body: str = "{}") -> None:
        """From now on, requests that match the glob get this answer instead of the service's."""

        def reply(route: Route) -> None:
            route.fulfill(status=status, body=body, content_type="application/json")

        self.page.route(pattern, reply)

    def answer_truly(self) -> None:
        """Let every request reach the service again."""
        self.page.unroute_all()

    def hosts(self) -> set[str]:
        """Every host this visitor's browser has asked."""
        return {urlsplit(url).netloc for url in self.requests if urlsplit(url).scheme in {"http", "https"}}

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=path)


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def visitor(running: Browser, base: str, size: tuple[int, int] = DESK, **context: Any) -> Iterator[Visitor]:
    """A visitor with a clean profile and a window of ``size`` pixels; a narrow one has a finger, not a mouse."""
    width, height = size
    profile = running.new_context(
        viewport={"width": width, "height": height}, has_touch=width < 800, locale="th-TH", **context
    )
    page = profile.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    made = Visitor(page, base)
    page.on("request", lambda request: made.requests.append(request.url))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("console", lambda said: made.complaints.append(said.text) if said.type == "error" else None)
    try:
        yield made
    finally:
        profile.close()


__all__ = ["CHROMIUM", "DESK", "PHONE", "Visitor", "browser", "expect", "visitor"]
