-- Takes a whole changeset back, as a new changeset, with the rights of whoever asks: on a layer they may not write
-- it is refused as a whole. Rows others worked on since are merged field by field (see history.merge_<layer>);
-- rows the changeset added and others changed since are kept and counted.
create function gis.undo(target bigint) returns table (layer text, undone bigint, kept bigint) language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
    set constraints all deferred;
    perform set_config('takeed.undoes', target::text, true);
    perform set_config('takeed.message', format('undo of changeset %s', target), true);
    for layer in select t.layer from gis.touched_by(target) as t loop
        execute format('select history.%I($1)', 'undo_' || layer) into undone using target;
        execute format('select count(*) from core.%1$I as c where c.changeset_id is distinct from $1
            and exists (select from history.%1$I as h where h.id = c.id and h.changeset_id = $1)
            and not exists (select from history.%1$I as h
                where h.id = c.id and h.ended_by = $1 and h.changeset_id is distinct from $1)', layer)
        into kept using target;
        return next;
    end loop;
    perform set_config('takeed.undoes', '', true);
end $$;

-- The layers a changeset changed, whether or not the one who asks may read them.
create function gis.touched_by(target bigint) returns table (layer text) language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    touched boolean;
begin
    for layer in select c.relname from pg_class as c
        where c.relnamespace = 'core'::regnamespace and c.relkind = 'r' order by c.relname loop
        execute format(
            'select exists (select from core.%1$I where changeset_id = $1)
                or exists (select from history.%1$I where changeset_id = $1 or ended_by = $1)', layer
        ) into touched using target;
        if touched then
            return next;
        end if;
    end loop;
end $$;
