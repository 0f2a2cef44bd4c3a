"""The statement behind a vector tile. PostgreSQL writes the tile; Python passes it through."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.ogc.dissolve import CELL_PIXELS, dissolved
from api.ogc.grid import TileMatrixSet
from gis.crs import STORED
from gis.declare import GeometryKind
from gis.derive.style import label_points, tile_fields
from gis.registry import Attribute, Declaration

#: Features of one layer in one tile at most. At 14 µs a polygon this is a third of a second.
TILE_FEATURES = 20_000
#: From this zoom on a tile carries every short field; below it, what the style needs. On 4,600 parcels of a z14
#: tile eight more fields doubled the time (50 against 27 ms) and tripled the bytes.
ALL_FIELDS_FROM = 16
#: Up to this zoom lines and areas are simplified to half a pixel, and of points in one pixel one is drawn.
GENERALISED_TO = 13
#: Up to this zoom small areas are dissolved: a z13 tile holds 4,000 parcels, one of z12 already 16,000.
DISSOLVED_TO = 12
#: Pixels of a tile's side as MapLibre draws it.
_PIXELS = 512
_SHORT = {"code", "codes", "integer", "number", "decimal", "boolean", "date", "datetime", "ref"}
#: The place of a tile: its bounds in its own CRS, then its window in degrees. The window is tested in degrees, so the
#: index on the stored geometry serves it.
_WINDOW = f"s.geom && ST_MakeEnvelope($5, $6, $7, $8, {STORED})"


@dataclass(frozen=True)
class TileStatements:
    """The tiles of one source, which are made of the ``fields`` its reader may read.

    Zooms are those of WebMercatorQuad whose tiles are as wide. Rows come in the order of their ids, which costs
    3 %: so a tile's bytes, and its ETag, hang on the rows alone, and not on where PostgreSQL keeps them.
    """

    declaration: Declaration
    fields: tuple[str, ...]
    source: str
    _made: dict[tuple[str, int], str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def statement(self, matrices: TileMatrixSet, z: int) -> str:
        """A vector tile: parameters as ``Tile.bounds`` and ``Tile.window`` give them."""
        key = matrices.name, z
        if key not in self._made:
            self._made[key] = self._statement(matrices, matrices.detail(z))
        return self._made[key]

    @property
    def occupied(self) -> str:
        """Whether a row lies in a window: parameters as ``Tile.window`` gives them."""
        return f"select exists (select from {self.source} s where s.geom && ST_MakeEnvelope($1, $2, $3, $4, {STORED}))"

    def _statement(self, matrices: TileMatrixSet, zoom: int) -> str:
        points = label_points(self.declaration)
        shapes = self._shapes(matrices, zoom)
        if points is None or zoom < points[2] or points[1] not in self.fields:
            return f"select ({shapes})"
        return f"select ({shapes}) || ({self._label_points(matrices, *points[:2])})"

    def _label_points(self, matrices: TileMatrixSet, layer: str, name: str) -> str:
        """One point for each area, in the one tile it lies in: a second layer of the same tile."""
        return f"""
        select ST_AsMVT(t, '{layer}', 4096, 'geom', 'id') from (
            select id, {name}, ST_AsMVTGeom(p, ST_MakeEnvelope($1, $2, $3, $4, {matrices.srid}), 4096, 0, false) as geom
            from (
                select s.id, {_tile_value(self.declaration[name])} as {name},
                    {_projected("ST_PointOnSurface(s.geom)", matrices)} as p
                from {self.source} s
                where {_WINDOW} and s.{name} is not null
                offset 0
            ) s
            where ST_X(p) >= $1 and ST_X(p) < $3 and ST_Y(p) >= $2 and ST_Y(p) < $4
            order by id limit {TILE_FEATURES}
        ) t"""

    def _shapes(self, matrices: TileMatrixSet, zoom: int) -> str:
        kind = self.declaration.geometry.kind if self.declaration.geometry else None
        names = self.fields_at(zoom)
        if kind is GeometryKind.POLYGON and zoom <= DISSOLVED_TO:
            return self._dissolved(matrices, zoom, names)
        shape, rows = "s.geom", f"{self.source} s where {_WINDOW}"
        if zoom <= GENERALISED_TO:
            if kind is GeometryKind.POINT:
                rows = self._thinned(zoom)
            elif kind is not None:
                shape = _simplified(shape, zoom)
        columns = "".join(f", {_tile_value(self.declaration[n])} as {n}" for n in names)
        return f"""
        select ST_AsMVT(t, '{self.declaration.name}', 4096, 'geom', 'id') from (
            select s.id{columns}, {_in_tile(shape, matrices)} as geom
            from {rows} order by s.id limit {TILE_FEATURES}
        ) t where geom is not null"""

    def _thinned(self, zoom: int) -> str:
        """Of points of one colour in one pixel the newest, for the others would lie under it."""
        style = self.declaration.layer.style
        by = style.by if style is not None and style.by in self.fields else None
        pixel = _pixel(zoom)
        cell = f"floor(ST_X(s.geom) / {pixel}), floor(ST_Y(s.geom) / {pixel}){f', s.{by}' if by else ''}"
        return f"""(
                select distinct on ({cell}) s.* from {self.source} s where {_WINDOW} order by {cell}, s.id desc
            ) s"""

    def _dissolved(self, matrices: TileMatrixSet, zoom: int, names: tuple[str, ...]) -> str:
        style = self.declaration.layer.style
        by = style.by if style is not None and style.by in names else None
        columns = "".join(f", {_tile_value(self.declaration[n])} as {n}" for n in names)
        listed = "".join(f", {n}" for n in names)
        nothing_but_colour = "".join(f", colour as {n}" if n == by else f", null as {n}" for n in names)
        colour = _tile_value(self.declaration[by]) if by else "null::text"
        return f"""
        with {dissolved(self.source, columns, colour, _pixel(zoom) * CELL_PIXELS, _WINDOW)}
        select ST_AsMVT(t, '{self.declaration.name}', 4096, 'geom', 'id') from (
            select null::bigint as id{nothing_but_colour}, {_in_tile("areas.geom", matrices)} as geom from areas
            union all
            (
                select id{listed}, {_in_tile(_simplified("geom", zoom), matrices)} as geom
                from shapes where geom is not null order by id limit {TILE_FEATURES}
            )
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


def _pixel(zoom: int) -> float:
    """A pixel of a tile, in degrees."""
    return 360 / (_PIXELS << zoom)


def _simplified(shape: str, zoom: int) -> str:
    """Half a pixel coarser; what would collapse stays as small as it is."""
    return f"ST_Simplify({shape}, {_pixel(zoom) / 2:.10f}, true)"


def _projected(shape: str, matrices: TileMatrixSet) -> str:
    return shape if matrices.srid == STORED else f"ST_Transform({shape}, {matrices.srid})"


def _in_tile(shape: str, matrices: TileMatrixSet) -> str:
    """A shape in the tile's own units, cut at its margin."""
    bounds = f"ST_MakeEnvelope($1, $2, $3, $4, {matrices.srid})"
    return f"ST_AsMVTGeom({_projected(shape, matrices)}, {bounds}, 4096, 64)"


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
