"""Step five: what is staged becomes rows of the layer, new ones added, changed ones changed, all others left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from etl.pour import pour
from etl.session import Session
from etl.stage import STAGE, Rows, stage
from gis.declaration import Declaration
from gis.errors import Forbidden
from gis.text import en, th


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows became what, and the changeset that did it (None where nothing changed)."""

    new: int
    changed: int
    same: int
    changeset: int | None


def merge(session: Session, declaration: Declaration, rows: Rows, person: str | None) -> Merged:
    """Merge sound rows into the layer, as ``person`` (a member of staff, with their rights) or as the owner.

    A row is known again by the layer's key, else by its uid. Only the columns that were delivered are touched. A row
    that people have worked on since its last delivery is merged field by field, as any edit is (gis.derive.history).
    """
    if person is None and not session.value(f"select exists (select from core.{declaration.name})"):
        changeset = int(session.value("select gis.changeset()"))
        new = pour(session, declaration, rows, changeset)
        if not new and session.execute(_FORGET, changeset):
            return Merged(0, 0, 0, None)
        return Merged(new, 0, 0, changeset)
    staged = stage(session, declaration, rows)
    if not staged:
        return Merged(0, 0, 0, None)
    return _merge_staged(session, declaration, tuple(rows.schema.names), staged, person)


def _merge_staged(
    session: Session, declaration: Declaration, columns: tuple[str, ...], staged: int, person: str | None
) -> Merged:
    table = f"core.{declaration.name}"
    key = "uid" if "uid" in columns else str(declaration.layer.key)
    edited = [column for column in columns if column != "uid"]
    judged = bool(session.value("select exists (select from history.conflict where layer = $1)", declaration.name))
    session.execute(f"analyze {STAGE}")
    session.execute(_match(declaration, key, edited, judged))
    known, differing = session.rows("select count(*), count(*) filter (where differs) from known")[0]
    if staged == known and not differing:
        return Merged(0, 0, staged, None)
    values = ", ".join(_value(declaration, column) for column in columns)
    listed = ", ".join(columns)
    if person is None:  # the owner brings the stamp along; for anybody else a trigger sets it, row by row
        listed, values = f"{listed}, changeset_id", f"{values}, {session.value('select gis.changeset()')}"
    with _acting_as(session, person):
        added = session.execute(
            f"insert into {table} ({listed}) select {values} from {STAGE} d"
            f" where not exists (select from known k where k.{key} = d.{key})"
        )
        reached = session.execute(_update(declaration, key, edited, judged)) if differing else 0
    if reached < differing:  # a row policy hides what may not be changed, and raises nothing
        raise Forbidden(
            th(f"{person} ไม่มีสิทธิ์แก้ {differing - reached:,} แถวของกองอื่น ไม่มีอะไรเปลี่ยน")
            | en(f"{person} may not change {differing - reached:,} rows of another division. Nothing was changed.")
        )
    changeset = int(session.value("select gis.changeset()"))
    # An edit that somebody's later edit outweighs leaves the row as it is, so versions tell, not the count.
    changed = int(session.value(f"select count(*) from {table} where changeset_id = $1 and version > 1", changeset))
    if not added and not changed and session.execute(_FORGET, changeset):
        return Merged(0, 0, staged, None)
    return Merged(added, changed, staged - added - changed, changeset)


#: A changeset that changed nothing says nothing, unless it left a conflict for a person to settle.
_FORGET = """
delete from history.changeset
where id = $1 and not exists (select from history.conflict where changeset_id = $1)"""


@contextmanager
def _acting_as(session: Session, person: str | None) -> Iterator[None]:
    """The rights and the name of a member of staff for what is written inside."""
    if person is None:
        yield
        return
    role = '"' + person.replace('"', '""') + '"'
    session.execute(f"grant select on {STAGE}, known to {role}")
    session.execute(f"set local role {role}")
    yield
    session.execute("reset role")


def _match(declaration: Declaration, key: str, edited: list[str], judged: bool) -> str:
    """``known``: staged rows that the layer has, whether they differ, and the version the last delivery left."""
    table = f"core.{declaration.name}"
    differs = " or ".join(f"t.{column} is distinct from {_kept(declaration, column, judged)}" for column in edited)
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


def _update(declaration: Declaration, key: str, edited: list[str], judged: bool) -> str:
    assignments = ", ".join(f"{column} = {_kept(declaration, column, judged)}" for column in edited)
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


def _kept(declaration: Declaration, column: str, judged: bool) -> str:
    """What the row shall have: the staged value, but what it has already where the delivery leaves a required field
    empty, or where this very value once met somebody's edit and was put before a person as a conflict.
    """
    required = column != "geom" and declaration[column].required
    value = f"coalesce(d.{column}, t.{column})" if required else f"d.{column}"
    if not judged:
        return value
    written = "ST_AsEWKT(d.geom)" if column == "geom" else f"d.{column}::text"
    return (
        f"case when exists (select from history.conflict c where c.layer = '{declaration.name}' and c.row_id = t.id"
        f" and c.field = '{column}' and c.mine = {written}) then t.{column} else {value} end"
    )
