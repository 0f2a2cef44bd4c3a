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

from api.download import Body, file_body
from api.ogc.formats import arrow
from api.ogc.formats.arrow import GEOMETRY, Written
from api.ogc.formats.selection import Selection, Workshop
from gis.derive.schema import GEOJSON_TYPES


@asynccontextmanager
async def make(
    selection: Selection, workshop: Workshop, ending: str, driver: str, *, style: str = "", **options: Any
) -> AsyncIterator[Body]:
    """All of a selection, in a file of a GDAL ``driver`` with its ``options``; ``style`` is QML for a GeoPackage."""
    told = arrow.schema(selection, texts=("codes",))
    with workshop.folder() as folder:
        path = folder / f"{selection.declaration.name}.{ending}"
        asked = {"path": str(path), "options": driven(selection, driver, **options), "style": style}
        if workshop.dated is not None:
            asked["dated"] = workshop.dated.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        async with arrow.batches(selection, told) as batches:
            await write(asked, told, batches, folder)
        yield file_body(path)


def driven(selection: Selection, driver: str, **options: Any) -> dict[str, Any]:
    """What pyogrio is told to write a selection with a GDAL ``driver``."""
    told = {"driver": driver, "layer": selection.declaration.name, **options}
    if selection.located:
        kind = selection.geometry_kind
        told |= {
            "geometry_name": GEOMETRY,
            "geometry_type": "Unknown" if kind is None else GEOJSON_TYPES[kind],
            "crs": f"EPSG:{selection.crs.srid}",
        }
    return told


async def write(
    asked: Mapping[str, Any], told: pa.Schema, batches: AsyncIterator[pa.RecordBatch], folder: Path
) -> None:
    """Have ``api.ogr`` write what is ``asked`` of it from batches; GDAL puts what it needs aside into ``folder``."""
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
