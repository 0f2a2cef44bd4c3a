"""Files for the prover: all that one says, spelled out as text; most formats hold values as no search finds them."""

from __future__ import annotations

import httpx

from tests import representations


def is_file(answer: httpx.Response) -> bool:
    """Whether an answer is a file of features, and not JSON, which can be searched as it is."""
    media = answer.headers.get("content-type", "").partition(";")[0]
    return answer.status_code == 200 and not media.endswith("json") and representations.readable(media)


def spelled(answer: httpx.Response) -> tuple[bytes, set[str]]:
    """The values and positions in a file of features, and the names of its columns."""
    table = representations.read(answer)
    columns = {name for row in table.rows for name in row}
    return "\n".join(representations.words(table)).encode(), columns
