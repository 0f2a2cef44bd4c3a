"""The rules of a field as QGIS checks them while a person types, with the sentence it shows.

The database checks the same rules again; these are here so that nobody has to press save to learn of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gis.registry import Attribute, Declaration
from gis.text import Text, en, th


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must satisfy: a QGIS ``expression``, and ``say`` for when it does not."""

    required: bool = False
    unique: bool = False
    expression: str = ""
    say: Text | None = None

    @property
    def flags(self) -> int:
        """QgsFieldConstraints::Constraint: 1 not null, 2 unique, 4 expression."""
        return self.required + 2 * self.unique + 4 * bool(self.expression)


NO_RULE = Rule()


def rules(declaration: Declaration, attribute: Attribute) -> Rule:
    """Every rule of one field, joined; the layer's pair checks are shown at the field that must be the higher."""
    words, name = attribute.words, f'"{attribute.name}"'
    told: list[tuple[str, Text]] = []
    if words.between is not None:
        low, high = (f"{bound:g}" if abs(bound) < 1e6 else f"{bound:.0f}" for bound in words.between)
        unit = f" {words.unit}" if words.unit else ""
        # no BETWEEN: QGIS 3.22 does not know it
        told.append((f"({name} >= {low} AND {name} <= {high})", _range(low, high, unit)))
    if words.pattern is not None:
        told.append(
            (
                f"regexp_match({name}, {quoted(f'^(?:{words.pattern})$')}) > 0",
                th("รูปแบบไม่ถูกต้อง") | en(f"Does not have the form {words.pattern}"),
            )
        )
    if words.past:
        told.append((f"{name} <= now()", th("ต้องไม่เป็นวันในอนาคต") | en("Must not lie in the future")))
    if attribute.kind == "codes" and attribute.codelist:
        codes = ", ".join(quoted(code.value) for code in attribute.codelist)
        labels = ", ".join(f"{code.value} = {code.label.th}" for code in attribute.codelist)
        told.append((f"array_all(array({codes}), {name})", th(f"เลือกจาก {labels}") | en("Codes of the list only")))
    # a rule says nothing of a field that is not filled in
    checked = [(f"({name} IS NULL OR {expression})", say) for expression, say in told]
    for check in declaration.layer.checks:
        if check.high == attribute.name:
            low_name = f'"{check.low}"'
            checked.append((f"({low_name} IS NULL OR {name} IS NULL OR {low_name} <= {name})", check.say))
    if attribute.required:
        # beside QGIS's own not-null mark, whose sentence is not ours to word
        checked.insert(0, (f"{name} IS NOT NULL", th("ต้องกรอก") | en("Required")))
    if not checked:
        return Rule(attribute.required, words.unique)
    say = Text("; ".join(s.th for _, s in checked), "; ".join(s.en for _, s in checked))
    return Rule(attribute.required, words.unique, " AND ".join(expression for expression, _ in checked), say)


def _range(low: str, high: str, unit: str) -> Text:
    return th(f"ต้องอยู่ระหว่าง {low} ถึง {high}{unit}") | en(f"From {low} to {high}{unit}")


def quoted(text: str) -> str:
    """A string literal of QGIS's expressions, where the backslash escapes as well."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
