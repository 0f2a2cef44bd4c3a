"""What a load says when it is done: a table for people, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from etl.load import Report


def as_json(report: Report) -> str:
    """The report as one JSON object; every sentence in both languages."""
    plain = {key: value for key, value in asdict(report).items() if key not in ("reasons", "notes", "encoding")}
    plain["encoding"] = {"name": report.encoding.name, **_both(report.encoding.why)}
    plain["notes"] = [_both(note) for note in report.notes]
    plain["reasons"] = [
        {"field": reason.field, "rows": rows, "examples": examples, **_both(reason.say)}
        for reason, rows, examples in report.reasons
    ]
    return json.dumps(plain, ensure_ascii=False)


def _both(text: object) -> dict[str, str]:
    return {"th": getattr(text, "th", ""), "en": getattr(text, "en", "")}


def show(report: Report, console: Console) -> None:
    """Print the report in Thai."""
    tried = "" if report.kept else " (ทดลองเท่านั้น ไม่ได้บันทึก)"
    table = Table(title=f"นำเข้า {report.file} → {report.layer}{tried}", show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column()
    for name, rows in (
        ("อ่านได้", report.read), ("เพิ่มใหม่", report.new), ("แก้ไข", report.changed),
        ("เหมือนเดิม", report.same), ("ซ่อมรูปร่าง", report.repaired), ("ไม่รับ (พักไว้ตรวจ)", report.rejected),
    ):  # fmt: skip
        table.add_row(name, f"{rows:,} แถว")
    table.add_row("การเข้ารหัสอักขระ", f"{report.encoding.name}: {report.encoding.why.th}")
    if report.crs:
        accuracy = "" if report.accuracy_m is None else f" คลาดเคลื่อนไม่เกิน {report.accuracy_m:g} ม."
        table.add_row("ระบบพิกัด", report.crs + (f" แปลงด้วย {report.operation}{accuracy}" if report.operation else ""))
    matched = ", ".join(f"{column} → {name}" for name, column in report.columns.items())
    table.add_row("คอลัมน์ที่ใช้", matched or "-")
    if report.unused:
        table.add_row("คอลัมน์ที่ไม่ใช้", ", ".join(report.unused))
    for note in report.notes:
        table.add_row("ข้อสังเกต", note.th)
    table.add_row("ใช้เวลา", f"{report.seconds:.2f} วินาที")
    console.print(table)
    if report.reasons:
        reasons = Table(title="เหตุที่ไม่รับ", title_justify="left")
        for title in ("ฟิลด์", "เหตุ", "แถว", "ตัวอย่าง"):
            reasons.add_column(title)
        for reason, rows, examples in report.reasons:
            reasons.add_row(reason.field, reason.say.th, f"{rows:,}", " · ".join(example[:40] for example in examples))
        console.print(reasons)
