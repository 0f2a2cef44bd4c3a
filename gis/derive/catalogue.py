"""A layer's entry in a data catalogue: DCAT as JSON-LD, an OGC record, and the fields of the Thai GD-Catalog."""

from __future__ import annotations

import json
import re
from typing import Any

from gis.derive.ogc import GEOJSON, MVT, RELATIONS, licence_page, link
from gis.derive.ogc import JSON as PLAIN
from gis.registry import Declaration, Registry
from gis.settings import Place
from gis.text import Text

JSON_LD = "application/ld+json"
#: The terms of an entry, spelled out so that whoever reads it need not fetch a context from another host.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    # What is no term of DCAT stays out of the graph.
    "gd": {"@id": "https://gdcatalog.go.th/#dataset", "@type": "@json"},
}
MEDIA = "https://www.iana.org/assignments/media-types/"
#: What GD-Catalog calls a licence; where it has no word for one, that is what it says.
_GD_LICENCES = {"CC-BY": "CC BY", "CC-BY-SA": "CC BY-SA", "CC-BY-NC": "CC NC", "ODbL": "Open Data Common"}
_NO_LICENCE = "License not specified"
#: The units in which GD-Catalog says how often something is brought up to date, the longer words first.
_UNITS = ("ครึ่งปี", "ไตรมาส", "วันทำการ", "ปี", "เดือน", "สัปดาห์", "วัน", "ชั่วโมง", "นาที", "ตามเวลาจริง")
_NUMBERS = dict(zip(("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ"), range(1, 11), strict=True))

Extent = tuple[float, float, float, float]


def gd(declaration: Declaration, place: Place) -> dict[str, Any]:
    """The fields of the ckanext-thai_gdc data set schema.

    ``maintainer_email`` is there where ``data/place.toml`` tells one; all other required fields follow from the
    declaration.
    """
    layer = declaration.layer
    agency = layer.source.agency if layer.source else place.organisation
    unit, interval = frequency(layer.source.cadence if layer.source else None)
    personal = declaration.geometry_is_personal or any(a.personal for a in declaration.attributes)
    return {
        "data_type": "ข้อมูลภูมิสารสนเทศเชิงพื้นที่",
        "title": layer.title.th,
        "name": declaration.name.replace("_", "-"),
        "owner_org": place.organisation.th,
        "allow_harvest": declaration.is_public,
        "maintainer": layer.access.write.label.th,
        **({"maintainer_email": place.email} if place.email else {}),
        "tag_string": f"{layer.dimension.label.th},{layer.title.th}",
        "notes": (layer.about or layer.title).th,
        "objective": ["พันธกิจหน่วยงาน"],
        "update_frequency_unit": unit,
        **({"update_frequency_interval": interval} if interval else {}),
        "geo_coverage": "ตำบล",
        "data_source": agency.th,
        "data_format": "|".join(("JSON", "Database")),
        # What is published holds no personal field; a layer closed to the public may.
        "data_category": "ข้อมูลสาธารณะ" if declaration.is_public else
                         "ข้อมูลส่วนบุคคล" if personal else "ข้อมูลความลับทางราชการ",
        "data_classification": "เปิดเผย" if declaration.is_public else "ใช้ภายในหน่วยงาน",
        "license_id": gd_licence(layer.licence),
    }  # fmt: skip


def gd_licence(spdx: str) -> str:
    """A licence by its SPDX name as GD-Catalog lists it: without the version."""
    return _GD_LICENCES.get(re.split(r"-\d", spdx)[0], _NO_LICENCE)


def frequency(cadence: Text | None) -> tuple[str, int | None]:
    """How often a layer is brought up to date, as GD-Catalog's unit and number: "ทุก 10 นาที" is ("นาที", 10)."""
    if cadence is None:
        return "ไม่ทราบ", None
    unit = next((unit for unit in _UNITS if unit in cadence.th), "อื่นๆ")
    digits = re.search(r"[0-9]+", cadence.th)
    word = next((number for word, number in _NUMBERS.items() if word + unit in cadence.th.replace(" ", "")), 1)
    return unit, None if unit == "อื่นๆ" else int(digits[0]) if digits else word


def entry(declaration: Declaration, place: Place, base: str) -> dict[str, Any]:
    """The DCAT-AP entry of a layer kept by ``place`` and served at ``base``, as JSON-LD, with GD-Catalog's under gd."""
    layer, here = declaration.layer, f"{base}/ogc/collections/{declaration.name}"
    return {
        "@context": CONTEXT,
        **dataset(declaration, place, base),
        "dcat:distribution": [
            _distribution(f"{here}/items", GEOJSON),
            *([_distribution(f"{here}/tiles", MVT)] if layer.tiles else []),
        ],
        "gd": gd(declaration, place),
    }


def dataset(declaration: Declaration, place: Place, base: str) -> dict[str, Any]:
    """What an entry says of a layer wherever its data lie: the ``dcat:Dataset`` without its distributions."""
    layer = declaration.layer
    keywords = (layer.title, layer.dimension.label)
    return {
        "@id": f"{base}/ogc/collections/{declaration.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": declaration.name,
        "dct:title": tagged(layer.title),
        "dct:description": tagged(layer.about or layer.title),
        "dct:publisher": organisation(place),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": tagged(layer.access.write.label),
            **({"vcard:hasEmail": {"@id": f"mailto:{place.email}"}} if place.email else {}),
        },
        **({"dct:license": {"@id": licence_page(layer.licence)}} if layer.licence else {}),
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/"
            + ("PUBLIC" if declaration.is_public else "RESTRICTED")
        },
        "dct:language": [
            {"@id": f"http://publications.europa.eu/resource/authority/language/{code}"} for code in ("THA", "ENG")
        ],
        "dct:spatial": {
            "@type": "dct:Location",
            "dct:identifier": place.code,
            "dcat:bbox": {"@type": "geosparql:wktLiteral", "@value": _wkt(place.bounds)},
        },
        "dcat:theme": layer.dimension.value,
        "dcat:keyword": [each for word in keywords for each in tagged(word)],
    }


def organisation(place: Place) -> dict[str, Any]:
    """Who publishes: the organisation of a place."""
    return {"@type": "foaf:Organization", "foaf:name": tagged(place.organisation)}


def record(declaration: Declaration, place: Place, base: str, extent: Extent | None) -> dict[str, Any]:
    """The layer as a record of OGC API – Records (20-004r1, 8.2): GeoJSON whose geometry is the extent, if it has one.

    ``extent`` is west, south, east, north in CRS84.
    """
    layer, here = declaration.layer, f"{base}/ogc/collections/{declaration.name}"
    about = layer.about or layer.title
    links = [
        link("item", here, PLAIN, "The collection"),
        link("alternate", f"{here}/catalogue", JSON_LD, "This record in DCAT"),
        link("http://www.iana.org/assignments/relation/data", f"{here}/items", GEOJSON, "The features"),
    ]
    if layer.tiles:
        links.append(link(f"{RELATIONS}/tilesets-vector", f"{here}/tiles", PLAIN, "Vector tiles"))
    if layer.licence:
        links.append(link("license", licence_page(layer.licence), "text/html", layer.licence))
    return {
        "id": declaration.name,
        "type": "Feature",
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"],
        "time": None,
        "geometry": _rectangle(extent),
        "properties": {
            "type": "dataset",
            "title": layer.title.th,
            "title_en": layer.title.en,
            "description": about.th,
            "description_en": about.en,
            "language": {"code": "th", "name": "ไทย"},
            "keywords": [layer.dimension.label.th, layer.dimension.label.en],
            "themes": [{"concepts": [{"id": layer.dimension.value}], "scheme": "smart-city-dimension"}],
            "formats": [{"mediaType": GEOJSON}, *([{"mediaType": MVT}] if layer.tiles else [])],
            "license": layer.licence or None,
            "rights": "public" if declaration.is_public else "staff",
            "contacts": [
                {
                    "name": layer.access.write.label.th,
                    "organization": place.organisation.th,
                    **({"emails": [{"value": place.email}]} if place.email else {}),
                    "roles": ["pointOfContact", "publisher"],
                }
            ],
            "gd": gd(declaration, place),
        },
        "links": links,
    }


def tagged(words: Text) -> list[dict[str, str]]:
    """A text as the language-tagged values of JSON-LD."""
    return [{"@value": words.th, "@language": "th"}, {"@value": words.en, "@language": "en"}]


def _distribution(address: str, media: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{MEDIA}{media}"},
    }


def _ring(bounds: Extent) -> list[list[float]]:
    west, south, east, north = bounds
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _rectangle(bounds: Extent | None) -> dict[str, Any] | None:
    return None if bounds is None else {"type": "Polygon", "coordinates": [_ring(bounds)]}


def _wkt(bounds: Extent) -> str:
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in _ring(bounds))}))"


def show(declaration: Declaration, registry: Registry) -> str:
    """The catalogue entry as JSON, for the place this checkout is set up for."""
    from gis.settings import load

    return json.dumps(entry(declaration, load().place, ""), ensure_ascii=False, indent=2)
