"""A layer's entry in a data catalogue: DCAT terms, and the fields of the Thai government's GD-Catalog."""

from __future__ import annotations

import json
from typing import Any

from gis.registry import Declaration, Registry
from gis.settings import Place

#: Formats the service gives a layer in, by GD-Catalog's names.
_FORMATS = ("JSON", "Database")


def entry(declaration: Declaration, place: Place, base: str) -> dict[str, Any]:
    """The catalogue entry of a layer kept by ``place`` and served at ``base``.

    ``gd`` holds the required fields of the ckanext-thai_gdc data set schema that follow from the declaration;
    the contact person's name and address are the publisher's to add.
    """
    layer, here = declaration.layer, f"{base}/ogc/collections/{declaration.name}"
    agency = layer.source.agency if layer.source else place.organisation
    cadence = layer.source.cadence.th if layer.source and layer.source.cadence else "ไม่ทราบ"
    personal = declaration.geometry_is_personal or any(a.personal for a in declaration.attributes)
    about = layer.about or layer.title
    return {
        "@context": "https://www.w3.org/ns/dcat.jsonld",
        "@type": "dcat:Dataset",
        "dct:identifier": declaration.name,
        "dct:title": {"th": layer.title.th, "en": layer.title.en},
        "dct:description": {"th": about.th, "en": about.en},
        "dct:publisher": {"th": place.organisation.th, "en": place.organisation.en},
        "dct:license": layer.licence,
        "dct:spatial": {"bbox": list(place.bounds), "code": place.code},
        "dcat:theme": layer.dimension.value,
        "dcat:keyword": [layer.title.th, layer.title.en, layer.dimension.label.th, layer.dimension.label.en],
        "dcat:distribution": [
            {"dcat:accessURL": f"{here}/items", "dcat:mediaType": "application/geo+json"},
            *([{"dcat:accessURL": f"{here}/tiles", "dcat:mediaType": "application/vnd.mapbox-vector-tile"}]
              if layer.tiles else []),
        ],
        "gd": {
            "data_type": "ข้อมูลภูมิสารสนเทศเชิงพื้นที่",
            "title": layer.title.th,
            "name": declaration.name.replace("_", "-"),
            "owner_org": place.organisation.th,
            "notes": about.th,
            "tag_string": f"{layer.dimension.label.th},{layer.title.th}",
            "update_frequency_unit": cadence,
            "geo_coverage": "ตำบล",
            "data_source": agency.th,
            "data_format": "|".join(_FORMATS),
            # What is published holds no personal field; a layer closed to the public may.
            "data_category": "ข้อมูลสาธารณะ" if declaration.is_public else
                             "ข้อมูลส่วนบุคคล" if personal else "ข้อมูลความลับทางราชการ",
            "data_classification": "เปิดเผย" if declaration.is_public else "ใช้ภายในหน่วยงาน",
            "license_id": layer.licence,
        },
    }  # fmt: skip


def show(declaration: Declaration, registry: Registry) -> str:
    """The catalogue entry as JSON, for the place this checkout is set up for."""
    from gis.settings import load

    return json.dumps(entry(declaration, load().place, ""), ensure_ascii=False, indent=2)
