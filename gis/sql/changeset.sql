-- Whoever is really at work: a member of staff is always themselves, whatever role they set;
-- the service and the owner act for the person whose role they took.
create function gis.actor() returns text stable language sql security definer
set search_path = pg_catalog, pg_temp as $$
    select case
        when current_setting('role') = 'none' then session_user::text
        when exists (select from gis.staff as s where s.person = session_user) then session_user::text
        else current_setting('role')
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

-- Before a row is added: its stamps are the platform's to set, whatever the client sent.
create function gis.stamp() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    -- An undo puts a deleted row back under its old birth, as its next version.
    if current_setting('takeed.undoes', true) is null or current_setting('takeed.undoes', true) = '' then
        new.version := 1;
        new.created_at := now();
        new.created_by := gis.actor();
    end if;
    new.based_on := null;
    new.uid := coalesce(new.uid, gen_random_uuid());
    new.updated_at := now();
    new.updated_by := gis.actor();
    new.changeset_id := gis.changeset();
    return new;
end $$;
