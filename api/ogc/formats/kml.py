"""Features as KML 2.2 (OGC 07-147r2), for Google Earth: always in CRS84, fields under their Thai titles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from api.download import Body
from api.ogc.asked import Asked
from api.ogc.crs import CRS84
from api.ogc.formats.format import Format
from api.ogc.formats.selection import Rows, Selection, Workshop, as_text, download
from api.ogc.service import Service
from gis.derive.qgis.form import label_field
from gis.errors import BadRequest
from gis.text import en, th

_TYPES = {"integer": "int", "ref": "int", "number": "double", "decimal": "double", "boolean": "bool"}
#: Characters that a text may hold and XML 1.0 may not, however they are written.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


async def answer(request: Request, ours: Service, question: Asked) -> Response:
    """All that is asked for, a placemark each; raises BadRequest for another system than CRS84."""
    if question.crs is not CRS84:
        raise BadRequest(
            th("KML ใช้ได้เฉพาะ CRS84 กรุณาตัด crs ออก หรือเลือกรูปแบบอื่น")
            | en("KML knows CRS84 only. Leave crs out, or ask for another format.")
        )
    return download(request, Selection.served(ours, question), make, FORMAT.media, FORMAT.name)


@asynccontextmanager
async def make(selection: Selection, workshop: Workshop) -> AsyncIterator[Body]:
    """The file; see :func:`answer`."""
    shape = f"ST_AsKML(s.geom, {selection.crs.decimals})" if selection.located else "null"
    texts = [as_text(kind, f"s.{name}") for name, kind in selection.kinds.items()]
    async with selection.rows(shape, *texts) as rows:
        yield Body(_pieces(selection, rows))


async def _pieces(selection: Selection, batches: Rows) -> AsyncIterator[bytes]:
    yield _head(selection).encode()
    layer, names = selection.declaration.name, list(selection.kinds)
    label = label_field(selection.declaration)
    called = names.index(label) if label in names else 0

    def placemark(row: tuple[Any, ...]) -> str:
        shape, *values = row
        texts = [None if value is None else escape(str(value).translate(_UNWRITABLE)) for value in values]
        data = "".join(
            f'<SimpleData name="{name}">{text}</SimpleData>'
            for name, text in zip(names, texts, strict=True)
            if text is not None
        )
        # Readers take the title for a field called so: a feature without a name has no other in its place.
        told = texts[called] or (None if "name" in names else texts[0])
        title = "" if told is None else f"<name>{told}</name>"
        return (
            f'<Placemark id="{layer}.{texts[0]}">{title}<ExtendedData>'
            f'<SchemaData schemaUrl="#{layer}">{data}</SchemaData></ExtendedData>{shape or ""}</Placemark>\n'
        )

    def written(rows: list[tuple[Any, ...]]) -> bytes:
        return "".join(map(placemark, rows)).encode()

    async for rows in batches:
        yield await asyncio.to_thread(written, rows)
    yield b"</Document></kml>\n"


def _head(selection: Selection) -> str:
    layer, title = selection.declaration.name, selection.declaration.layer.title
    fields = "".join(
        f'<SimpleField type="{_TYPES.get(kind, "string")}" name={quoteattr(name)}>'
        f"<displayName>{escape(selection.titles[name])}</displayName></SimpleField>"
        for name, kind in selection.kinds.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f'<name>{escape(title.th)}</name><Schema name="{layer}" id="{layer}">{fields}</Schema>\n'
    )


FORMAT = Format("kml", "application/vnd.google-earth.kml+xml", th("เคเอ็มแอล") | en("KML"), answer, file=True)
