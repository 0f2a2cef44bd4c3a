"""No edit leaves a tile behind: random edits of points, lines and areas before the real cache, at every zoom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from api.main import create_app
from api.ogc.grid import SETS
from api.ogc.ready import Ready
from api.ogc.tilecache import CHANNEL, WHOLE
from gis import registry, throwaway
from gis.db import connect
from gis.declare import GeometryKind
from gis.derive.ogc import MVT
from gis.derive.style import tile_fields
from gis.registry import Declaration
from gis.settings import Settings
from tests import rows

#: A public layer of each kind of geometry that is seen from far out.
LAYERS = {
    kind.name.lower(): next(
        d
        for d in registry.load().values()
        if d.geometry and d.geometry.kind is kind and d.is_public and not d.geometry_is_personal
        and d.layer.tiles and d.layer.tiles.min in (9, 10, 11)
        and not any(a.required and a.kind == "ref" for a in d.attributes)
    )
    for kind in GeometryKind
}  # fmt: skip
#: Everything happens around a corner where four of the cells meet that edits touch, and far from the other place.
_X, _Y = 99.90966796875, 15.9930151
_FAR = 98.0, 15.0


@dataclass(frozen=True)
class Edit:
    """What is done to which of the rows, and the place and size (in degrees) that it then has."""

    what: str
    which: int
    x: float
    y: float
    size: float

    def shape(self, layer: Declaration) -> str:
        assert layer.geometry is not None
        (x, y), (east, north) = (self.x, self.y), (self.x + self.size, self.y + self.size)
        match layer.geometry.kind:
            case GeometryKind.POINT:
                drawn = f"POINT({x} {y})"
            case GeometryKind.LINE:
                drawn = f"MULTILINESTRING(({x} {y}, {east} {north}))"
            case GeometryKind.POLYGON:
                drawn = f"MULTIPOLYGON((({x} {y}, {east} {y}, {east} {north}, {x} {north}, {x} {y})))"
        return f"SRID=4326;{drawn}"


# On the corner, a margin of a z14 tile from it, within the cells around it.
_steps = st.sampled_from([0.0, 1e-9, 3.4e-4, -3.4e-4, -1e-9]) | st.floats(-0.03, 0.03)
_edit = st.builds(
    Edit,
    st.sampled_from(["add", "move", "reshape", "rename", "delete"]),
    st.integers(0, 3),
    _steps.map(lambda step: _X + step),
    _steps.map(lambda step: _Y + step),
    st.sampled_from([1e-6, 1e-4, 0.003, 0.05]),
)


class Town:
    """An instance; its service in this process, with the cache that listens; and one that keeps nothing."""

    def __init__(self, settings: Settings, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.runner = asyncio.Runner()
        # What is never started hears no change, and so makes each tile anew.
        self._apps = [create_app(replace(settings, budget_s=0)) for _ in range(2)]
        self.cache = self._apps[0].state.tiles
        self._running = self._apps[0].router.lifespan_context(self._apps[0])
        self.runner.run(self._running.__aenter__())
        self.runner.run(self._until(lambda: self.cache.live))
        self.kept, self.fresh = (
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") for app in self._apps
        )
        self._numbers = iter(range(1, 10_000))

    def close(self) -> None:
        self.runner.run(self._apps[1].state.service.database.close())
        self.runner.run(self._running.__aexit__(None, None, None))
        self.runner.close()

    def insert(self, layer: Declaration, edit: Edit) -> int:
        row = {**rows.row(layer, next(self._numbers)), "geom": edit.shape(layer)}
        return rows.insert(self.connection, f"core.{layer.name}", row)

    def edit(self, layer: Declaration, there: list[int], edit: Edit) -> None:
        """Do it, to the rows ``there``; it is committed when this returns."""
        if edit.what == "add" or not there:
            there.append(self.insert(layer, edit))
            return
        which = there[edit.which % len(there)]
        named = next(a for a in layer.attributes if a.name in tile_fields(layer))
        match edit.what:
            case "delete":
                there.remove(which)
                statement = f"delete from core.{layer.name} where id = %(id)s"
            case "rename":
                statement = f"update core.{layer.name} set {named.name} = %(value)s where id = %(id)s"
            case "move":
                step = "ST_Translate(geom, %(x)s - ST_XMin(geom), %(y)s - ST_YMin(geom))"
                statement = f"update core.{layer.name} set geom = {step} where id = %(id)s"
            case _:
                statement = f"update core.{layer.name} set geom = %(shape)s where id = %(id)s"
        told = {"id": which, "x": edit.x, "y": edit.y, "shape": edit.shape(layer)}
        told["value"] = rows.value(named, next(self._numbers), {})
        self.connection.execute(statement.encode(), told)

    def tell(self) -> None:
        """Return when the cache has heard all that was committed: a notification follows those before it."""

        async def nothing() -> Ready:
            return Ready(b"", MVT)

        async def heard() -> None:
            await self.cache.get("the last word", "nobody", WHOLE, nothing)
            self.connection.execute("select pg_notify(%s, 'nobody -')", (CHANNEL,))
            await self._until(lambda: self.cache.find("the last word") is None)

        self.runner.run(heard())

    def both(self, address: str) -> tuple[bytes, bytes]:
        """What the cache gives, and what the database does."""

        async def ask() -> list[httpx.Response]:
            return [await client.get(address) for client in (self.kept, self.fresh)]

        kept, fresh = self.runner.run(ask())
        assert kept.status_code == fresh.status_code == 200, kept.text
        return kept.content, fresh.content

    @staticmethod
    async def _until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                await asyncio.sleep(0.001)


@pytest.fixture(scope="module")
def town(bare_instance: Settings, template: str) -> Iterator[Town]:
    with (
        throwaway.database(bare_instance, template=template) as made,
        connect(made.admin_url, autocommit=True) as connection,
    ):
        running = Town(made, connection)
        yield running
        running.close()


def addresses(layer: Declaration, x: float, y: float) -> Iterator[str]:
    """The tiles over a place at every zoom, of a layer and of its dimension, in every tile matrix set."""
    assert layer.layer.tiles is not None
    for of in SETS.values():
        for z in (*range(of.zoom(layer.layer.tiles.min), of.zoom(17) + 1), of.deepest):
            (column, *_), (row, *_) = of.over((x, y, x, y), z)
            for origin in (f"collections/{layer.name}", f"dimensions/{layer.layer.dimension.value}"):
                yield f"/ogc/{origin}/tiles/{of.name}/{z}/{row}/{column}"


@pytest.mark.parametrize("kind", LAYERS)
@examples(max_examples=5, deadline=None, phases=[Phase.reuse, Phase.generate])  # each makes some 400 tiles
@given(edits=st.lists(_edit, min_size=1, max_size=3))
def test_no_edit_leaves_a_tile_stale_at_any_zoom(town: Town, kind: str, edits: list[Edit]) -> None:
    layer = LAYERS[kind]
    town.connection.execute(f"delete from core.{layer.name}".encode())
    first = Edit("add", 0, _X - 0.001, _Y + 0.001, 0.002)
    there = [town.insert(layer, first)]
    looked_at = dict.fromkeys(
        address for edit in (first, edits[0], edits[-1]) for address in addresses(layer, edit.x, edit.y)
    )
    elsewhere = [address for address in addresses(layer, *_FAR) if int(address.split("/")[6]) > 12]
    town.tell()
    for address in (*looked_at, *elsewhere):
        kept, fresh = town.both(address)
        assert kept == fresh
    for edit in edits:
        town.edit(layer, there, edit)
        town.tell()
        for address in elsewhere:
            assert town.cache.find(address) is not None, "an edit forgot a tile it did not touch"
        for address in looked_at:
            kept, fresh = town.both(address)
            assert kept == fresh, f"{edit} left {address} as it was"


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_that_is_truncated_leaves_no_tile(town: Town, kind: str) -> None:
    layer = LAYERS[kind]
    town.insert(layer, Edit("add", 0, _X - 0.001, _Y + 0.001, 0.002))
    looked_at = list(addresses(layer, _X, _Y))
    town.tell()
    assert any(town.both(address)[0] for address in looked_at)
    town.connection.execute(f"truncate core.{layer.name} cascade".encode())
    town.tell()
    for address in looked_at:
        kept, fresh = town.both(address)
        assert kept == fresh, address
        assert kept == b"" or "/dimensions/" in address  # where other layers lie
