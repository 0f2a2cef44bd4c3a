"""The leak prover: every role × layer × representation, walked from the catalogue and the app's own table of routes."""

from __future__ import annotations

from dataclasses import dataclass

from gis.db import connect
from gis.registry import load
from gis.settings import Settings
from tests.leaks import database, exports, rasters, service
from tests.leaks.canaries import canaries, plant


@dataclass(frozen=True, order=True)
class Leak:
    """``who`` learnt ``what`` (layer.column, or why the walk could not be finished) at ``where``."""

    who: str
    where: str
    what: str


def prove(settings: Settings) -> list[Leak]:
    """Every leak of an instance that holds nothing but canaries; planted first where it is empty.

    Never for an instance with real rows: the walk adds, changes and removes.
    """
    registry = load()
    planted = canaries(registry)
    with connect(settings.admin_url, application="leak prover") as owner:
        first = next(iter(registry))
        if owner.execute(f"select from core.{first} limit 1").fetchone() is None:
            plant(owner, registry)
        owner.commit()
        rasters.plant(settings)
        owner.execute("analyze")
        owner.commit()
        found = {Leak(*leak) for leak in database.walk(owner, registry, planted)}
    found |= {Leak(*leak) for leak in exports.walk(settings, registry, planted)}
    found |= {Leak(*leak) for leak in service.walk(settings, registry, planted)}
    return sorted(found)
