"""A deploy changes what differs and nothing else, and shows beforehand what it would do."""

from __future__ import annotations

from typing import Any

from gis import sync
from gis.db import connect
from gis.settings import Settings

#: Everything a deploy may change, by name and meaning; numbers that the server gives out anew are left out.
_CATALOGUE = """
select 'table', c.oid::regclass::text, c.relkind::text, c.relacl::text, obj_description(c.oid)
from pg_class c where c.relnamespace::regnamespace::text = any(%(schemas)s) and c.relkind in ('r', 'v', 'S', 'i')
union all
select 'column', a.attrelid::regclass::text || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
    concat(a.attnotnull, a.attacl), col_description(a.attrelid, a.attnum)
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace::regnamespace::text = any(%(schemas)s) and a.attnum > 0 and not a.attisdropped
union all
select 'constraint', k.conrelid::regclass::text || '.' || k.conname, pg_get_constraintdef(k.oid), '', ''
from pg_constraint k where k.connamespace::regnamespace::text = any(%(schemas)s)
union all
select 'function', p.oid::regprocedure::text, md5(p.prosrc), p.proacl::text, p.proconfig::text
from pg_proc p where p.pronamespace::regnamespace::text = any(%(schemas)s)
union all
select 'trigger', t.tgrelid::regclass::text || '.' || t.tgname, pg_get_triggerdef(t.oid), '', ''
from pg_trigger t where not t.tgisinternal
union all
select 'policy', p.polrelid::regclass::text || '.' || p.polname, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid), p.polcmd::text
from pg_policy p order by 1, 2, 3
"""


def catalogue(settings: Settings) -> list[Any]:
    with connect(settings.admin_url) as owner:
        return owner.execute(_CATALOGUE, {"schemas": ["core", "pub", "history", "staging", "gis"]}).fetchall()


def oids(settings: Settings) -> list[Any]:
    with connect(settings.admin_url) as owner:
        return owner.execute("select oid from pg_constraint where contype = 'c' order by 1").fetchall()


def test_a_second_deploy_makes_no_difference_and_checks_no_row_again(fresh_database: Settings) -> None:
    before, rules = catalogue(fresh_database), oids(fresh_database)
    sync.deploy(fresh_database)
    assert catalogue(fresh_database) == before
    assert oids(fresh_database) == rules


def test_what_already_is_deployed_is_left_alone_when_asked(fresh_database: Settings) -> None:
    assert not sync.deploy(fresh_database, force=False).changed


def test_a_plan_names_what_it_would_do_and_does_none_of_it(empty_database: Settings) -> None:
    planned = sync.deploy(empty_database, plan=True)
    assert any("create view pub." in statement for statement in planned.statements)
    with connect(empty_database.admin_url) as owner:
        there = owner.execute("select nspname from pg_namespace where nspname = any(%s)", (list(sync.SCHEMAS),))
        assert there.fetchall() == []


def test_what_somebody_granted_by_hand_is_taken_back(fresh_database: Settings) -> None:
    before = catalogue(fresh_database)
    with connect(fresh_database.admin_url) as owner:
        owner.execute("grant create on schema public, core to public")
        owner.execute("grant select (contact_phone) on core.complaint to takeed_anonymous, takeed_staff, public")
        owner.execute("grant execute on all functions in schema gis to public")
        owner.execute("create policy nobody on core.village using (false)")
    sync.deploy(fresh_database)
    with connect(fresh_database.admin_url) as owner:
        granted = "select has_schema_privilege('takeed_public', 'public', 'create')"
        assert owner.execute(granted).fetchone() == (False,)
        owner.execute("drop policy nobody on core.village")
    assert catalogue(fresh_database) == before
