"""The declared processes as pygeoapi describes and starts them; the jobs are kept by the database (``api.jobs``)."""

from __future__ import annotations

from typing import Any

from pygeoapi.process.base import BaseProcessor, JobNotFoundError
from pygeoapi.process.manager.base import BaseManager
from pygeoapi.util import JobStatus

from api.ogc import joblist, library
from gis.process import processes


class Described(BaseProcessor):
    """A process as the one who asks may start it; it runs elsewhere."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition, definition["metadata"])


class Manager(BaseManager):
    """Puts a job on the database's list instead of starting a thread that a restart would lose."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self.is_async = True

    def execute_process(
        self, process_id: str, data_dict: dict[str, Any], execution_mode: Any = None, **others: Any
    ) -> tuple[str, str, None, Any, dict[str, str]]:
        """Accept a job; raises Invalid for inputs that break a rule. As the base class."""
        who = library.asking()
        layers = library.wait_for(who.ours.readers.layers, who.person)
        readable = [name for name, layer in layers.items() if layer.readable]
        inputs = processes()[process_id].read(data_dict, readable)
        number = library.wait_for(joblist.add, who.ours.database, who.person, process_id, inputs)
        return number, "application/json", None, JobStatus.accepted, {"Preference-Applied": "respond-async"}

    def get_job(self, job_id: str) -> dict[str, Any]:
        """A job of the one who asks; raises JobNotFoundError for any other."""
        who = library.asking()
        job = library.wait_for(joblist.one, who.ours.database, who.person, job_id)
        if job is None or job["status"] == "dismissed":
            raise JobNotFoundError
        return {"identifier": job_id, "status": job["status"]}

    def get_job_result(self, job_id: str) -> tuple[str, Any]:
        """What a job found, as GeoJSON."""
        who = library.asking()
        return "application/geo+json", library.wait_for(joblist.result, who.ours.database, who.person, job_id)
