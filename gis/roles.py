"""The roles of an instance: groups that nobody logs in as, the two logins of the service, and what devices are."""

from __future__ import annotations

from psycopg import Connection, sql

from gis.access import ANONYMOUS_ROLE, AUDITOR_ROLE, DEVICE_ROLE, SERVICE_ROLE, STEWARD_ROLE, Audience, Division
from gis.raster import COLUMNS
from gis.settings import Settings
from gis.system_tables import SCHEMAS

GROUPS = (*(a.role for a in Audience), *(d.role for d in Division), STEWARD_ROLE, AUDITOR_ROLE)
#: Those that the service logs in as.
LOGINS = (ANONYMOUS_ROLE, SERVICE_ROLE)
EVERY_ROLE = (*GROUPS, *LOGINS, DEVICE_ROLE)
#: Many small questions at once: each is best answered by one process over an index. Left alone, the planner deals
#: a z14 tile's geometry functions out to workers who read the whole table (55 ms against 9 ms).
_PLANNING = ("jit = off", "max_parallel_workers_per_gather = 0", "random_page_cost = 1.1")


def make_roles(connection: Connection, settings: Settings) -> None:
    """Make every role that is missing, and set memberships, secrets and limits as they must be.

    Roles belong to the whole server, so two instances on one server share them; what a role may do is said
    in each database.
    """
    there = {name for (name,) in connection.execute("select rolname from pg_roles")}
    for role in EVERY_ROLE:
        if role not in there:
            connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
    member = sql.SQL("grant {} to {}")
    above = [(Audience.PUBLIC.role, Audience.STAFF.role), (Audience.PUBLIC.role, ANONYMOUS_ROLE)]
    above += [(Audience.STAFF.role, role) for role in GROUPS[len(Audience) :]]
    for group, role in above:
        connection.execute(member.format(sql.Identifier(group), sql.Identifier(role)))
    # As with members of staff: the service may become a device, and has none of its rights before it does.
    only_set = " with inherit false, set true" if connection.info.server_version >= 160_000 else ""
    connection.execute(
        sql.SQL("grant {} to {}" + only_set).format(sql.Identifier(DEVICE_ROLE), sql.Identifier(SERVICE_ROLE))
    )
    # The visitor reads; a report is written in a transaction that says so. The service is nobody until it
    # takes the role of whoever signed in.
    for role, limits in (
        (ANONYMOUS_ROLE, "login inherit"),
        (SERVICE_ROLE, "login noinherit"),
    ):
        connection.execute(
            sql.SQL("alter role {} with " + limits + " password {}").format(
                sql.Identifier(role), sql.Literal(settings.secret(role))
            )
        )
    for role, settled in (
        (ANONYMOUS_ROLE, ("default_transaction_read_only = on", "statement_timeout = '10s'", *_PLANNING)),
        (SERVICE_ROLE, ("statement_timeout = '60s'", *_PLANNING)),
    ):
        for setting in settled:
            connection.execute(sql.SQL("alter role {} set " + setting).format(sql.Identifier(role)))


def schema_grants() -> tuple[str, ...]:
    """What every group may use, before any layer is granted, and the platform's own tables. Said from nothing."""
    public, staff = Audience.PUBLIC.role, Audience.STAFF.role
    everyone = ", ".join(("public", *EVERY_ROLE))
    return (
        # Functions with their owner's rights look names up in ``public``: nobody else may put anything there.
        "revoke create on schema public from public",
        *(f"revoke all on schema {schema} from {everyone}" for schema in SCHEMAS),
        f"grant usage on schema {', '.join(SCHEMAS)} to {public}",
        # Also those of layers that are no longer declared.
        f"revoke all on all tables in schema core, history, staging, gis from {everyone}",
        f"revoke all on all sequences in schema core, history, staging, gis from {everyone}",
        f"revoke all on all functions in schema gis, history from {everyone}",
        _CLOSE_STATISTICS,
        f"grant execute on function gis.tile_column(double precision), gis.tile_row(double precision) to {public}",
        f"grant execute on function gis.search_key(text), gis.without_accents(text) to {public}",
        f"grant execute on function gis.power(numeric, numeric) to {public}",
        f"grant execute on function gis.undo(bigint), gis.touched_by(bigint), gis.actor() to {staff}",
        f"grant usage on schema core to {DEVICE_ROLE}",
        # The service itself, before it is anybody, may ask whose a token is, and nothing more.
        f"grant usage on schema gis to {SERVICE_ROLE}",
        f"grant execute on function gis.whose_token(bytea), gis.whose_device(bytea), gis.device_numbered(bigint)"
        f" to {SERVICE_ROLE}",
        f"grant select on history.changeset to {staff}",
        f"grant select, update (settled_at, settled_by) on history.conflict to {staff}",
        f"grant select, update (source, geom), delete on staging.quarantine to {staff}",
        f"grant select on staging.delivery, gis.staff to {staff}",
        f"grant select on gis.access_log to {AUDITOR_ROLE}",
        f"grant insert (person, layer, row_id, fields, why) on gis.access_log to {staff}",
        # Nobody writes that somebody else read a record.
        "alter table gis.access_log enable row level security",
        "drop policy if exists read on gis.access_log",
        "create policy read on gis.access_log for select using (true)",
        "drop policy if exists add on gis.access_log",
        "create policy add on gis.access_log for insert with check (person = gis.actor())",
        *_JOBS,
        *_RASTERS,
        # A value in a conflict or a refused row may be personal: whoever reads it must be able to read the field,
        # or own the layer. These tables are small, so a policy on SELECT costs nothing that matters.
        # A layer or field that is gone by now reads as null, which hides the row.
        "alter table history.conflict enable row level security",
        "drop policy if exists read on history.conflict",
        """create policy read on history.conflict using (has_column_privilege(
            current_user, to_regclass('core.' || quote_ident(layer)),
            (select a.attnum from pg_attribute as a
             where a.attrelid = to_regclass('core.' || quote_ident(layer)) and a.attname = field), 'select'))
            with check (settled_by is null or settled_by = gis.actor())""",
        "alter table staging.quarantine enable row level security",
        "drop policy if exists read on staging.quarantine",
        f"""create policy read on staging.quarantine using
            (has_table_privilege(current_user, to_regclass('core.' || quote_ident(layer)), 'insert')
             or pg_has_role(current_user, '{STEWARD_ROLE}', 'member'))""",
    )


#: A job is seen and dismissed by who started it and by the steward; the service finds, runs and finishes all of them.
_THEIRS = f"person = gis.actor() or pg_has_role(current_user, '{STEWARD_ROLE}', 'member')"
_JOBS = (
    f"grant usage on schema gis to {SERVICE_ROLE}",
    # What a job found it writes and never reads: that was seen with another's rights.
    f"grant select (id, process, inputs, person, status, worker, attempts, created_at, started_at, updated_at),"
    " update (status, progress, message, result, worker, attempts, started_at, updated_at, finished_at)"
    f" on gis.job to {SERVICE_ROLE}",
    f"grant select, insert (process, inputs, person), update (status, finished_at), delete on gis.job"
    f" to {Audience.STAFF.role}",
    "alter table gis.job enable row level security",
    *(f"drop policy if exists {policy} on gis.job" for policy in ("work", "read", "add", "dismiss", "forget")),
    f"create policy work on gis.job to {SERVICE_ROLE} using (true) with check (true)",
    f"create policy read on gis.job for select to {Audience.STAFF.role} using ({_THEIRS})",
    f"create policy add on gis.job for insert to {Audience.STAFF.role} with check (person = gis.actor())",
    f"create policy dismiss on gis.job for update to {Audience.STAFF.role} using ({_THEIRS})"
    " with check (status = 'dismissed')",
    f"create policy forget on gis.job for delete to {Audience.STAFF.role} using ({_THEIRS})",
)
#: A raster is read by the audience that its row names. The rows are few, so a policy on SELECT costs little.
#: The service is a member of everybody's role and uses none before it becomes them: it sees what the public sees.
_RASTERS = (
    f"grant select ({', '.join(COLUMNS)}) on gis.raster to {Audience.PUBLIC.role}",
    "alter table gis.raster enable row level security",
    "drop policy if exists read on gis.raster",
    f"create policy read on gis.raster for select using (read = '{Audience.PUBLIC.value}'"
    f" or read = '{Audience.STAFF.value}' and pg_has_role(current_user, '{Audience.STAFF.role}', 'usage'))",
)
#: PostGIS lets everybody ask for the extent and the density of any geometry column, also of one they may not read.
#: Where the extension belongs to another role, closing it is that role's to do.
_CLOSE_STATISTICS = """
do $$
declare f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and pg_has_role(p.proowner, 'usage') and p.proname in (
            '_postgis_stats', '_postgis_selectivity', '_postgis_join_selectivity', '_postgis_index_extent',
            'st_estimatedextent')
    loop
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$"""
