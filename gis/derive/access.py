"""Access: the published view with its past, and write policies. PostgreSQL enforces all of it, as ``grants`` says."""

from __future__ import annotations

from gis.access import Division
from gis.derive.grants import grants
from gis.registry import Declaration, Registry


def published(declaration: Declaration, registry: Registry, source: str = "t") -> list[str]:
    """The select list of ``pub.<layer>``: what its declared audience may read, the geometry always named ``geom``."""
    audience = declaration.layer.access.read
    listed = [
        f"{source}.geom_public as geom" if column == "geom_public" else f"{source}.{column}"
        for column in declaration.readable(audience)
        if column != "based_on"
    ]
    borrowed = _borrowed_geometry(declaration, registry, source)
    return [*listed, borrowed] if borrowed else listed


def _borrowed_geometry(declaration: Declaration, registry: Registry, source: str) -> str | None:
    """A layer without a geometry shows that of the row it is located by, as far as the same audience may see it."""
    located_by = declaration.layer.located_by
    if declaration.geometry is not None or located_by is None:
        return None
    parent = registry[str(declaration[located_by].words.ref)]
    column = next((c for c in ("geom", "geom_public") if c in parent.readable(declaration.layer.access.read)), None)
    if column is None:
        return None
    return f"(select p.{column} from core.{parent.name} p where p.id = {source}.{located_by}) as geom"


def view(declaration: Declaration, registry: Registry) -> list[str]:
    """The published view, which is updatable, and the function that gives it as it was at a time."""
    name = declaration.name
    now, past = (", ".join(published(declaration, registry, source)) for source in ("t", "h"))
    return [
        f"create view pub.{name} with (security_invoker = true) as select {now} from core.{name} t",
        f"""create function pub.{name}_at(at timestamptz) returns setof pub.{name} stable language sql as $$
    select {now} from core.{name} t where t.updated_at <= $1
    union all
    select {past} from history.{name} h where h.valid @> $1
$$""",
        f"revoke all on function pub.{name}_at(timestamptz) from public",
    ]


def policies(declaration: Declaration) -> list[str]:
    """Row policies, for writes only: one on SELECT would switch the spatial index off."""
    name = declaration.name
    forget = [f"drop policy if exists {policy} on core.{name}" for policy in ("read", "add", "change", "remove")]
    division = row_rule(declaration, "")
    if division is None:
        return [*forget, f"alter table core.{name} disable row level security"]
    return [
        *forget,
        f"alter table core.{name} enable row level security",
        f"create policy read on core.{name} for select using (true)",
        f"create policy add on core.{name} for insert with check (true)",
        f"create policy change on core.{name} for update using ({division}) with check (true)",
        f"create policy remove on core.{name} for delete using ({division})",
    ]


def row_rule(declaration: Declaration, source: str) -> str | None:
    """The condition under which a writer may change a row of ``source``; None where every row is theirs to change."""
    where = declaration.layer.access.write_where
    if where is None:
        return None
    prefix = Division.CLERK.role.removesuffix(Division.CLERK.value)
    return f"pg_has_role(current_user, '{prefix}' || {source}{where.field}, 'member')"


def show(declaration: Declaration, registry: Registry) -> str:
    """The view, grants and policies of a layer."""
    return ";\n".join([*view(declaration, registry), *grants(declaration), *policies(declaration)]) + ";"
