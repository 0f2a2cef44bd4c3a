-- Whose a token is, by its SHA-256; null where it is nobody's, has expired, or its owner may not log in any more.
-- Only the service may ask, and it learns nothing else. The day of the last use is kept, in Thai time.
create function gis.whose_token(told bytea) returns text language plpgsql security definer
set timezone = 'Asia/Bangkok' set search_path = pg_catalog, pg_temp as $$
declare
    whose text;
begin
    select t.person into whose from gis.token as t inner join pg_roles as r on t.person = r.rolname
    where t.digest = told and t.expires_at > now() and r.rolcanlogin
        and (r.rolvaliduntil is null or r.rolvaliduntil > now());
    if found then
        update gis.token set used_on = current_date where digest = told and used_on is distinct from current_date;
    end if;
    return whose;
end $$;

-- A device by its number: the row of the layer that it is. Asking is hearing from it.
create function gis.device_numbered(told bigint, out id bigint, out layer text, out row_id bigint)
returns record language plpgsql security definer
set timezone = 'Asia/Bangkok' set search_path = pg_catalog, pg_temp as $$
begin
    select d.id, d.layer, d.row_id into id, layer, row_id from gis.device as d where d.id = told;
    if found then
        update gis.device as d set heard_on = current_date
        where d.id = told and d.heard_on is distinct from current_date;
    end if;
end $$;

-- The device whose token this is, by its SHA-256.
create function gis.whose_device(told bytea, out id bigint, out layer text, out row_id bigint)
returns record language sql security definer
set search_path = pg_catalog, pg_temp as $$
select n.id, n.layer, n.row_id from gis.device_numbered((select d.id from gis.device as d where d.digest = told)) as n
$$;
