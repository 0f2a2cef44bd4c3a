"""Step five: what is staged becomes rows of the layer, new ones added, changed ones changed, all others left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from etl.session import Session
from etl.stage import STAGE
from gis.errors import Forbidden
from gis.registry import Declaration
from gis.text import en, th


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows became what, and the changeset that did it (None where nothing changed)."""

    new: int
    changed: int
    same: int
    changeset: int | None


def merge(session: Session, declaration: Declaration, columns: tuple[str, ...], person: str | None) -> Merged:
    """Merge ``STAGE`` into the layer, as ``person`` (a member of staff, with their rights) or as the owner.

    A row is known again by the layer's key, else by its uid. Only the columns that were delivered are touched. A row
    that people have worked on since its last delivery is merged field by field, as any edit is (gis.derive.history).
    """
    table = f"core.{declaration.name}"
    key = "uid" if "uid" in columns else str(declaration.layer.key)
    edited = [column for column in columns if column != "uid"]
    staged = int(session.value(f"select count(*) from {STAGE}"))
    empty = not session.value(f"select exists (select from {table})")
    known = differing = 0
    if not empty:
        session.execute(f"analyze {STAGE}")
        session.execute(_match(declaration, key, edited))
        known, differing = session.rows("select count(*), count(*) filter (where differs) from known")[0]
    if staged == known and not differing:
        return Merged(0, 0, staged, None)
    changeset = _begin(session, person)
    fresh = "" if empty else f" where not exists (select from known k where k.{key} = d.{key})"
    values = ", ".join(_value(declaration, column) for column in columns)
    stamp = (", changeset_id", f", {changeset}") if person is None else ("", "")
    with _without_indexes(session, declaration, empty and person is None):
        added = session.execute(
            f"insert into {table} ({', '.join(columns)}{stamp[0]}) select {values}{stamp[1]} from {STAGE} d{fresh}"
        )
    changed = 0
    if differing:
        reached = session.execute(_update(declaration, key, edited))
        if reached < differing:
            raise Forbidden(
                th(f"{person} ไม่มีสิทธิ์แก้ {differing - reached:,} แถวของกองอื่น ไม่มีอะไรเปลี่ยน")
                | en(f"{person} may not change {differing - reached:,} rows of another division. Nothing was changed.")
            )
        # An edit that somebody else's later edit outweighs leaves the row as it is, so versions tell, not the count.
        changed = int(session.value(f"select count(*) from {table} where changeset_id = $1 and version > 1", changeset))
    if person is not None:
        session.execute("reset role")
    return Merged(added, changed, staged - added - changed, changeset)


def _begin(session: Session, person: str | None) -> int:
    if person is not None:
        quoted = '"' + person.replace('"', '""') + '"'
        session.execute(f"grant select on {STAGE} to {quoted}")
        if session.value("select to_regclass('pg_temp.known') is not null"):
            session.execute(f"grant select on known to {quoted}")
        session.execute(f"set local role {quoted}")
    return int(session.value("select gis.changeset()"))


def _match(declaration: Declaration, key: str, edited: list[str]) -> str:
    """``known``: staged rows that the layer has, whether they differ, and the version the last delivery left."""
    table = f"core.{declaration.name}"
    differs = " or ".join(f"t.{column} is distinct from {_kept(declaration, column)}" for column in edited)
    delivered = f"select changeset_id from staging.delivery where layer = '{declaration.name}'"
    return f"""
    create temp table known on commit drop as
    select t.id, d.{key}, {differs or "false"} as differs, (
        select max(v.version) from (
            select h.version from history.{declaration.name} h where h.id = t.id and h.changeset_id in ({delivered})
            union all select t.version where t.changeset_id in ({delivered})
        ) v
    ) as delivered_version
    from {STAGE} d join {table} t on t.{key} = d.{key}"""


def _update(declaration: Declaration, key: str, edited: list[str]) -> str:
    assignments = ", ".join(f"{column} = {_kept(declaration, column)}" for column in edited)
    return f"""
    update core.{declaration.name} t set {assignments}, based_on = k.delivered_version
    from known k join {STAGE} d on d.{key} = k.{key}
    where k.differs and t.id = k.id"""


def _value(declaration: Declaration, column: str) -> str:
    """A staged value, or the field's default where the delivery leaves it empty."""
    attribute = None if column in ("uid", "geom") else declaration[column]
    if attribute is None or attribute.default is None:
        return f"d.{column}"
    return f"coalesce(d.{column}, {attribute.default})"


def _kept(declaration: Declaration, column: str) -> str:
    """A staged value, or what the row has where the delivery leaves a required field empty."""
    required = column != "geom" and declaration[column].required
    return f"coalesce(d.{column}, t.{column})" if required else f"d.{column}"


@contextmanager
def _without_indexes(session: Session, declaration: Declaration, empty: bool) -> Iterator[None]:
    """While an empty layer is filled, leave out the indexes that no constraint needs: a GiST index of 100,000
    parcels is sorted together in 0.1 s and grown row by row in about 1 s.
    """
    if not empty:
        yield
        return
    indexes = session.rows(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
        " where i.indrelid = $1::regclass and not i.indisunique",
        f"core.{declaration.name}",
    )
    for name, _ in indexes:
        session.execute(f"drop index {name}")
    yield
    for _, definition in indexes:
        session.execute(definition)
