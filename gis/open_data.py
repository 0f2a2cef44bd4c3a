"""The catalogue of an open-data bundle: DCAT as JSON-LD over files that lie beside it, and the fields of GD-Catalog."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gis.declaration import Declaration
from gis.derive.catalogue import CONTEXT, MEDIA, dataset, gd, organisation, tagged
from gis.settings import Place
from gis.text import en, th

#: Formats of the bundle's files by their ending: the media type, and GD-Catalog's word.
FORMATS = {".gpkg": ("application/geopackage+sqlite3", "GPKG"), ".csv": ("text/csv", "CSV")}
_CONTEXT = {"spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#"}


@dataclass(frozen=True, slots=True)
class Published:
    """A file of the bundle: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str

    @property
    def ending(self) -> str:
        return f".{self.name.rpartition('.')[2]}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A layer of the bundle: its files, its rows, and when one of them last changed (None where there is none)."""

    declaration: Declaration
    files: Sequence[Published]
    rows: int
    modified: datetime.datetime | None


def catalogue(datasets: Sequence[Dataset], place: Place, base: str) -> dict[str, Any]:
    """The bundle as a ``dcat:Catalog`` (DCAT 3) that names its files relative to itself. ``base`` serves the layers."""
    title = th(f"ข้อมูลเปิดของ{place.organisation.th}") | en(f"Open data of {place.organisation.en}")
    return {
        "@context": {**CONTEXT, **_CONTEXT},
        "@type": "dcat:Catalog",
        "dct:title": tagged(title),
        "dct:publisher": organisation(place),
        "dcat:dataset": [
            {
                **dataset(each.declaration, place, base),
                **({"dct:modified": _moment(each.modified)} if each.modified else {}),
                "dcat:distribution": [_distribution(file) for file in each.files],
                "gd": _gd(each, place),
            }
            for each in datasets
        ],
    }


def gd_catalogue(datasets: Sequence[Dataset], place: Place) -> list[dict[str, Any]]:
    """Each layer in the fields of GD-Catalog, with its files as CKAN resources."""
    return [
        {
            **_gd(each, place),
            "resources": [
                {"name": file.name, "url": file.name, "format": FORMATS[file.ending][1], "size": file.size,
                 "hash": file.sha256}
                for file in each.files
            ],
        }
        for each in datasets
    ]  # fmt: skip


def _gd(each: Dataset, place: Place) -> dict[str, Any]:
    formats = "|".join(FORMATS[file.ending][1] for file in each.files)
    modified = {"last_updated_date": each.modified.date().isoformat()} if each.modified else {}
    return gd(each.declaration, place) | {"data_format": formats, **modified}


def _distribution(file: Published) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": file.name},
        "dcat:mediaType": {"@id": f"{MEDIA}{FORMATS[file.ending][0]}"},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _moment(at: datetime.datetime) -> dict[str, str]:
    return {"@value": at.isoformat(), "@type": "xsd:dateTime"}
