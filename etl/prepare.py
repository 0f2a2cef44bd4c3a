"""Steps two and three on one batch: its rows placed, mapped and checked, with nothing known of any other batch."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from etl.check import check
from etl.delivery import Batch
from etl.map import Filled, Filling, fill
from etl.place import Placed, Placement, place
from etl.problems import Problems
from etl.shape import fit


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to every batch of a delivery. ``placement`` is None for a layer without a geometry."""

    filling: Filling
    placement: Placement | None
    repair: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch as the layer takes it (``shapes`` as WKB in the stored type), and what is wrong with its rows."""

    batch: Batch
    filled: Filled
    placed: Placed | None
    shapes: pa.Array | None
    problems: Problems


def prepare(batch: Batch, plan: Plan) -> Prepared:
    """Place, fill and check every row of a batch. Several batches may be prepared at once, in threads."""
    problems = Problems(len(batch))
    placed = None if plan.placement is None else place(batch, plan.placement, problems)
    filled = fill(batch, plan.filling, problems)
    declaration = plan.filling.declaration
    check(declaration, filled.columns, problems)
    shapes = None
    if placed is not None and declaration.geometry is not None:
        shapes = fit(placed, declaration.geometry, plan.repair, problems)
    return Prepared(batch, filled, placed, shapes, problems)
