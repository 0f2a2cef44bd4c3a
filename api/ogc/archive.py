"""The tiles of a public layer as one PMTiles file (version 3), for whoever has a web server and no database."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any, BinaryIO

import asyncpg
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from api.database import Database
from api.ogc import mapped
from api.ogc.grid import MARGIN, MERCATOR, Box, Tile
from api.ogc.mapped import Origin
from api.ogc.readable import Readable, Readers
from api.ogc.tilesets import tilejson
from gis.errors import BadRequest, NotFound
from gis.progress import Say
from gis.registry import Registry
from gis.settings import Settings
from gis.text import en, th

#: The first and the last zoom of an archive.
Zooms = tuple[int, int]
#: As `gzip` does it unasked: a tile is compressed once and read many times.
_LEVEL = 6


async def export(settings: Settings, registry: Registry, name: str, out: Path, zooms: Zooms | None, say: Say) -> None:
    """Write the tiles of layer ``name`` to ``out``, as the public reads it, all as of one moment.

    ``zooms`` None takes all that say something new. Tiles go to disk as they come, so memory holds one of them, the
    places of those of one zoom, and the directory: some 300 bytes a tile. The file appears when it is whole.

    Raises NotFound for a layer that the public may not read, that is on no map or has no rows, BadRequest for zooms
    at which it has no tiles.
    """
    layer = await _public(settings, registry, name)
    origin = mapped.of_layer(layer)
    first, last = zooms or (origin.first, origin.last)
    if not origin.first <= first <= last <= MERCATOR.deepest:
        raise BadRequest(
            th(f"ชั้นข้อมูล {name} มีแผนที่ตั้งแต่ระดับ {origin.first} ถึง {MERCATOR.deepest}")
            | en(f"The layer {name} has tiles from zoom {origin.first} to {MERCATOR.deepest}.")
        )
    draft = out.with_name(f"{out.name}.part")
    # A plan made for any window would read the whole layer for each.
    session = {"plan_cache_mode": "force_custom_plan", "application_name": "takeed tiles"}
    connection = await asyncpg.connect(settings.anonymous_url, server_settings=session)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            with draft.open("wb") as file:
                await _write(connection, origin, (first, last), file, say)
        draft.replace(out)
    finally:
        await connection.close()
        draft.unlink(missing_ok=True)


async def _public(settings: Settings, registry: Registry, name: str) -> Readable:
    database = Database(settings)
    try:
        return await Readers(database, registry).layer(None, name)
    finally:
        await database.close()


async def _write(connection: Any, origin: Origin, zooms: Zooms, file: BinaryIO, say: Say) -> None:
    (layer,), (first, last) = origin.layers, zooms
    box = await connection.fetchrow(layer.statements.extent)
    if box["west"] is None:
        raise NotFound(th("ชั้นข้อมูลนี้ยังไม่มีข้อมูล") | en("This layer has no rows yet."))
    extent = box["west"], box["south"], box["east"], box["north"]
    writer = Writer(file)
    columns, rows = MERCATOR.over(extent, first, MARGIN)
    tiles = [Tile(first, x, y) for x in columns for y in rows]
    for z in range(first, last + 1):
        filled, tiles_before, bytes_before = [], writer.addressed_tiles, writer.offset
        for tile in sorted(tiles, key=_number):
            body = await connection.fetchval(layer.tiles.statement(MERCATOR, z), *tile.bounds(), *tile.window())
            if body:
                writer.write_tile(_number(tile), gzip.compress(body, _LEVEL, mtime=0))
            if body or await connection.fetchval(layer.tiles.occupied, *tile.window()):
                filled.append(tile)
        count, size = writer.addressed_tiles - tiles_before, (writer.offset - bytes_before) / 1e6
        say(th(f"ระดับ {z}: {count:,} ไทล์ {size:.1f} MB") | en(f"zoom {z}: {count:,} tiles, {size:.1f} MB"))
        # What meets a tile's margin meets the wider margin of the tile it is a quarter of.
        tiles = [Tile(z + 1, 2 * t.x + i, 2 * t.y + j) for t in filled for i in (0, 1) for j in (0, 1)]
    writer.finalize(_header(extent), _metadata(origin, zooms, extent))


def _number(tile: Tile) -> int:
    """The tile's place in the archive: along a Hilbert curve, zoom after zoom."""
    number: int = zxy_to_tileid(tile.z, tile.x, tile.y)
    return number


def _metadata(origin: Origin, zooms: Zooms, extent: Box) -> dict[str, Any]:
    """What TileJSON says of the layers, of these zooms alone."""
    first, last = zooms
    told = tilejson(origin, extent, "")
    inside = [
        {**layer, "minzoom": max(first, layer["minzoom"]), "maxzoom": min(last, layer["maxzoom"])}
        for layer in told["vector_layers"]
        if layer["minzoom"] <= last
    ]
    return {"name": told["name"], "vector_layers": inside}


def _header(extent: Box) -> dict[str, Any]:
    """Where the tiles lie, in degrees times ten million; the writer adds the rest."""
    west, south, east, north = (round(degrees * 1e7) for degrees in extent)
    return {
        "tile_type": TileType.MVT, "tile_compression": Compression.GZIP,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
    }  # fmt: skip
