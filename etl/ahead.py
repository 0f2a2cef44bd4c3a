"""What needs no declaration of the layer: the file is read and its shapes are placed while Python imports the rest."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from etl.delivery import Asked, Delivery
from etl.place import Placed, place
from etl.problems import Problems
from etl.read import read

if TYPE_CHECKING:
    from etl.formats.vector import Kind


@dataclass(frozen=True, slots=True)
class Found:
    """A delivery and the ``name`` of the file that was sent.

    ``placing`` gives its positions with the problems they have, or raises what ``place`` raises; a layer without a
    geometry never asks for it.
    """

    name: str
    delivery: Delivery
    placing: Future[tuple[Placed | None, Problems]]


def find(path: Path, folder: Path, kind: Kind, asked: Asked, beside: Executor) -> Found:
    """Read a file (see ``etl.read``) and begin to place its shapes in another thread; GDAL and GEOS run in parallel."""
    delivery = read(path, folder, kind, asked)
    return Found(path.name, delivery, beside.submit(_place, delivery, asked))


def _place(delivery: Delivery, asked: Asked) -> tuple[Placed | None, Problems]:
    problems = Problems(len(delivery))
    return place(delivery, asked, problems), problems
