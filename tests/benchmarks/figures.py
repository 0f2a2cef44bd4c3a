"""The figures of a run: kept as they are measured, shown together at its end as a table and as a plot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One comparison within a run: ours and the peer's in the same unit, and the least or most their ratio may be."""

    what: str
    ours: float
    theirs: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def holds(self) -> bool:
        return (self.least is None or self.ratio >= self.least) and (self.most is None or self.ratio <= self.most)

    @property
    def promise(self) -> str:
        return f"≥ {self.least}" if self.least is not None else f"≤ {self.most}"


class Figures:
    """Every figure of a run, in the order they were measured."""

    def __init__(self) -> None:
        self.all: list[Figure] = []

    def hold(self, figure: Figure) -> None:
        """Keep a figure, and fail where it breaks its promise."""
        self.all.append(figure)
        assert figure.holds, f"{figure.what}: {figure.ratio:.2f} ×, promised {figure.promise}"

    def show(self) -> None:
        """Print every figure."""
        table = Table("compared", "ours", "theirs", "unit", "ratio", "promised", "", title="takeed bench")
        for f in self.all:
            verdict = "ok" if f.holds else "BROKEN"
            table.add_row(f.what, f"{f.ours:,.1f}", f"{f.theirs:,.1f}", f.unit, f"{f.ratio:.2f}", f.promise, verdict)
        Console(width=130).print(table)

    def plot(self, path: Path) -> None:
        """Draw the ratios on a logarithmic axis, each with its promise as a mark."""
        from matplotlib.figure import Figure as Sheet

        sheet = Sheet(figsize=(9, 0.4 * len(self.all) + 1.2), layout="constrained")
        axes = sheet.add_subplot()
        names = [f.what for f in self.all]
        axes.barh(names, [f.ratio for f in self.all], color=["#2f855a" if f.holds else "#b2182b" for f in self.all])
        axes.plot(
            [f.least or f.most or 1 for f in self.all], names, "|", color="#24313a", markersize=14, label="promised"
        )
        axes.set_xscale("log")
        axes.invert_yaxis()
        axes.set_xlabel("ours ÷ theirs, in one run")
        axes.legend(loc="lower right")
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.savefig(path, dpi=110)
