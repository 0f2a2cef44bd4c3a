"""The statement behind a vector tile. PostgreSQL writes the tile; Python passes it through."""

from __future__ import annotations

from dataclasses import dataclass

from gis.declare import GeometryKind
from gis.derive.style import label_points, tile_fields
from gis.registry import Attribute, Declaration

#: Features of one tile at most. At 14 µs a polygon this is a third of a second.
TILE_FEATURES = 20_000
#: From this zoom on a tile carries every short field; below it, what the style needs. On 4,600 parcels of a z14
#: tile eight more fields doubled the time (50 against 27 ms) and tripled the bytes.
ALL_FIELDS_FROM = 16
#: Up to this zoom shapes are simplified to half a pixel, and areas smaller than a pixel are left out.
GENERALISED_TO = 13
_SHORT = {"code", "codes", "integer", "number", "decimal", "boolean", "date", "datetime", "ref"}


@dataclass(frozen=True)
class TileStatements:
    """The tiles of one source, which are made of the ``fields`` its reader may read."""

    declaration: Declaration
    fields: tuple[str, ...]
    source: str

    def statement(self, zoom: int) -> str:
        """A vector tile: parameters west, south, east, north in metres (EPSG:3857), then in degrees with its buffer.

        The window is tested in degrees, so the index on the stored geometry serves it.
        """
        points = label_points(self.declaration)
        shapes = self._shapes(zoom)
        if points is None or zoom < points[2] or points[1] not in self.fields:
            return f"select ({shapes})"
        return f"select ({shapes}) || ({self._label_points(*points[:2])})"

    def _label_points(self, layer: str, field: str) -> str:
        """One point for each area, in the one tile it lies in: a second layer of the same tile."""
        return f"""
        select ST_AsMVT(t, '{layer}', 4096, 'geom', 'id') from (
            select id, {field}, ST_AsMVTGeom(p, ST_MakeEnvelope($1, $2, $3, $4, 3857), 4096, 0, false) as geom
            from (
                select s.id, {_tile_value(self.declaration[field])} as {field},
                    ST_Transform(ST_PointOnSurface(s.geom), 3857) as p
                from {self.source} s
                where s.geom && ST_MakeEnvelope($5, $6, $7, $8, 4326) and s.{field} is not null
                offset 0
            ) s
            where ST_X(p) >= $1 and ST_X(p) < $3 and ST_Y(p) >= $2 and ST_Y(p) < $4
            limit {TILE_FEATURES}
        ) t"""

    def _shapes(self, zoom: int) -> str:
        kind = self.declaration.geometry.kind if self.declaration.geometry else None
        shape, window = "s.geom", "s.geom && ST_MakeEnvelope($5, $6, $7, $8, 4326)"
        pixel = 360 / 2**zoom / 512
        if zoom <= GENERALISED_TO and kind in (GeometryKind.LINE, GeometryKind.POLYGON):
            shape = f"ST_Simplify(s.geom, {pixel / 2:.10f})"
        if zoom <= GENERALISED_TO and kind is GeometryKind.POLYGON:
            window += (
                f" and greatest(ST_XMax(s.geom) - ST_XMin(s.geom), ST_YMax(s.geom) - ST_YMin(s.geom)) > {pixel:.10f}"
            )
        columns = "".join(f", {_tile_value(self.declaration[n])} as {n}" for n in self.fields_at(zoom))
        return f"""
        select ST_AsMVT(t, '{self.declaration.name}', 4096, 'geom', 'id') from (
            select s.id{columns},
                ST_AsMVTGeom(ST_Transform({shape}, 3857), ST_MakeEnvelope($1, $2, $3, $4, 3857), 4096, 64) as geom
            from {self.source} s where {window} limit {TILE_FEATURES}
        ) t where geom is not null"""

    def fields_at(self, zoom: int) -> tuple[str, ...]:
        """The fields in a tile of a zoom."""
        named = {*tile_fields(self.declaration), *self.declaration.layer.search}
        if zoom < ALL_FIELDS_FROM:
            named = set(tile_fields(self.declaration))
            return tuple(a.name for a in self.declaration.attributes if a.name in self.fields and a.name in named)
        return tuple(
            a.name
            for a in self.declaration.attributes
            if a.name in self.fields and (a.kind in _SHORT or a.name in named)
        )


def _tile_value(attribute: Attribute) -> str:
    """A column as one of the types a vector tile has."""
    column = f"s.{attribute.name}"
    match attribute.kind:
        case "codes":
            return f"array_to_string({column}, ',')"
        case "decimal":
            return f"{column}::float8"
        case "date" | "datetime" | "uuid":
            return f"{column}::text"
    return column
