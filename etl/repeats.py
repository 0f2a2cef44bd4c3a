"""Rows that repeat an earlier row of the same delivery, however far apart, without keeping the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.map import Filled
from etl.problems import Problems
from gis.declaration import Declaration
from gis.text import Text, en, th

Hashes = NDArray[np.int64]

_ROW = th("เหมือนแถวก่อนหน้าทุกประการ") | en("is the same as an earlier row in every way")
_VALUE = th("ซ้ำกับแถวก่อนหน้าในไฟล์เดียวกัน") | en("repeats an earlier row of the same file")


class Repeats:
    """What the batches so far held in the unique fields of a layer, and as uid where no key tells rows apart."""

    def __init__(self, declaration: Declaration) -> None:
        self._seen: dict[str, _Seen] = {a.name: _Seen() for a in declaration.attributes if a.words.unique}
        self._rows = _Seen()

    def refuse(self, filled: Filled, problems: Problems) -> None:
        """The first sound row of a value stays; those that repeat it are refused. Call it batch by batch, in order."""
        if filled.uid is not None:
            self._refuse("uid", filled.uid, self._rows, _ROW, problems)
        for name, seen in self._seen.items():
            if name in filled.columns:
                self._refuse(name, filled.columns[name], seen, _VALUE, problems, filled.columns[name])

    def _refuse(
        self, name: str, column: pa.Array, seen: _Seen, say: Text, problems: Problems, shown: Any = None
    ) -> None:
        problems.add(name, seen.repeated(column, problems.rejected), say, shown)


class _Seen:
    """64 bits of each value: among ten million rows two different ones look alike once in 400,000 loads."""

    def __init__(self) -> None:
        self._hashes: Hashes = np.empty(0, np.int64)

    def repeated(self, column: pa.Array, apart: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which rows hold a value that an earlier row holds; nulls and rows set ``apart`` repeat nothing."""
        taken = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False) & ~apart)
        hashes, first = np.unique(_hashes(column)[taken], return_index=True)
        at = np.searchsorted(self._hashes, hashes)
        known = np.zeros(len(hashes), bool)
        inside = at < len(self._hashes)
        known[inside] = self._hashes[at[inside]] == hashes[inside]
        self._hashes = np.insert(self._hashes, at[~known], hashes[~known])
        again = np.zeros(len(column), bool)
        again[taken] = True
        again[taken[first[~known]]] = False
        return again


def _hashes(column: pa.Array) -> Hashes:
    """Python's hash, whose seed nobody can guess: no file can be made to repeat itself by design."""
    plain = column if pa.types.is_fixed_size_binary(column.type) else pc.cast(column, pa.string())
    return np.fromiter(map(hash, plain.to_pylist()), np.int64, len(plain))
