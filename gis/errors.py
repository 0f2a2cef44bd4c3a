"""Every error once: its status, its slug, and the sentence the public sees in both languages."""

from __future__ import annotations

from typing import ClassVar

from gis.text import Text, en, th


class TakeedError(Exception):
    """An error that a person can act on. ``sentence`` says what is wrong and what to do, in Thai and English.

    ``detail`` may name a field, a layer or a file the caller gave; never SQL, a path of the server or a
    personal value.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[Text] = th("ระบบขัดข้อง กรุณาลองใหม่หรือติดต่อเจ้าหน้าที่") | en(
        "The system failed. Try again, or tell the office."
    )

    def __init__(self, sentence: Text | None = None) -> None:
        self.sentence = sentence or self.title
        super().__init__(str(self.sentence))


class BadRequest(TakeedError):
    """The request cannot be understood as it is written."""

    status, slug = 400, "bad-request"
    title = th("คำขอไม่ถูกต้อง") | en("The request is not right.")


class NotSignedIn(TakeedError):
    status, slug = 401, "not-signed-in"
    title = th("กรุณาเข้าสู่ระบบ") | en("Sign in first.")


class Forbidden(TakeedError):
    status, slug = 403, "forbidden"
    title = th("บัญชีนี้ไม่มีสิทธิ์ทำรายการนี้") | en("This account may not do this.")


class NotFound(TakeedError):
    status, slug = 404, "not-found"
    title = th("ไม่พบสิ่งที่ขอ") | en("There is nothing here by that name.")


class ReadOnly(TakeedError):
    status, slug = 405, "read-only"
    title = th("ชั้นข้อมูลนี้อ่านได้อย่างเดียว") | en("This layer can only be read.")


class Conflict(TakeedError):
    status, slug = 409, "conflict"
    title = th("ข้อมูลขัดกับที่มีอยู่แล้ว") | en("This contradicts what is already there.")


class ChangedMeanwhile(TakeedError):
    """The record is not what the sender's ``If-Match`` says it is."""

    status, slug = 412, "changed-meanwhile"
    title = th("ระเบียนนี้ถูกแก้ไขหลังจากที่ท่านอ่าน กรุณาอ่านใหม่แล้วจึงแก้") | en(
        "The record was changed after you read it. Read it again, then change it."
    )


class TooLarge(TakeedError):
    status, slug = 413, "too-large"
    title = th("ข้อมูลที่ส่งมาใหญ่เกินกำหนด") | en("What was sent is larger than allowed.")


class UnsupportedMedia(TakeedError):
    """A body of a kind that is not read here; ``accepted`` are those that are, ``header`` where a client looks."""

    status, slug = 415, "unsupported-media"
    title = th("ไม่รับเนื้อหาชนิดนี้") | en("A body of this kind is not taken here.")

    def __init__(self, accepted: tuple[str, ...], header: str) -> None:
        self.accepted, self.header = accepted, header
        known = ", ".join(accepted)
        super().__init__(
            th(f"ไม่รับเนื้อหาชนิดนี้ ให้ส่ง Content-Type เป็น {known}")
            | en(f"A body of this kind is not taken here. Send Content-Type {known}.")
        )


class Invalid(TakeedError):
    """A value breaks a rule of its field."""

    status, slug = 422, "invalid"
    title = th("ค่าที่ส่งมาไม่ผ่านการตรวจสอบ") | en("A value breaks a rule of its field.")


class TooManyTries(TakeedError):
    status, slug = 429, "too-many-tries"
    title = th("ใส่รหัสผ่านผิดหลายครั้ง กรุณารอ 5 นาทีแล้วลองใหม่") | en(
        "Too many wrong passwords. Wait five minutes and try again."
    )


class OverBudget(TakeedError):
    """Whoever asks has had more of the database's time than is theirs; ``wait_s`` is when there is some again."""

    status, slug = 429, "over-budget"
    title = th("ใช้งานฐานข้อมูลเกินส่วนแบ่ง กรุณารอสักครู่") | en("That was more than your share of the database. Wait a little.")

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(
            th(f"ใช้เวลาฐานข้อมูลเกินส่วนแบ่ง รอ {wait_s} วินาทีแล้วลองใหม่ ขอพื้นที่เล็กลงหรือขอทีละน้อย")
            | en(
                f"Your requests took more than your share of the database's time. Try again in {wait_s} seconds,"
                " and ask for smaller areas or shorter pages."
            )
        )


class TooManyJobs(TakeedError):
    status, slug = 429, "too-many-jobs"
    title = th("มีงานค้างอยู่มากแล้ว กรุณารอให้เสร็จ") | en("Too many jobs are waiting already. Let some finish.")


class Busy(TakeedError):
    status, slug = 503, "busy"
    title = th("ฐานข้อมูลไม่พร้อมใช้งานชั่วคราว กรุณาลองใหม่") | en("The database is not ready. Try again shortly.")


class TookTooLong(TakeedError):
    status, slug = 504, "took-too-long"
    title = th("คำขอใช้เวลานานเกินไป กรุณาขอพื้นที่เล็กลง") | en("That took too long. Ask for a smaller area.")


class SetupError(TakeedError):
    """A step of setting up or starting failed; the sentence says which, why, and what to do."""

    slug = "setup"


class ImportRefused(TakeedError):
    """A delivery was not loaded; nothing of the layer was changed."""

    status, slug = 422, "import-refused"


class DeclarationError(TakeedError):
    """Layer files with mistakes, all of them at once."""

    slug = "declaration"

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        listed = "\n  ".join(mistakes)
        super().__init__(th(f"ไฟล์ชั้นข้อมูลมีข้อผิดพลาด\n  {listed}") | en(f"Mistakes in layer files:\n  {listed}"))


#: SQLSTATE (or its class) → error; see ``from_sqlstate``.
_BY_SQLSTATE: dict[str, type[TakeedError]] = {
    "23505": Conflict, "23503": Conflict, "23P01": Conflict, "23502": Invalid, "23514": Invalid, "22": Invalid,
    "42501": Forbidden, "25006": ReadOnly, "57014": TookTooLong, "08": Busy, "40": Busy, "53": Busy, "57P": Busy,
    "55P03": Busy,
}  # fmt: skip


def from_sqlstate(code: str | None) -> type[TakeedError]:
    """The error class for a SQLSTATE, by the whole code first, then its class; ``TakeedError`` for any other."""
    if not code:
        return TakeedError
    return next((_BY_SQLSTATE[code[:n]] for n in (5, 3, 2) if code[:n] in _BY_SQLSTATE), TakeedError)
