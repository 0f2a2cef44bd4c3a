"""The records of the catalogue, searched."""

from __future__ import annotations

from typing import Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from gis.thai import search_key


class Records(BaseProvider):
    """Searches the records it is handed as ``data``: those of the layers and rasters that the one who asks may read."""

    def query(
        self, offset: int = 0, limit: int = 10, bbox: Any = (), q: str | None = None, **others: Any
    ) -> dict[str, Any]:
        """A page of the records that ``q`` and ``bbox`` find; as the base class."""
        found = [each for each in self.data if _touches(each, bbox) and _says(each, q)]
        page = found[offset : offset + limit]
        return {
            "type": "FeatureCollection",
            "features": page,
            "numberMatched": len(found),
            "numberReturned": len(page),
        }

    def get(self, identifier: str, **others: Any) -> dict[str, Any]:
        """One record; raises ProviderItemNotFoundError for a name the one who asks may not know."""
        for each in self.data:
            if each["id"] == identifier:
                return dict(each)
        raise ProviderItemNotFoundError


def _touches(record: dict[str, Any], bbox: Any) -> bool:
    if not bbox:
        return True
    if record["geometry"] is None:
        return False
    (west, south), _, (east, north), *_ = record["geometry"]["coordinates"][0]
    begins, ends = west <= bbox[2], east >= bbox[0]
    across = begins or ends if bbox[0] > bbox[2] else begins and ends
    return bool(across and south <= bbox[3] and north >= bbox[1])


def _says(record: dict[str, Any], q: str | None) -> bool:
    """Whether any of the terms stands in the record (OGC 20-004r1, 7.4: commas part terms that may each be met).

    Compared as a search for places compares: Thai has no spaces between words, so a term is looked for anywhere.
    """
    if not q:
        return True
    told = record["properties"]
    texts = [told[name] for name in ("title", "title_en", "description", "description_en")] + told["keywords"]
    text = search_key("\n".join(texts))
    return any(search_key(term) in text for term in q.split(",") if term.strip())
