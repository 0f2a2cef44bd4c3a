"""Keeps QGIS's own table of styles, so that a layer opens with our symbols, words and form and no set-up."""

from __future__ import annotations

from typing import Any

import psycopg

from gis.derive.qgis import qml
from gis.registry import Declaration, Registry

#: Tells the platform's styles from those that people save beside them.
STYLE = "takeed"

# The columns are those QGIS 3.40 makes itself; it refuses to save a style where one is missing.
_TABLE = """
create table if not exists public.layer_styles (
  id serial primary key,
  f_table_catalog varchar, f_table_schema varchar, f_table_name varchar, f_geometry_column varchar,
  stylename text, styleqml xml, stylesld xml, useasdefault boolean, description text,
  owner varchar(63) default current_user, ui xml, update_time timestamp default current_timestamp, type varchar
);
grant select, insert, update, delete on public.layer_styles to takeed_staff;
grant usage on sequence public.layer_styles_id_seq to takeed_staff;
alter table public.layer_styles enable row level security;
drop policy if exists read_styles on public.layer_styles;
create policy read_styles on public.layer_styles for select using (true);
drop policy if exists own_styles on public.layer_styles;
-- a style that one person saves as the default would open on every desk
create policy own_styles on public.layer_styles to takeed_staff
  using (owner = current_user) with check (owner = current_user and useasdefault is not true);
"""

_MERGE = """
merge into public.layer_styles as kept
using (
  select current_database() as catalog, told.*
  from unnest(%(schemas)s::text[], %(names)s::text[], %(geometries)s::text[], %(styles)s::text[], %(titles)s::text[])
    as told(schema, name, geometry, style, title)
) as told
on kept.owner = %(owner)s and kept.stylename = %(owner)s and kept.f_table_catalog = told.catalog
  and kept.f_table_schema = told.schema and kept.f_table_name = told.name
when matched and (kept.styleqml::text, kept.f_geometry_column, kept.description, kept.useasdefault)
    is distinct from (told.style, told.geometry, told.title, true) then
  update set styleqml = told.style::xml, f_geometry_column = told.geometry, description = told.title,
    useasdefault = true, update_time = current_timestamp
when not matched then
  insert (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, useasdefault,
    description, owner)
  values (told.catalog, told.schema, told.name, told.geometry, %(owner)s, told.style::xml, true, told.title,
    %(owner)s)
"""

_SWEEP = """
delete from public.layer_styles
where owner = %(owner)s and stylename = %(owner)s and (
  f_table_catalog <> current_database()  -- copied or restored under another name
  or (f_table_schema, f_table_name) not in (select * from unnest(%(schemas)s::text[], %(names)s::text[]))
)
"""


def write_styles(connection: psycopg.Connection[Any], registry: Registry) -> int:
    """Make the rows of ``public.layer_styles`` for every layer's table and view what its declaration says now.

    Styles that people saved are left alone. Returns the number of rows written; 0 where nothing had changed.
    """
    rows = [row for declaration in registry.values() for row in _rows(declaration, registry)]
    schemas, names, geometries, styles, titles = (list(column) for column in zip(*rows, strict=True))
    told = {
        "owner": STYLE, "schemas": schemas, "names": names, "geometries": geometries, "styles": styles,
        "titles": titles,
    }  # fmt: skip
    connection.execute(_TABLE)
    connection.execute(_SWEEP, told)
    return connection.execute(_MERGE, told).rowcount


def _rows(declaration: Declaration, registry: Registry) -> list[tuple[str, str, str | None, str, str]]:
    """(schema, table, geometry column, style, title) of the layer's table and of its published view."""
    name, title = declaration.name, str(declaration.layer.title)
    published = declaration.readable(declaration.layer.access.read)
    has_geometry = declaration.layer.located_by is not None or {"geom", "geom_public"} & set(published)
    columns = tuple(column for column in published if column not in ("geom_public", "based_on"))
    return [
        ("core", name, "geom" if declaration.geometry is not None else None, qml(declaration, registry), title),
        ("pub", name, "geom" if has_geometry else None, qml(declaration, registry, columns), title),
    ]
