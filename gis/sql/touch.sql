-- The z14 column (from the left) and row (from the top) of WebMercatorQuad that a longitude and latitude lie in.
create function gis.tile_column(longitude double precision) returns integer immutable parallel safe language sql
return least(16383, greatest(0, floor((longitude + 180) / 360 * 16384)))::integer;

create function gis.tile_row(latitude double precision) returns integer immutable parallel safe language sql
return least(16383, greatest(0, floor(
    (0.5 - ln(tan(pi() / 4 + radians(least(85.05, greatest(-85.05, latitude))) / 2)) / (2 * pi())) * 16384
)))::integer;

-- Tells the services, at commit, which z14 cells of a layer changed, so that each forgets exactly the tiles over
-- them. A notification is queued without a row anybody could wait for. Where too many shapes (null) or cells
-- are touched to name (null), the payload is the layer alone: all of its tiles. Where rows without a shape changed,
-- it is the layer and a dash: no tile. Where no row changed, nothing is said.
create function gis.touch(layer text, shapes geometry[]) returns void language plpgsql
set search_path = pg_catalog, public, gis, pg_temp as $$
declare
    many bigint;
    cells text := '';
begin
    if shapes = '{}' then
        return;
    end if;
    if not exists (select from unnest(shapes) as shape where not ST_IsEmpty(shape)) and shapes is not null then
        perform pg_notify('takeed_tiles', layer || ' -');
        return;
    end if;
    -- Counted before they are listed: one shape as wide as the country has a quarter of a million cells.
    select sum((x1 - x0 + 1)::bigint * (y1 - y0 + 1)) into many from gis.tile_box(shapes);
    if many <= 400 then
        select string_agg(distinct format('%s %s', x, y), ' ') into cells
        from gis.tile_box(shapes), generate_series(x0, x1) as x, generate_series(y0, y1) as y;
    end if;
    perform pg_notify('takeed_tiles', rtrim(layer || ' ' || cells));
end $$;

-- The z14 columns and rows that each shape spans.
create function gis.tile_box(shapes geometry[])
returns table (x0 integer, x1 integer, y0 integer, y1 integer) immutable language sql
set search_path = pg_catalog, public, gis, pg_temp as $$
select
    gis.tile_column(ST_XMin(shape)), gis.tile_column(ST_XMax(shape)),
    gis.tile_row(ST_YMax(shape)), gis.tile_row(ST_YMin(shape))
from unnest(shapes) as shape
where not ST_IsEmpty(shape)
$$;

-- Who truncates a layer, as its owner alone can, keeps no history; the tiles must go all the same.
create function gis.emptied() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_notify('takeed_tiles', tg_table_name);
    return null;
end $$;
