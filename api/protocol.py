"""HTTP as uvicorn speaks it, but for two words of ours."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problems import problem
from gis.errors import BadRequest
from gis.text import en, th


class AsSpelled(bytes):
    """A header name that goes out as it is written.

    HTTP does not care, and uvicorn sends every name in lower case; QGIS looks for ``Location`` with its capital,
    and where it does not find it reports a failure after the feature is stored.
    """

    def lower(self) -> AsSpelled:
        """Itself."""
        return self


class Protocol(HttpToolsProtocol):
    """Says in a problem document why a request could not be read: most often an address that is not encoded."""

    def send_400_response(self, msg: str) -> None:
        """Answer and hang up; ``msg`` is uvicorn's, and says nothing a caller could act on."""
        told = problem(
            BadRequest(
                th("อ่านคำขอ HTTP ไม่ได้: ที่อยู่ต้องเข้ารหัสแบบ %XX ของ UTF-8")
                | en("This is not readable HTTP: the address must be percent-encoded UTF-8.")
            )
        )
        head = b"".join(name + b": " + value + b"\r\n" for name, value in told.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n" + head + b"\r\n" + bytes(told.body))
        self.transport.close()
