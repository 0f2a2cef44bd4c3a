"""``takeed source``: a delivery that comes again is loaded where it is what it was, and stopped where it is not."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from etl import sources
from gis.db import connect
from gis.errors import ImportRefused, NotFound, SetupError
from gis.settings import Settings


@pytest.fixture
def home(fresh_database: Settings, tmp_path: Path) -> Settings:
    home = replace(fresh_database, home=tmp_path / "home", database_url=fresh_database.admin_url)
    home.home.mkdir()
    return home


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which a server gives its files; ``/away`` leads to another origin."""
    folder = tmp_path / "site"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", f"http://localhost:{self.server.server_port}/stops.geojson")  # type: ignore[attr-defined]
                self.end_headers()
                return
            super().do_GET()

        def log_message(self, *told: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def stops(path: Path, count: int, label: str = "ป้าย") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"{label} {n}"},
            "geometry": {"type": "Point", "coordinates": [99.9 + n / 1000, 16]},
        }
        for n in range(count)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return path


def declare(
    home: Settings, place: str, *, rows: tuple[int, int] = (1, 100), origins: str = "", more: str = ""
) -> sources.Sources:
    (home.home / sources.FILE).write_text(
        f'origins = [{origins}]\n[source.stops]\n{place}\ninto = "bus_stop"\nrows = [{rows[0]}, {rows[1]}]\n'
        f'licence = "CC-BY-4.0"\n{more}\n'
    )
    return sources.read(home)


def count(home: Settings) -> int:
    with connect(home.admin_url) as connection:
        row = connection.execute("select count(*) from core.bus_stop").fetchone()
    assert row is not None
    return int(row[0])


def test_a_path_is_loaded_again_and_again_as_it_is_declared(home: Settings, tmp_path: Path) -> None:
    file = stops(tmp_path / "stops.geojson", 20)
    told = declare(home, f'path = "{file}"', more='constants = { routes = "สาย 1" }')
    assert sources.run(home, told, "stops").new == 20
    assert sources.run(home, told, "stops").same == 20
    with connect(home.admin_url) as connection:
        assert connection.execute("select distinct routes from core.bus_stop").fetchall() == [("สาย 1",)]


def test_half_a_delivery_is_stopped_and_nothing_of_it_stored(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "stops.geojson"
    told = declare(home, f'path = "{file}"')
    stops(file, 20)
    sources.run(home, told, "stops")
    stops(file, 9, "ใหม่")
    with pytest.raises(ImportRefused, match="อาจไม่ครบ"):
        sources.run(home, told, "stops")
    assert count(home) == 20
    stops(file, 10, "ใหม่")
    assert sources.run(home, told, "stops").new == 10


@pytest.mark.parametrize("rows", [(21, 100), (1, 19)])
def test_more_or_fewer_rows_than_declared_are_stopped(home: Settings, tmp_path: Path, rows: tuple[int, int]) -> None:
    told = declare(home, f'path = "{stops(tmp_path / "stops.geojson", 20)}"', rows=rows)
    with pytest.raises(ImportRefused, match="20 แถว"):
        sources.run(home, told, "stops")
    assert count(home) == 0


def test_an_allowed_address_is_fetched(home: Settings, site: tuple[Path, str]) -> None:
    folder, address = site
    stops(folder / "stops.geojson", 5)
    told = declare(home, f'url = "{address}/stops.geojson"', origins=f'"{address}"')
    assert sources.run(home, told, "stops").new == 5
    with pytest.raises(NotFound, match="ที่มีคือ stops"):
        sources.run(home, told, "lamps")


def test_nothing_is_fetched_from_an_origin_that_is_not_allowed_nor_by_a_detour(
    home: Settings, site: tuple[Path, str]
) -> None:
    folder, address = site
    stops(folder / "stops.geojson", 5)
    with pytest.raises(SetupError, match="origins"):
        declare(home, f'url = "{address}/stops.geojson"', origins='"https://data.go.th"')
    told = declare(home, f'url = "{address}/away.geojson"', origins=f'"{address}"')
    with pytest.raises(SetupError, match="localhost"):
        sources.run(home, told, "stops")
    with pytest.raises(SetupError, match="origins"):
        declare(home, 'url = "file:///etc/passwd"', origins=f'"{address}"')
    assert count(home) == 0


def test_what_is_not_there_or_too_large_is_a_sentence(
    home: Settings, site: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = site
    told = declare(home, f'url = "{address}/stops.geojson"', origins=f'"{address}"')
    with pytest.raises(ImportRefused, match="ลองใหม่ภายหลัง"):
        sources.run(home, told, "stops")
    stops(folder / "stops.geojson", 50)
    monkeypatch.setattr(sources, "LARGEST", 1_000)
    with pytest.raises(ImportRefused, match="ใหญ่เกิน"):
        sources.run(home, told, "stops")
    with pytest.raises(ImportRefused, match="ไม่พบไฟล์"):
        sources.run(home, declare(home, 'path = "/nowhere.gpkg"'), "stops")


@pytest.mark.parametrize("wrong", ['colour = "red"', 'url = "https://data.go.th/x"'])
def test_a_wrong_declaration_says_where(home: Settings, wrong: str) -> None:
    with pytest.raises(SetupError, match=r"source\.stops"):
        declare(home, 'path = "/x"', more=wrong)


def test_without_a_file_there_are_no_sources(home: Settings) -> None:
    assert sources.read(home).declared == {}
