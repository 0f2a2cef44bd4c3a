"""The conformance classes in words that a person understands, and how the tests of each went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gis.text import Text, en, th

_BASE = "http://www.opengis.net/spec/"
#: What ``takeed test --conformance`` found: for each class the number of its tests that passed and that failed.
OUTCOMES = Path(__file__).parent / "outcomes.json"

_STANDARDS: dict[str, Text] = {
    "ogcapi-common-1/1.0": th("OGC API – Common ส่วนที่ 1: หลักร่วม") | en("OGC API – Common, part 1: Core"),
    "ogcapi-common-2/1.0": th("OGC API – Common ส่วนที่ 2: ชุดข้อมูล") | en("OGC API – Common, part 2: Collections"),
    "ogcapi-features-1/1.0": th("OGC API – Features ส่วนที่ 1: อ่านระเบียน") | en("OGC API – Features, part 1: Core"),
    "ogcapi-features-2/1.0": th("OGC API – Features ส่วนที่ 2: ระบบพิกัด") | en("OGC API – Features, part 2: CRS"),
    "ogcapi-features-3/1.0": th("OGC API – Features ส่วนที่ 3: การกรอง") | en("OGC API – Features, part 3: Filtering"),
    "ogcapi-features-4/1.0": th("OGC API – Features ส่วนที่ 4: การแก้ไข") | en("OGC API – Features, part 4: Editing"),
    "ogcapi-features-5/1.0": th("OGC API – Features ส่วนที่ 5: โครงสร้าง") | en("OGC API – Features, part 5: Schemas"),
    "ogcapi-features-8/1.0": th("OGC API – Features ส่วนที่ 8: การเรียง") | en("OGC API – Features, part 8: Sorting"),
    "ogcapi-tiles-1/1.0": th("OGC API – Tiles ส่วนที่ 1") | en("OGC API – Tiles, part 1"),
    "tms/2.0": th("Two Dimensional Tile Matrix Set: ตารางของแผ่นแผนที่") | en("Two Dimensional Tile Matrix Set: grids"),
    "cql2/1.0": th("CQL2: ภาษาของการกรอง") | en("CQL2: the language of filters"),
    "ogcapi-records-1/1.0": th("OGC API – Records ส่วนที่ 1: บัญชีข้อมูล") | en("OGC API – Records, part 1: Catalogue"),
    "ogcapi-edr-1/1.1": th("OGC API – EDR: ค่าที่วัดจากสถานี") | en("OGC API – EDR: readings of stations"),
    "ogcapi-processes-1/1.0": th("OGC API – Processes ส่วนที่ 1: การประมวลผล") | en("OGC API – Processes, part 1"),
    "ogcapi-coverages-1/1.0": th("OGC API – Coverages: ข้อมูลราสเตอร์") | en("OGC API – Coverages: rasters"),
}
_MEANINGS: dict[str, Text] = {
    "ogcapi-common-1/1.0/conf/core": th("บริการตอบตามกติกาของเว็บ และบอกเหตุผลเมื่อคำขอใช้ไม่ได้")
    | en("The service keeps to the rules of the web, and says why when a request cannot be answered."),
    "ogcapi-common-1/1.0/conf/landing-page": th("หน้าแรกชี้ไปยังทุกส่วนของบริการ")
    | en("The landing page leads to every part of the service."),
    "ogcapi-common-1/1.0/conf/json": th("เอกสารทุกฉบับอ่านได้ในรูป JSON") | en("Every document can be had as JSON."),
    "ogcapi-common-1/1.0/conf/html": th("เอกสารทุกฉบับมีหน้าเว็บให้คนอ่าน") | en("Every document has a page for people."),
    "ogcapi-common-1/1.0/conf/oas30": th("คำอธิบายบริการเป็น OpenAPI 3.0 ที่โปรแกรมอ่านได้")
    | en("The service is described in OpenAPI 3.0, which programs read."),
    "ogcapi-common-2/1.0/conf/collections": th("รายการชั้นข้อมูลและคำอธิบายของแต่ละชั้น")
    | en("A list of the layers, and what each is."),
    "ogcapi-features-1/1.0/conf/core": th("อ่านระเบียนทีละหน้า ตามพื้นที่ เวลา และค่าของช่องข้อมูล")
    | en("Records are read page by page, by area, time and values of fields."),
    "ogcapi-features-1/1.0/conf/geojson": th("ระเบียนอ่านได้ในรูป GeoJSON") | en("Records can be had as GeoJSON."),
    "ogcapi-features-1/1.0/conf/html": th("ระเบียนมีหน้าเว็บให้คนอ่าน") | en("Records have pages for people."),
    "ogcapi-features-1/1.0/conf/oas30": th("ทุกที่อยู่ของระเบียนมีคำอธิบาย OpenAPI 3.0")
    | en("Every address of records is described in OpenAPI 3.0."),
    "ogcapi-features-2/1.0/conf/crs": th("อ่านระเบียนในระบบพิกัดอื่นได้ เช่น UTM โซน 47")
    | en("Records can be read in other coordinate systems, such as UTM zone 47."),
    "ogcapi-features-3/1.0/conf/queryables": th("ทุกชั้นข้อมูลบอกว่ากรองด้วยช่องใดได้")
    | en("Every layer says which fields a filter may ask about."),
    "ogcapi-features-3/1.0/conf/queryables-query-parameters": th("ถามหาค่าของช่องใดก็ได้ในที่อยู่")
    | en("An address can ask for a value of any field."),
    "ogcapi-features-3/1.0/conf/filter": th("เลือกระเบียนด้วยเงื่อนไข") | en("Records are chosen by a condition."),
    "ogcapi-features-3/1.0/conf/features-filter": th("เงื่อนไขใช้กับระเบียนของทุกชั้นข้อมูล")
    | en("Conditions work on the records of every layer."),
    "ogcapi-features-5/1.0/conf/schemas": th("โครงสร้างของแต่ละชั้นข้อมูลอ่านได้เป็น JSON Schema")
    | en("The make-up of each layer can be had as JSON Schema."),
    "ogcapi-features-5/1.0/conf/core-roles-features": th("โครงสร้างบอกว่าช่องใดเป็นตำแหน่งและเลขที่ระเบียน")
    | en("The make-up says which field is the place, and which the number."),
    "ogcapi-features-5/1.0/conf/references": th("โครงสร้างบอกว่าช่องใดอ้างถึงชั้นข้อมูลอื่น")
    | en("The make-up says which fields refer to other layers."),
    "ogcapi-features-5/1.0/conf/returnables-and-receivables": th("โครงสร้างบอกว่าช่องใดอ่านได้ ช่องใดส่งได้")
    | en("The make-up says which fields can be read, and which sent."),
    "ogcapi-features-5/1.0/conf/queryables": th("ช่องที่กรองได้อ่านได้เป็น JSON Schema")
    | en("What a filter may ask about can be had as JSON Schema."),
    "ogcapi-features-5/1.0/conf/sortables": th("ช่องที่เรียงได้อ่านได้เป็น JSON Schema")
    | en("What records may be sorted by can be had as JSON Schema."),
    "ogcapi-features-8/1.0/conf/sorting": th("เรียงระเบียนตามช่องที่เลือก")
    | en("Records are sorted by the fields one names."),
    "cql2/1.0/conf/cql2-text": th("เงื่อนไขเขียนเป็นข้อความ") | en("Conditions are written as text."),
    "cql2/1.0/conf/cql2-json": th("เงื่อนไขเขียนเป็น JSON") | en("Conditions are written as JSON."),
    "cql2/1.0/conf/basic-cql2": th("เทียบค่า และเชื่อมเงื่อนไขด้วย และ หรือ ไม่")
    | en("Values are compared, and conditions joined."),
    "cql2/1.0/conf/advanced-comparison-operators": th("เทียบด้วยรูปแบบ ช่วง และรายการ")
    | en("Values are compared with patterns, ranges and lists."),
    "cql2/1.0/conf/case-insensitive-comparison": th("ไม่แยกอักษรเล็กใหญ่")
    | en("Small and capital letters can be the same."),
    "cql2/1.0/conf/accent-insensitive-comparison": th("ไม่แยกวรรณยุกต์และเครื่องหมายกำกับ")
    | en("Tone marks and accents can make no difference."),
    "cql2/1.0/conf/basic-spatial-functions": th("เลือกสิ่งที่อยู่ในกรอบหรือแตะจุด")
    | en("What meets a box or a point is found."),
    "cql2/1.0/conf/basic-spatial-functions-plus": th("เลือกสิ่งที่แตะรูปร่างใดก็ได้") | en("What meets any shape is found."),
    "cql2/1.0/conf/spatial-functions": th("เลือกด้วยความสัมพันธ์เชิงพื้นที่ทุกแบบ")
    | en("All relations of place can be asked for."),
    "cql2/1.0/conf/temporal-functions": th("เลือกด้วยความสัมพันธ์ของเวลา") | en("Relations of time can be asked for."),
    "cql2/1.0/conf/array-functions": th("เทียบรายการของรหัส") | en("Lists of codes are compared."),
    "cql2/1.0/conf/property-property": th("เทียบช่องหนึ่งกับอีกช่อง") | en("A field is compared with another."),
    "cql2/1.0/conf/arithmetic": th("คำนวณในเงื่อนไขได้") | en("Conditions can reckon."),
    "ogcapi-tiles-1/1.0/conf/core": th("แผนที่แบ่งเป็นแผ่นย่อย โหลดเฉพาะส่วนที่เห็น")
    | en("Maps come in tiles, so that only what is seen is loaded."),
    "ogcapi-tiles-1/1.0/conf/tileset": th("แผ่นแผนที่แต่ละชุดมีคำอธิบาย") | en("Each set of tiles is described."),
    "ogcapi-tiles-1/1.0/conf/tilesets-list": th("รายการชุดแผ่นแผนที่") | en("The sets of tiles are listed."),
    "ogcapi-tiles-1/1.0/conf/geodata-tilesets": th("แต่ละชั้นข้อมูลมีแผ่นแผนที่ของตน") | en("Layers have tiles of their own."),
    "ogcapi-tiles-1/1.0/conf/mvt": th("แผ่นแผนที่เป็นแบบเวกเตอร์ (MVT)") | en("Tiles are vector tiles (MVT)."),
    "ogcapi-tiles-1/1.0/conf/dataset-tilesets": th("หลายชั้นข้อมูลรวมอยู่ในแผ่นแผนที่เดียวได้")
    | en("One tile can hold many layers."),
    "ogcapi-tiles-1/1.0/conf/collections-selection": th("เลือกชั้นข้อมูลที่จะอยู่ในแผ่นแผนที่ได้")
    | en("One can pick the layers that tiles hold."),
    "ogcapi-tiles-1/1.0/conf/png": th("ราสเตอร์เป็นแผ่นแผนที่แบบภาพ (PNG)") | en("Tiles of rasters are pictures (PNG)."),
    "tms/2.0/conf/tilematrixset": th("ตารางของแผ่นแผนที่ตรงกับที่ OGC ขึ้นทะเบียนไว้")
    | en("The grids of tiles are those OGC has registered."),
    "tms/2.0/conf/json-tilematrixset": th("ตารางของแผ่นแผนที่อ่านได้ในรูป JSON") | en("The grids can be had as JSON."),
    "tms/2.0/conf/json-tilesetmetadata": th("คำอธิบายของชุดแผ่นแผนที่อ่านได้ในรูป JSON")
    | en("Sets of tiles are described in JSON."),
    "ogcapi-features-4/1.0/conf/create-replace-delete": th("เจ้าหน้าที่เพิ่ม แทนที่ และลบระเบียนตามสิทธิ์ของตน")
    | en("Members of staff add, replace and remove records, as their rights allow."),
    "ogcapi-features-4/1.0/conf/update": th("แก้เฉพาะบางช่องของระเบียนได้")
    | en("Some fields of a record can be changed alone."),
    "ogcapi-features-4/1.0/conf/optimistic-locking-etags": th("ไม่มีใครเขียนทับสิ่งที่คนอื่นเพิ่งแก้โดยไม่รู้ตัว")
    | en("Nobody overwrites unawares what somebody else has just changed."),
    "ogcapi-features-4/1.0/conf/features": th("ระเบียนที่แก้ไขรับส่งเป็น GeoJSON") | en("Edits are sent as GeoJSON."),
    "ogcapi-records-1/1.0/conf/record-core": th("ทุกชั้นข้อมูลมีรายการในบัญชีข้อมูล")
    | en("Every layer has an entry in the catalogue."),
    "ogcapi-records-1/1.0/conf/json": th("บัญชีข้อมูลอ่านได้ในรูป JSON") | en("The catalogue can be had as JSON."),
    "ogcapi-edr-1/1.1/conf/core": th("อ่านค่าที่วัดตามเวลาได้ทั้งของสถานีและของพื้นที่")
    | en("Readings in time can be had of a station and of an area."),
    "ogcapi-edr-1/1.1/conf/collections": th("ชั้นข้อมูลที่มีค่าที่วัดบอกว่าวัดอะไรและถามได้อย่างไร")
    | en("Layers with readings say what is measured and how to ask for it."),
    "ogcapi-edr-1/1.1/conf/queries": th("ถามได้ตามสถานี จุด พื้นที่ และช่วงเวลา")
    | en("They are asked for by station, point, area and time."),
    "ogcapi-edr-1/1.1/conf/geojson": th("สถานีพร้อมค่าล่าสุดอ่านได้ในรูป GeoJSON")
    | en("Stations, with the last reading of each, can be had as GeoJSON."),
    "ogcapi-edr-1/1.1/conf/covjson": th("ค่าที่วัดอ่านได้ในรูป CoverageJSON") | en("Readings can be had as CoverageJSON."),
    "ogcapi-coverages-1/1.0/conf/core": th("ราสเตอร์ที่ลงทะเบียนบอกว่าอยู่ที่ใดและมีค่าอะไร และให้ค่าทั้งหมด")
    | en("Registered rasters say where they lie and what they hold, and give their values."),
    "ogcapi-coverages-1/1.0/conf/subsetting": th("ขอค่าเฉพาะในกรอบที่เลือกได้")
    | en("The values in a box can be had alone."),
    "ogcapi-coverages-1/1.0/conf/scaling": th("ขอค่าให้หยาบลงหรือละเอียดขึ้นได้") | en("Values can be had coarser or finer."),
    "ogcapi-coverages-1/1.0/conf/geotiff": th("ค่าของราสเตอร์อ่านได้ในรูป GeoTIFF") | en("Values can be had as GeoTIFF."),
    "ogcapi-coverages-1/1.0/conf/coveragejson": th("ค่าของราสเตอร์อ่านได้ในรูป CoverageJSON")
    | en("Values can be had as CoverageJSON."),
    "ogcapi-coverages-1/1.0/conf/oas30": th("ที่อยู่ของราสเตอร์มีคำอธิบาย OpenAPI 3.0")
    | en("The addresses of rasters are described in OpenAPI 3.0."),
    "ogcapi-processes-1/1.0/conf/core": th("สั่งให้บริการคำนวณ แล้วรับผลเมื่อเสร็จ")
    | en("The service can be told to work something out, and gives the result when it is done."),
    "ogcapi-processes-1/1.0/conf/ogc-process-description": th("การประมวลผลแต่ละอย่างบอกว่ารับและให้อะไร")
    | en("Each process says what it takes and what it gives."),
    "ogcapi-processes-1/1.0/conf/json": th("งานและผลอ่านได้ในรูป JSON") | en("Jobs and results can be had as JSON."),
    "ogcapi-processes-1/1.0/conf/oas30": th("การประมวลผลมีคำอธิบาย OpenAPI 3.0")
    | en("Processes are described in OpenAPI 3.0."),
    "ogcapi-processes-1/1.0/conf/job-list": th("ดูรายการงานของตนได้") | en("Everybody sees a list of their own jobs."),
    "ogcapi-processes-1/1.0/conf/dismiss": th("ยกเลิกงานที่ยังไม่เสร็จได้") | en("A job that is not done can be stopped."),
}


@dataclass(frozen=True)
class Claim:
    """One class: its URI, what it means, and how many of its tests passed and failed; neither where it has none."""

    uri: str
    name: str
    meaning: Text | None
    passed: int
    failed: int


@dataclass(frozen=True)
class Standard:
    """The classes of one standard that are claimed."""

    title: Text
    claims: tuple[Claim, ...]


def claimed(uris: Sequence[str]) -> list[Standard]:
    """The claimed classes by standard, in the order of the standards."""
    by_standard: dict[str, list[Claim]] = {}
    for uri in uris:
        short = uri.removeprefix(_BASE)
        standard, _, name = short.partition("/conf/")
        told = outcomes().get(short, {})
        claim = Claim(uri, name, _MEANINGS.get(short), told.get("passed", 0), told.get("failed", 0))
        by_standard.setdefault(standard, []).append(claim)
    order = [*_STANDARDS, *(standard for standard in by_standard if standard not in _STANDARDS)]
    return [
        Standard(_STANDARDS.get(standard, Text(standard, standard)), tuple(by_standard[standard]))
        for standard in order
        if standard in by_standard
    ]


@cache
def outcomes() -> dict[str, dict[str, int]]:
    """How the tests of each class went when they were last run for this page."""
    if not OUTCOMES.exists():
        return {}
    found: dict[str, dict[str, int]] = json.loads(OUTCOMES.read_text())
    return found
