"""Invented names for places and people, put together from words that village names are made of."""

from __future__ import annotations

import numpy as np

from gis.text import Text, en, th

_HEADS = (
    ("หนอง", "Nong"), ("ดอน", "Don"), ("โคก", "Khok"), ("ท่า", "Tha"), ("วัง", "Wang"), ("คลอง", "Khlong"),
    ("บึง", "Bueng"), ("เนิน", "Noen"), ("ไร่", "Rai"), ("หัว", "Hua"), ("เกาะ", "Ko"), ("ทุ่ง", "Thung"),
)  # fmt: skip
_TAILS = (
    ("น้อย", "Noi"), ("ใหญ่", "Yai"), ("ตาลเดี่ยว", "Tan Diao"), ("มะขามคู่", "Makham Khu"), ("สะแกงาม", "Sakae Ngam"),
    ("ไผ่ล้อม", "Phai Lom"), ("กระทุ่มทอง", "Krathum Thong"), ("บัวขาว", "Bua Khao"), ("จิกยาว", "Chik Yao"),
    ("ทรายมูล", "Sai Mun"), ("ปลาแดง", "Pla Daeng"), ("ยางสูง", "Yang Sung"), ("ตะเคียนเอน", "Takhian En"),
    ("หญ้าคา", "Ya Kha"), ("ข้าวเม่า", "Khao Mao"), ("ตะแบกบาน", "Tabaek Ban"), ("หว้าเย็น", "Wa Yen"),
    ("นกเอี้ยง", "Nok Iang"), ("พลับพลึง", "Phlapphlueng"), ("ชะอมหวาน", "Cha-om Wan"),
)  # fmt: skip


def place_names(chance: np.random.Generator, count: int) -> list[Text]:
    """Different names of villages without the word for village, such as หนองบัวขาว | Nong Bua Khao; at most 20."""
    heads = chance.integers(0, len(_HEADS), count)
    tails = chance.permutation(len(_TAILS))[:count]
    return [
        th(_HEADS[h][0] + _TAILS[t][0]) | en(f"{_HEADS[h][1]} {_TAILS[t][1]}")
        for h, t in zip(heads, tails, strict=True)
    ]


def people(start: int, count: int) -> list[str]:
    """Names that are plainly nobody's: นาย/นางสาว ตัวอย่าง ลำดับที่ N."""
    return [f"{'นาย' if n % 2 else 'นางสาว'}ตัวอย่าง ลำดับที่ {n}" for n in range(start + 1, start + count + 1)]


def phones(start: int, count: int) -> list[str]:
    """Ten-digit numbers of a block that no operator hands out (000-…)."""
    return [f"000{n % 10_000_000:07d}" for n in range(start + 1, start + count + 1)]
