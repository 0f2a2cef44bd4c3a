"""Checks: one constraint a field, with the sentence a person reads when a value breaks it.

The constraint is the truth. A row trigger, which runs only for a row that would break one, says the sentence
first, because PostgreSQL's own message is English and its DETAIL prints the whole row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gis.declare import GeometryKind
from gis.registry import Attribute, Declaration, Registry
from gis.text import Text, en, th

#: The whole earth in EPSG:4326. A point's bounds are compared as numbers, because PostgreSQL orders NaN above all
#: of them, while the box operator lets NaN pass; of other shapes ST_IsValid refuses NaN.
_EARTH = "ST_MakeEnvelope(-180, -90, 180, 90, 4326)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint: its ``name``, its condition with ``{}`` before each column, and what it says when broken."""

    name: str
    condition: str
    say: Text

    def on(self, prefix: str) -> str:
        """The condition with every column prefixed, as in ``new.``."""
        return self.condition.replace("{}", prefix)


def rules(declaration: Declaration) -> tuple[Rule, ...]:
    """Every check of a layer, fields in order, then the geometry, then the rules between fields."""
    return (*_field_rules(declaration), *_geometry_rules(declaration), *_rules_between(declaration))


def _field_rules(declaration: Declaration) -> Iterator[Rule]:
    for attribute in declaration.attributes:
        found = list(_conditions(attribute))
        if found:
            title = attribute.words.title
            yield Rule(
                f"{declaration.name}_{attribute.name}_check",
                " and ".join(condition for condition, _ in found),
                th(f"{title.th}: " + " และ".join(say.th for _, say in found))
                | en(f"{title.en}: " + " and ".join(say.en for _, say in found)),
            )


def _conditions(attribute: Attribute) -> Iterator[tuple[str, Text]]:
    column, words = "{}" + attribute.name, attribute.words
    if attribute.codelist is not None:
        codes = ", ".join(f"'{code}'" for code in attribute.codelist.codes())
        inside = f"<@ array[{codes}]::text[]" if attribute.kind == "codes" else f"in ({codes})"
        labels = ", ".join(f"{c.value} ({c.label.th})" for c in attribute.codelist)
        yield f"{column} {inside}", th(f"ต้องเป็นหนึ่งใน {labels}") | en(f"must be one of {codes.replace(chr(39), '')}")
    elif attribute.kind == "text" and words.pattern is None:
        yield f"{column} ~ '\\S'", th("ต้องไม่เป็นข้อความว่าง") | en("must not be blank")
    if words.between is not None:
        low, high = (f"{bound:g}" if abs(bound) < 1e6 else repr(bound) for bound in words.between)
        unit = f" {words.unit}" if words.unit else ""
        yield (
            f"{column} between {low} and {high}",
            th(f"ต้องอยู่ระหว่าง {low} ถึง {high}{unit}") | en(f"must be between {low} and {high}{unit}"),
        )
    if words.pattern is not None:
        escaped = words.pattern.replace("'", "''")
        yield (
            f"{column} ~ '^(?:{escaped})$'",
            th(f"ต้องตรงตามรูปแบบ {words.pattern}") | en(f"must match the pattern {words.pattern}"),
        )
    if words.past:
        day = "current_date" if attribute.kind == "date" else "(now() + interval '1 day')"
        yield f"{column} <= {day}", th("ต้องไม่เป็นวันในอนาคต") | en("must not be in the future")


def _geometry_rules(declaration: Declaration) -> Iterator[Rule]:
    if declaration.geometry is None:
        return
    if declaration.geometry.kind is GeometryKind.POINT:
        condition = "not ST_IsEmpty({}geom) and ST_X({}geom) between -180 and 180 and ST_Y({}geom) between -90 and 90"
    else:
        condition = f"not ST_IsEmpty({{}}geom) and {{}}geom @ {_EARTH} and ST_IsValid({{}}geom)"
    yield Rule(
        f"{declaration.name}_geom_check",
        condition,
        th("รูปร่างบนแผนที่ไม่ถูกต้อง: ต้องไม่ว่าง ไม่ตัดกันเอง และพิกัดต้องอยู่ในช่วงลองจิจูด ±180 ละติจูด ±90")
        | en("The shape is not valid: not empty, not crossing itself, longitude within ±180 and latitude within ±90"),
    )


def _rules_between(declaration: Declaration) -> Iterator[Rule]:
    for check in declaration.layer.checks:
        name = f"{declaration.name}_{check.low}_{check.high}_check"
        yield Rule(name, f"{{}}{check.low} <= {{}}{check.high}", check.say)


def refuse_trigger(declaration: Declaration, owner: str) -> str:
    """The trigger that says the sentence; evaluated for every row, entered only by one that breaks a rule.

    The owner's bulk import checks its rows set by set, so for it the constraints alone stand guard.
    """
    name = declaration.name
    holds = [f"coalesce({rule.on('new.')}, true)" for rule in rules(declaration)]
    required = [a.name for a in declaration.attributes if a.required]
    if declaration.geometry is not None and declaration.geometry.required:
        required.append("geom")
    holds += [f"new.{column} is not null" for column in required]
    if not holds:
        holds = ["true"]
    return (
        f"create trigger b_refuse before insert or update on core.{name} for each row"
        f" when (current_user <> '{owner}' and not ({' and '.join(holds)})) execute function gis.refuse()"
    )


def show(declaration: Declaration, registry: Registry) -> str:
    """The constraints of a layer and what each says."""
    return "\n".join(f"{rule.name}\n  {rule.on('')}\n  {rule.say}" for rule in rules(declaration))
