"""Writes a file with GDAL from the Arrow stream that comes in at the standard input: a process of its own.

GDAL builds the index of a file while it holds Python's lock: two seconds for a million features, in which the
service would answer nobody. Its memory goes with it, too.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

# pyogrio looks for these, which take more than a second to import and are not needed to write.
sys.modules.update(dict.fromkeys(("geopandas", "pandas", "shapely")))  # type: ignore[arg-type]

import pyarrow as pa  # noqa: E402
import pyogrio  # noqa: E402

#: QGIS's own table of styles (its columns are those QGIS makes itself), listed among the contents as it expects.
_STYLES = """
create table layer_styles (
    id integer primary key autoincrement, f_table_catalog text, f_table_schema text, f_table_name text,
    f_geometry_column text, stylename text, styleqml text, stylesld text, useasdefault boolean, description text,
    owner text, ui text, update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
insert into gpkg_contents (table_name, data_type, identifier) values ('layer_styles', 'attributes', 'layer_styles');
"""


def main() -> None:
    """Read a line of JSON that says what to write, then the stream; raises what GDAL raises."""
    asked = json.loads(sys.stdin.buffer.readline())
    if dated := asked.get("dated"):
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": dated})
    with pa.ipc.open_stream(sys.stdin.buffer) as stream:
        pyogrio.write_arrow(stream, asked["path"], **asked["options"])
    if asked.get("style"):
        _add_style(Path(asked["path"]), asked["options"], asked["style"], dated)


def _add_style(path: Path, options: dict[str, Any], qml: str, dated: str | None) -> None:
    """Give a GeoPackage the style its layer opens with in QGIS."""
    with sqlite3.connect(path) as package:
        package.executescript(_STYLES)
        package.execute(
            "insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename,"
            " styleqml, useasdefault, owner) values ('', '', ?, ?, ?, ?, true, '')",
            (options["layer"], options.get("geometry_name") and "geom", options["layer"], qml),
        )
        if dated:
            package.execute("update layer_styles set update_time = ?", (dated,))
            package.execute("update gpkg_contents set last_change = ?", (dated,))
    package.close()


if __name__ == "__main__":
    main()
