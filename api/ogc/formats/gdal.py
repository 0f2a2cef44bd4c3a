"""Files that GDAL writes: in a process of its own, from an Arrow stream, to a folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from api.download import Body, Downloads, file_body
from api.ogc.formats import arrow
from api.ogc.formats.arrow import GEOMETRY, Written
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Selection, download
from gis.derive.schema import GEOJSON_TYPES


async def answer(
    request: Request, selection: Selection, format: Format, driver: str, *, style: str = "", **options: Any
) -> Response:
    """All that is asked for, in a file of a GDAL ``driver`` with its ``options``; ``style`` is QML for a GeoPackage."""
    downloads: Downloads = request.app.state.downloads
    if selection.located:
        kind = selection.geometry_kind
        options |= {
            "geometry_name": GEOMETRY,
            "geometry_type": "Unknown" if kind is None else GEOJSON_TYPES[kind],
            "crs": f"EPSG:{selection.crs.srid}",
        }

    @asynccontextmanager
    async def body() -> AsyncIterator[Body]:
        with downloads.folder() as folder:
            path = folder / f"{selection.declaration.name}.{format.name}"
            told = {"driver": driver, "layer": selection.declaration.name, **options}
            await _write(selection, {"path": str(path), "options": told, "style": style}, folder)
            yield file_body(path)

    return download(request, selection, body, format.media, format.name)


async def _write(selection: Selection, asked: Mapping[str, Any], folder: Path) -> None:
    told = arrow.schema(selection, lists=False)
    async with arrow.batches(selection, told) as batches:
        # What GDAL has to say may hold a value of a row, and the log holds none.
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api.ogr",
            stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(folder)},
        )  # fmt: skip
        try:
            assert writer.stdin is not None
            try:
                writer.stdin.write(json.dumps(asked).encode() + b"\n")
                sink = Written()
                with pa.ipc.new_stream(sink, told) as stream:
                    async for batch in batches:
                        stream.write_batch(batch)
                        writer.stdin.write(sink.take())
                        await writer.stdin.drain()
                writer.stdin.write(sink.take())
                writer.stdin.close()
            except ConnectionError:  # it has ended already, and its code says how
                pass
            if await writer.wait():
                raise RuntimeError(f"GDAL ended with {writer.returncode}")
        finally:
            if writer.returncode is None:
                writer.kill()
                await writer.wait()
