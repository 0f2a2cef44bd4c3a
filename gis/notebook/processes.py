"""A declared process, run with the rights of the notebook's login or token."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import geopandas
import psycopg

from gis.errors import Busy, Forbidden, Invalid, NotFound
from gis.notebook import remote
from gis.notebook.login import VARIABLE, address
from gis.process import Process, Result, Run, processes
from gis.text import en, th

#: Seconds between two looks at a job.
_BETWEEN = 0.2


def process(name: str, **inputs: Any) -> geopandas.GeoDataFrame:
    """What a process finds, as rows in EPSG:4326 with ``id`` as the index; ``frame.attrs["summary"]`` is its sum.

    Inputs are named as the process declares them; ``docs/analyst.md`` shows one. Raises
    NotFound and Invalid, which say what there is, and Forbidden for a layer that the login may not read.
    """
    known = processes()
    if name not in known:
        raise NotFound(
            th(f"ไม่มีงานวิเคราะห์ {name} ที่มีคือ {', '.join(known)}")
            | en(f"There is no process {name}. There are: {', '.join(known)}.")
        )
    told = known[name].read(inputs)
    found = _from_afar(name, told) if remote.instance() else _from_database(known[name], told)
    if not found["features"]:
        frame = geopandas.GeoDataFrame(geometry=[], crs=4326)
    else:
        frame = geopandas.GeoDataFrame.from_features(found["features"], crs=4326)
        frame.index = [feature["id"] for feature in found["features"]]
        frame.index.name = "id"
    frame.attrs = {"process": name, "summary": found["summary"]}
    return frame


def _from_database(asked: Process, told: Mapping[str, Any]) -> Result:
    try:
        with psycopg.connect(address(), application_name="notebook") as connection:
            connection.execute("set transaction read only")
            return asked.run(Run(connection, lambda percent: None), told)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise Forbidden(
            th(f"บัญชีนี้อ่านชั้นข้อมูลนี้ไม่ได้ ใช้บัญชีของท่านเองโดยตั้ง {VARIABLE}")
            | en(f"This login may not read the layer. Use your own: set {VARIABLE}.")
        ) from refused
    except psycopg.OperationalError as refused:
        raise Busy(
            th(f"เข้าฐานข้อมูลไม่ได้ ตรวจสอบ {VARIABLE} หรือสั่ง ./takeed up")
            | en(f"Cannot reach the database. Check {VARIABLE}, or run ./takeed up.")
        ) from refused


def _from_afar(name: str, told: Mapping[str, Any]) -> Result:
    """The result of a job there (OGC API – Processes); interrupting the notebook leaves it to run its course."""
    job = remote.post(f"/ogc/processes/{name}/execution", {"inputs": told}).json()
    while job["status"] in ("accepted", "running"):
        time.sleep(_BETWEEN)
        job = remote.get(f"/ogc/jobs/{job['jobID']}").json()
    if job["status"] != "successful":
        why = job["message"] or job["status"]
        raise Invalid(th(f"งาน {name} ไม่สำเร็จ: {why}") | en(f"The job {name} did not succeed: {why}"))
    found: Result = remote.get(f"/ogc/jobs/{job['jobID']}/results").json()
    return found
