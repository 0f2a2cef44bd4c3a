-- A row that breaks a rule: say which, in Thai with the English as the hint, and print nothing of the row.
-- Entered only for such a row, so looking the sentences up in the catalogue costs nothing to all others.
create function gis.refuse() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    rule record;
    holds boolean;
begin
    for rule in
        select
            c.conname,
            obj_description(c.oid, 'pg_constraint') as say,
            pg_get_expr(c.conbin, c.conrelid) as condition
        from pg_constraint as c
        where c.conrelid = tg_relid and c.contype = 'c'
        order by c.conname
    loop
        execute format('select (%s) from (select ($1).*) as r', rule.condition) into holds using new;
        if not holds then
            raise exception '%', split_part(rule.say, ' | ', 1)
            using errcode = '23514', hint = split_part(rule.say, ' | ', 2),
                constraint = rule.conname, table = tg_table_name, schema = tg_table_schema;
        end if;
    end loop;
    for rule in
        select
            a.attname,
            col_description(a.attrelid, a.attnum) as say
        from pg_attribute as a
        where
            a.attrelid = tg_relid and a.attnum > 0 and a.attnotnull and not a.attisdropped
            and a.attidentity = '' and a.attgenerated = ''
        order by a.attnum
    loop
        execute format('select ($1).%I is not null', rule.attname) into holds using new;
        if not holds then
            raise exception 'ต้องกรอก%', split_part(rule.say, ' | ', 1)
            using errcode = '23502', hint = split_part(rule.say, ' | ', 2) || ' is required',
                column = rule.attname, table = tg_table_name, schema = tg_table_schema;
        end if;
    end loop;
    return new;
end $$;
