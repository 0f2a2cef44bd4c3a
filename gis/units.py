"""How the units of the declarations are written, for people and for programs."""

from __future__ import annotations

from gis.text import Text, en, th

UNITS: dict[str, Text] = {
    "mm": th("มม.") | en("mm"),
    "m": th("ม.") | en("m"),
    "km": th("กม.") | en("km"),
    "in": th("นิ้ว") | en("in"),
    "m MSL": th("ม. (รทก.)") | en("m above sea level"),
    "m²": th("ตร.ม.") | en("m²"),
    "wah²": th("ตร.ว.") | en("square wah"),
    "m³": th("ลบ.ม.") | en("m³"),
    "m³/s": th("ลบ.ม./วินาที") | en("m³/s"),
    "m³/h": th("ลบ.ม./ชม.") | en("m³/h"),
    "m³/d": th("ลบ.ม./วัน") | en("m³/day"),
    "L": th("ลิตร") | en("L"),
    "L/min": th("ลิตร/นาที") | en("L/min"),
    "bar": th("บาร์") | en("bar"),
    "t": th("ตัน") | en("t"),
    "t/d": th("ตัน/วัน") | en("t/day"),
    "kg/d": th("กก./วัน") | en("kg/day"),
    "kg/rai": th("กก./ไร่") | en("kg/rai"),
    "W": th("วัตต์") | en("W"),
    "kW": th("กิโลวัตต์") | en("kW"),
    "kWp": th("กิโลวัตต์สูงสุด") | en("kWp"),
    "kWh": th("หน่วยไฟฟ้า") | en("kWh"),
    "kWh/month": th("หน่วยไฟฟ้า/เดือน") | en("kWh/month"),
    "Mbit/s": th("Mbit/s") | en("Mbit/s"),
    "baht": th("บาท") | en("baht"),
    "baht/wah²": th("บาท/ตร.ว.") | en("baht per square wah"),
    "person": th("คน") | en("people"),
    "household": th("ครัวเรือน") | en("households"),
    "bin": th("ใบ") | en("bins"),
    "year": th("ปี") | en("years"),
    "d": th("วัน") | en("days"),
    "%": th("%") | en("%"),
    "°": th("°") | en("°"),
}


def written(unit: str) -> Text:
    """A unit as its readers know it; one that is not listed is written as it is."""
    return UNITS.get(unit) or Text(unit, unit)


#: Units that the Unified Code for Units of Measure writes in another way. A wah is 2 m and a rai 1,600 m²; in braces
#: stands what is counted and no unit.
_UCUM = {
    "in": "[in_i]", "m MSL": "m{MSL}", "m²": "m2", "wah²": "4.m2", "m³": "m3", "m³/s": "m3/s", "m³/h": "m3/h",
    "m³/d": "m3/d", "kg/rai": "kg/(1600.m2)", "kWp": "kW{peak}", "kWh": "kW.h", "kWh/month": "kW.h/mo",
    "baht": "{baht}", "baht/wah²": "{baht}/(4.m2)", "person": "{person}", "household": "{household}", "bin": "{bin}",
    "year": "a", "°": "deg",
}  # fmt: skip


def ucum(unit: str) -> str:
    """A unit as the Unified Code for Units of Measure writes it, which programs read."""
    return _UCUM.get(unit, unit)
