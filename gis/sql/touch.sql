-- The z14 column (from the left) and row (from the top) of WebMercatorQuad that a longitude and latitude lie in.
create function gis.tile_column(longitude double precision) returns integer immutable parallel safe language sql
return least(16383, greatest(0, floor((longitude + 180) / 360 * 16384)))::integer;

create function gis.tile_row(latitude double precision) returns integer immutable parallel safe language sql
return least(16383, greatest(0, floor(
    (0.5 - ln(tan(pi() / 4 + radians(least(85.05, greatest(-85.05, latitude))) / 2)) / (2 * pi())) * 16384
)))::integer;

-- Tells the services, at commit, which z14 cells of a layer changed, so that each forgets exactly the tiles over
-- them. A notification is queued without a row anybody could wait for. Where too many shapes (null) or cells
-- are touched to name, the payload is the layer alone: all of its tiles.
create function gis.touch(layer text, shapes geometry []) returns void language plpgsql
set search_path = pg_catalog, public, gis, pg_temp as $$
declare
    cells text;
begin
    if shapes is not null then
        select string_agg(distinct format('%s %s', x, y), ' ') into cells
        from (
            select
                gis.tile_column(ST_XMin(shape)) as x0, gis.tile_column(ST_XMax(shape)) as x1,
                gis.tile_row(ST_YMax(shape)) as y0, gis.tile_row(ST_YMin(shape)) as y1
            from unnest(shapes) as shape
            where not ST_IsEmpty(shape)
        ) as box,
        lateral generate_series(x0, least(x1, x0 + 500)) as x,
        lateral generate_series(y0, least(y1, y0 + 500)) as y;
    end if;
    if cells is null or length(cells) > 4000 then
        cells := '';
    end if;
    perform pg_notify('takeed_tiles', rtrim(layer || ' ' || cells));
end $$;
