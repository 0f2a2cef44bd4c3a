"""Grants: which role reads and writes which column. They redact; nothing else needs to."""

from __future__ import annotations

from gis import readings
from gis.access import DEVICE_ROLE, STEWARD_ROLE, Audience
from gis.registry import Declaration, Registry
from gis.roles import EVERY_ROLE


def grants(declaration: Declaration) -> list[str]:
    """Who may do what, said from nothing: everything is revoked first, columns included."""
    name, access = declaration.name, declaration.layer.access
    everyone = ", ".join(("public", *EVERY_ROLE))
    made = [f"revoke all on core.{name}, history.{name}, pub.{name} from {everyone}"]
    for audience in Audience:
        columns = ", ".join(declaration.readable(audience))
        if columns:
            made.append(f"grant select ({columns}) on core.{name} to {audience.role}")
            made.append(f"grant select ({columns}, valid, ended_by, op) on history.{name} to {audience.role}")
    made.append(f"grant select on pub.{name} to {access.read.role}")
    made.append(f"grant execute on function pub.{name}_at(timestamptz) to {access.read.role}")
    made.append(f"grant select on core.{name}, history.{name} to {STEWARD_ROLE}")
    for division in access.writers:
        made.append(f"grant select, insert, update, delete on core.{name} to {division.role}")
        made.append(f"grant select on history.{name} to {division.role}")
        made.append(f"grant insert, update, delete on pub.{name} to {division.role}")
        made.append(f"grant execute on function history.undo_{name}(bigint) to {division.role}")
    if access.submit is not None:
        columns = ", ".join(("uid", *access.submit_fields))
        made.append(f"grant insert ({columns}) on core.{name} to {access.submit.role}")
    told = declaration.layer.readings
    if told is not None:
        columns = ", ".join((told.of, *readings.filled(declaration)))
        made.append(f"grant insert ({columns}) on core.{name} to {DEVICE_ROLE}")
    return made


def show(declaration: Declaration, registry: Registry) -> str:
    """The grants of a layer."""
    return ";\n".join(grants(declaration)) + ";"
