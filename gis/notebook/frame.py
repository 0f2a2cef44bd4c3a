"""Arrow from the database as a GeoDataFrame that knows its layer, and the same frame in words people read."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas
import pandas
import pyarrow as pa
import shapely

from gis.registry import Declaration
from gis.text import Text

#: Numbers and truths that may be missing stay numbers and truths.
_NULLABLE = {
    pa.int16(): pandas.Int16Dtype(), pa.int32(): pandas.Int32Dtype(), pa.int64(): pandas.Int64Dtype(),
    pa.bool_(): pandas.BooleanDtype(),
}  # fmt: skip


def to_frame(rows: pa.Table, declaration: Declaration, columns: Sequence[str]) -> geopandas.GeoDataFrame:
    """The rows with codes as categoricals, moments in Thailand's time, and titles and labels in ``attrs``.

    ``geom`` is WKB in EPSG:4326; a layer without it becomes a frame without a geometry.
    """
    frame = rows.select(list(columns)).to_pandas(types_mapper=_NULLABLE.get, date_as_object=False)
    for name in columns:
        if isinstance(frame[name].dtype, pandas.DatetimeTZDtype):
            frame[name] = frame[name].dt.tz_convert("Asia/Bangkok")
    for attribute in declaration.attributes:
        if attribute.codelist is not None and attribute.kind == "code" and attribute.name in columns:
            frame[attribute.name] = pandas.Categorical(frame[attribute.name], categories=attribute.codelist.codes())
        elif attribute.kind == "codes" and attribute.name in columns:
            frame[attribute.name] = frame[attribute.name].map(list, na_action="ignore")
    if "geom" in rows.column_names:
        shapes = shapely.from_wkb(rows["geom"].to_numpy(zero_copy_only=False))
        made = geopandas.GeoDataFrame(frame.assign(geom=shapes), geometry="geom", crs=4326)
    else:
        made = geopandas.GeoDataFrame(frame)
    fields = [attribute for attribute in declaration.attributes if attribute.name in columns]
    made.attrs = {
        "layer": declaration.name,
        "title": _both(declaration.layer.title),
        "titles": {attribute.name: _both(attribute.words.title) for attribute in fields},
        "units": {attribute.name: attribute.words.unit for attribute in fields if attribute.words.unit},
        "labels": {
            attribute.name: {code.value: _both(code.label) for code in attribute.codelist}
            for attribute in fields
            if attribute.codelist is not None
        },
    }
    return made


def labelled(frame: geopandas.GeoDataFrame, language: str = "th") -> geopandas.GeoDataFrame:
    """The same rows for tables and charts: columns by their titles, codes by their labels, in ``th`` or ``en``."""
    words, made = frame.attrs, frame.copy()
    for name, labels in words["labels"].items():
        if name in made and isinstance(made[name].dtype, pandas.CategoricalDtype):
            made[name] = made[name].cat.rename_categories({code: label[language] for code, label in labels.items()})
        elif name in made:  # a list of codes
            made[name] = [
                ", ".join(labels[code][language] for code in codes) if isinstance(codes, list) else None
                for codes in made[name]
            ]
    units = words["units"]
    titles = {
        name: f"{title[language]} ({units[name]})" if name in units else title[language]
        for name, title in words["titles"].items()
    }
    return made.rename(columns=titles)


def _both(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}
