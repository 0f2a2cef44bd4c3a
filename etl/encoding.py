"""Which encoding a table's text is in, from its bytes; what the file claims is a hint that the bytes may contradict."""

from __future__ import annotations

import codecs
import re
import struct
from itertools import pairwise
from pathlib import Path
from typing import IO

from etl.delivery import Encoding
from gis.errors import ImportRefused
from gis.text import Text, en, th

#: Names that Thai files give to Windows-874, of which TIS-620 is the older part.
_THAI_NAMES = {"874", "oem874", "cp874", "ansi874", "windows874", "tis620", "tis11", "iso885911", "xwindows874"}
#: Language bytes of a .dbf header that mean Thai.
_THAI_LANGUAGE = {0x50, 0x7C}
#: How much text is weighed, counted from the first byte that is not ASCII.
_SAMPLE = 1 << 16
_CHUNK = 1 << 20


def known(name: str) -> str:
    """The usual name of an encoding; raises ImportRefused where Python knows none by it."""
    if "".join(c for c in name.casefold() if c.isalnum()) in _THAI_NAMES:
        return "CP874"
    try:
        found = codecs.lookup(name.strip()).name.upper()
    except LookupError as unknown:
        raise ImportRefused(
            th(f"ไม่รู้จักการเข้ารหัสอักขระ {name!r} ที่ใช้บ่อยคือ --encoding UTF-8 หรือ CP874")
            | en(f"There is no encoding {name!r}. Usual ones: --encoding UTF-8 or CP874.")
        ) from unknown
    return "UTF-8" if found == "UTF-8-SIG" else found


def of_bytes(sample: bytes, claim: str | None = None, claimed_by: str = "") -> Encoding:
    """The encoding of some text, weighed against what ``claimed_by`` claims of it.

    Text beyond ASCII that is valid UTF-8 is UTF-8: Thai in CP874 never is, for its letters are lone high bytes.
    Else it is CP874 where most high bytes are Thai letters there, else what was claimed, else Latin-1.
    """
    claimed = known(claim) if claim and _is_known(claim) else None
    high = sum(byte >= 0x80 for byte in sample)
    if sample.startswith(codecs.BOM_UTF8):
        return _say("UTF-8", claimed, claimed_by, th("ไฟล์ขึ้นต้นด้วย BOM") | en("the file begins with a BOM"))
    if not high:
        return _say(claimed or "UTF-8", claimed, claimed_by, th("มีแต่อักษร ASCII") | en("its text is plain ASCII"))
    if _is_utf8(sample):
        return _say("UTF-8", claimed, claimed_by, th("ไบต์เป็น UTF-8 ที่ถูกต้อง") | en("its bytes are valid UTF-8"))
    if _is_thai(sample, high) and claimed in (None, "CP874", "UTF-8", "ISO8859-1", "CP1252"):
        why = th("ไบต์เป็นอักษรไทยใน CP874 และไม่ใช่ UTF-8") | en("its bytes are Thai letters in CP874 and not UTF-8")
        return _say("CP874", claimed, claimed_by, why)
    if claimed and claimed != "UTF-8":
        return Encoding(claimed, th(f"{claimed_by} ระบุ") | en(f"{claimed_by} says so"))
    return Encoding("ISO8859-1", th("ไม่ใช่ UTF-8 และไม่ใช่อักษรไทย") | en("its bytes are neither UTF-8 nor Thai"))


def of_shapefile(path: Path) -> Encoding:
    """The encoding of the ``.dbf`` beside a ``.shp``, from its bytes, its ``.cpg`` and its language byte."""
    beside = {file.suffix.lower(): file for file in path.parent.glob("*") if file.stem == path.stem}
    dbf, cpg = beside.get(".dbf"), beside.get(".cpg")
    if dbf is None:
        return Encoding("UTF-8", th("ไม่มีตารางข้อมูล (.dbf)") | en("there is no table (.dbf)"))
    with dbf.open("rb") as file:
        header = file.read(32)
        size = struct.unpack("<H", header[8:10])[0] if len(header) == 32 else 32
        file.seek(size)
        sample = _whole_letters(telling(file))
    if cpg is not None:
        return of_bytes(sample, cpg.read_text("latin-1").strip(), ".cpg")
    if len(header) == 32 and header[29] in _THAI_LANGUAGE:
        return of_bytes(sample, "CP874", "language byte")
    return of_bytes(sample)


def of_drawing(path: Path) -> Encoding:
    """The encoding of a DXF's text, from its bytes and the code page that its header claims.

    Since R2007 the text is UTF-8 whatever that claim says; before, it is the code page, where the claim is right.
    """
    with path.open("rb") as file:
        page = re.search(rb"\$DWGCODEPAGE\s+3\s+(?:ANSI_)?([\w-]+)", file.read(1 << 16))
        file.seek(0)
        return of_bytes(telling(file), page and page[1].decode("ascii", "ignore"), "$DWGCODEPAGE")


def telling(file: IO[bytes]) -> bytes:
    """The part of a file that tells its encoding: from the first byte beyond ASCII on, or its beginning."""
    beginning = file.read(3)
    if beginning == codecs.BOM_UTF8:
        return beginning
    chunk = beginning + file.read(_CHUNK)
    while chunk.isascii() and (following := file.read(_CHUNK)):
        chunk = following
    if chunk.isascii():
        return b""
    at = next(i for i in range(0, len(chunk), 256) if not chunk[i : i + 256].isascii())
    return chunk[at:] + file.read(_SAMPLE) if len(chunk) - at < _SAMPLE else chunk[at : at + _SAMPLE]


def _whole_letters(sample: bytes) -> bytes:
    """A .dbf cuts values at the width of the field, in UTF-8 often inside a letter: such halves prove nothing."""
    return b" ".join(_complete(value) for value in sample.split(b" ") if value.strip(b"\0"))


def _complete(value: bytes) -> bytes:
    for cut in (1, 2, 3):
        tail = value[-cut:]
        if len(tail) == cut and tail[0] >= 0xC0 and all(0x80 <= byte < 0xC0 for byte in tail[1:]):
            expected = 2 if tail[0] < 0xE0 else 3 if tail[0] < 0xF0 else 4
            return value[:-cut] if cut < expected else value
    return value


def _is_utf8(sample: bytes) -> bool:
    """Whether nearly all of it decodes: a field cut inside a letter makes one bad byte, another encoding thousands."""
    text = sample.decode("utf-8", "replace")
    return text.count("\ufffd") <= 0.02 * sum(letter >= "\x80" for letter in text)


def _is_thai(sample: bytes, high: int) -> bool:
    """Whether the high bytes are Thai letters in CP874 and stand together, as accented letters of Latin-1 do not."""
    thai = sum(0xA1 <= byte <= 0xDA or 0xDF <= byte <= 0xFB for byte in sample)
    joined = sum(one >= 0x80 and other >= 0x80 for one, other in pairwise(sample))
    return thai >= 0.9 * high and joined >= 0.5 * high


def _is_known(claim: str) -> bool:
    try:
        known(claim)
    except ImportRefused:
        return False
    return True


def _say(name: str, claimed: str | None, claimed_by: str, why: Text) -> Encoding:
    if claimed and claimed != name:
        return Encoding(
            name, th(f"{why.th} แม้ {claimed_by} ระบุ {claimed}") | en(f"{why.en}, though {claimed_by} says {claimed}")
        )
    if claimed:
        return Encoding(name, th(f"{claimed_by} ระบุ และ{why.th}") | en(f"{claimed_by} says so, and {why.en}"))
    return Encoding(name, why)
