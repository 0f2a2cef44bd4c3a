"""Registers rasters: a file becomes a Cloud Optimized GeoTIFF below the home, its row says who may read it."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds

from gis.access import Audience
from gis.crs import INDIAN_1975, STORED, epsg_of
from gis.db import connect
from gis.errors import ImportRefused, NotFound
from gis.raster import COLUMNS, Band, Raster, RasterKind, of_row
from gis.registry import RESERVED, load
from gis.settings import Settings
from gis.text import Text, en, th

#: The formats that are opened, by their endings. Others may name further files or read from the network, as VRT does.
DRIVERS = {
    ".tif": "GTiff", ".tiff": "GTiff", ".asc": "AAIGrid", ".img": "HFA", ".jp2": "JP2OpenJPEG", ".hgt": "SRTMHGT",
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG",
}  # fmt: skip
#: The side of the reading that a band's usual range is taken from, in cells: enough to colour by, quick for any size.
_SAMPLE = 1_024
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who registers a raster says of it; ``crs`` and ``kind`` only where the file does not."""

    name: str
    title: Text
    read: Audience
    licence: str
    crs: str | None = None
    kind: RasterKind | None = None


def register(settings: Settings, file: Path, told: Told) -> str:
    """Copy ``file`` below the home as a COG with overviews and register it; return its name.

    One of the same name is replaced: whoever is reading the old file reads it to the end. Raises ImportRefused for a
    file that cannot be read, that does not say where it lies, or whose datum needs a choice.
    """
    name = _named(told.name)
    settings.rasters.mkdir(parents=True, exist_ok=True)
    draft = settings.rasters / f".{name}.new"
    try:
        with _opened(file, told.crs) as (source, epsg):
            kind = _kind(source, file.name, told.kind)
            described = _described(source, epsg, kind)
            _write(source, draft, kind)
        digest = _digest(draft)
        kept = f"{name}-{digest[:16]}.tif"
        draft.replace(settings.rasters / kept)
    finally:
        draft.unlink(missing_ok=True)
    row = {
        "name": name, "title_th": told.title.th, "title_en": told.title.en, "kind": kind.value, "file": kept,
        "digest": digest, "licence": told.licence, "read": told.read.value, **described,
    }  # fmt: skip
    for before in _store(settings, row):
        if before != kept:
            (settings.rasters / before).unlink(missing_ok=True)
    return name


def remove(settings: Settings, name: str) -> None:
    """Forget a raster, and remove its file; raises NotFound where there is none of that name."""
    with connect(settings.admin_url, application="takeed raster") as connection:
        row = connection.execute("delete from gis.raster where name = %s returning file", (name,)).fetchone()
    if row is None:
        raise NotFound(
            th(f"ไม่มีราสเตอร์ {name} ดูรายชื่อด้วย ./takeed raster list")
            | en(f"There is no raster {name}. See ./takeed raster list.")
        )
    (settings.rasters / row[0]).unlink(missing_ok=True)


def every(settings: Settings) -> list[Raster]:
    """Every raster, by name."""
    with connect(settings.admin_url, application="takeed raster") as connection:
        rows = connection.execute(f"select {', '.join(COLUMNS)} from gis.raster order by name".encode()).fetchall()
    return [of_row(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def _named(asked: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", asked.lower()).strip("_")
    if not _NAME.fullmatch(name) or name in load() or name in RESERVED:
        raise ImportRefused(
            th(f"ชื่อ {asked[:60]!r} ใช้ไม่ได้หรือเป็นชื่อชั้นข้อมูลแล้ว กำหนดชื่ออื่นด้วย --name (a-z 0-9 _ ไม่เกิน 40 ตัว)")
            | en(f"{asked[:60]!r} cannot be a name, or is a layer's. Give another with --name (a-z 0-9 _, 40 at most).")
        )
    return name


@contextmanager
def _opened(file: Path, crs: str | None) -> Iterator[tuple[Any, int]]:
    """The open raster, in the system it says or ``crs`` says for it, and the number of that system."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # said in words below
        try:
            with rasterio.open(file, driver=DRIVERS.get(file.suffix.lower(), "GTiff")) as source:
                epsg = _system(source, file.name, crs)
                if source.crs is not None:
                    yield source, epsg
                    return
                # On the same grid, so not one value changes.
                with WarpedVRT(
                    source, src_crs=epsg, crs=epsg, transform=source.transform, width=source.width, height=source.height
                ) as placed:
                    yield placed, epsg
        except RasterioError as unreadable:
            raise ImportRefused(
                th(f"อ่าน {file.name} ไม่ได้ ให้บันทึกเป็น GeoTIFF ก่อน เช่นใน QGIS: Raster > Conversion > Translate")
                | en(
                    f"Cannot read {file.name}. Save it as GeoTIFF first, e.g. in QGIS: Raster > Conversion > Translate."
                )
            ) from unreadable


def _system(source: Any, name: str, crs: str | None) -> int:
    """The EPSG number of an open raster's system; raises ImportRefused where it does not say where it lies."""
    grid = source.transform
    if grid.is_identity:
        raise ImportRefused(
            th(f"{name} ไม่มีพิกัดอ้างอิง ตรึงพิกัดก่อนใน QGIS: Layer > Georeferencer หรือวางไฟล์ .tfw ไว้ข้างกัน")
            | en(
                f"{name} is not georeferenced. Do that first in QGIS: Layer > Georeferencer, or lay its .tfw beside it."
            )
        )
    if grid.b or grid.d or grid.e > 0:
        raise ImportRefused(
            th(f"{name} ไม่ได้วางทิศเหนือขึ้น แปลงก่อนใน QGIS: Raster > Projections > Warp")
            | en(f"{name} is not north up. Straighten it first in QGIS: Raster > Projections > Warp.")
        )
    if source.crs is None and crs is None:
        raise ImportRefused(
            th(f"{name} ไม่บอกระบบพิกัด สั่งอีกครั้งโดยเพิ่ม --crs EPSG:32647 (โซน 47) หรือ EPSG:32648 (โซน 48) ตามที่ผู้ผลิตแจ้ง")
            | en(
                f"{name} does not say its coordinate system. Say it with --crs: EPSG:32647 (zone 47) or EPSG:32648"
                " (zone 48), as its maker tells."
            )
        )
    epsg = epsg_of(source.crs.to_wkt() if source.crs is not None else str(crs))
    if source.crs is not None and crs is not None and epsg_of(crs) != epsg:
        raise ImportRefused(
            th(f"{name} บอกระบบพิกัดเองว่าเป็น {source.crs} ซึ่งต่างจาก --crs {crs} ถ้าไฟล์บอกผิด แก้ที่ไฟล์ก่อนด้วย gdal_edit -a_srs")
            | en(
                f"{name} says itself that it is in {source.crs}, not {crs}. If it is wrong, mend it: gdal_edit -a_srs."
            )
        )
    if epsg is None:
        raise ImportRefused(
            th(f"ระบบพิกัดของ {name} ไม่มีเลข EPSG แปลงก่อนด้วย gdalwarp -t_srs EPSG:32647")
            | en(f"The system of {name} has no EPSG number. Warp it first: gdalwarp -t_srs EPSG:32647.")
        )
    if epsg in INDIAN_1975:
        raise ImportRefused(
            th(f"{name} ใช้พื้นหลักฐาน Indian 1975 ซึ่ง PROJ แปลงคลาดไป 188 เมตร แปลงก่อนด้วย gdalwarp -ct ตาม EPSG:1304")
            | en(
                f"{name} is on Indian 1975, which PROJ by itself shifts 188 m off. Warp it first:"
                " gdalwarp -t_srs EPSG:32647 with a -ct pipeline of EPSG:1304."
            )
        )
    return epsg


def _kind(source: Any, name: str, told: RasterKind | None) -> RasterKind:
    """What the numbers are, as it was told or as the file looks; only three bands of bytes can be a picture."""
    coloured = source.count >= 3 and set(source.dtypes[:3]) == {"uint8"}
    if told is RasterKind.PHOTO and not coloured:
        raise ImportRefused(
            th(f"{name} ไม่ใช่ภาพถ่าย ต้องมีสามแถบขนาด 8 บิต สั่งอีกครั้งโดยไม่ใส่ --kind")
            | en(f"{name} is no picture, which has three bands of 8 bits. Leave --kind out.")
        )
    if told is not None:
        return told
    if source.colorinterp[0] is ColorInterp.palette:
        return RasterKind.CLASSES
    return RasterKind.PHOTO if coloured else RasterKind.VALUES


def _described(source: Any, epsg: int, kind: RasterKind) -> dict[str, Any]:
    west, south, east, north = transform_bounds(source.crs, STORED, *source.bounds, densify_pts=21)
    bands = [asdict(_band(source, number, kind)) for number in source.indexes]
    return {
        "epsg": epsg, "west": west, "south": south, "east": east, "north": north,
        "width": source.width, "height": source.height, "bands": json.dumps(bands, ensure_ascii=False),
    }  # fmt: skip


def _band(source: Any, number: int, kind: RasterKind) -> Band:
    shape = min(source.height, _SAMPLE), min(source.width, _SAMPLE)
    values = source.read(number, out_shape=shape, masked=True, resampling=Resampling.nearest).compressed()
    values = values[np.isfinite(values)]
    usual = (2, 98) if kind is RasterKind.VALUES else (0, 100)
    low, high = (float(f"{part:.6g}") for part in np.percentile(values, usual)) if values.size else (0.0, 1.0)
    name = source.descriptions[number - 1] or f"band_{number}"
    return Band(name, source.dtypes[number - 1], source.units[number - 1], low, high if high > low else low + 1)


def _write(source: Any, draft: Path, kind: RasterKind) -> None:
    coded = kind is RasterKind.CLASSES
    rasterio.shutil.copy(
        source, draft, driver="COG", compress="DEFLATE", bigtiff="IF_SAFER", num_threads="ALL_CPUS",
        predictor="YES" if np.dtype(source.dtypes[0]).itemsize > 1 else "NO",
        overview_resampling="MODE" if coded else "AVERAGE",
    )  # fmt: skip


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _store(settings: Settings, row: Mapping[str, Any]) -> list[str]:
    """Write the row; the files that it replaces."""
    listed, bound = ", ".join(row), ", ".join(f"%({column})s" for column in row)
    changed = ", ".join(f"{column} = excluded.{column}" for column in row if column != "name")
    with connect(settings.admin_url, application="takeed raster") as connection:
        before = connection.execute("select file from gis.raster where name = %(name)s for update", row).fetchall()
        connection.execute(
            f"insert into gis.raster ({listed}) values ({bound})"
            f" on conflict (name) do update set {changed}, added_at = now(), added_by = session_user".encode(),
            row,
        )
    return [file for (file,) in before]
