-- Whoever is really at work. Only the service and the owner act for somebody else, the person whose role they took;
-- everybody else is who they logged in as, whatever role they set.
create function gis.actor() returns text stable language sql security definer
set search_path = pg_catalog, pg_temp as $$
    select case
        when current_setting('role') <> 'none' and session_user in ('takeed_service', current_user)
            then current_setting('role')
        else session_user::text
    end
$$;

-- The changeset of this transaction, opened by its first change. The setting only remembers the number:
-- a number that is not of this very transaction is not believed.
create function gis.changeset() returns bigint language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    known bigint := substring(current_setting('takeed.changeset', true) from '^\d{1,18}$')::bigint;
begin
    perform from history.changeset as c
    where c.id = known and c.opened_at = now() and c.xid = pg_current_xact_id()::text::bigint;
    if found then
        return known;
    end if;
    insert into history.changeset (actor, client, message, undoes)
    values (
        gis.actor(),
        coalesce(nullif(current_setting('application_name'), ''), 'unnamed'),
        nullif(current_setting('takeed.message', true), ''),
        substring(current_setting('takeed.undoes', true) from '^\d{1,18}$')::bigint
    )
    returning id into known;
    perform set_config('takeed.changeset', known::text, true);
    return known;
end $$;

-- Before a row is added: its stamps are the platform's to set, whatever the client sent. A row that comes back
-- (an undo) keeps its birth and counts on, as history remembers them.
create function gis.stamp() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    before record;
begin
    execute format(
        'select version, created_at, created_by from history.%I where id = $1 order by version desc limit 1',
        tg_table_name
    ) into before using new.id;
    new.version := coalesce(before.version, 0) + 1;
    new.created_at := coalesce(before.created_at, now());
    new.created_by := coalesce(before.created_by, gis.actor());
    new.based_on := null;
    new.uid := coalesce(new.uid, gen_random_uuid());
    new.updated_at := now();
    new.updated_by := gis.actor();
    new.changeset_id := gis.changeset();
    return new;
end $$;
