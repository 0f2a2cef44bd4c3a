"""The form that QGIS shows for a layer: titles, widgets, rules and tabs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from gis.derive.qgis.rules import NO_RULE, Rule, rules
from gis.derive.qgis.symbology import OTHER
from gis.derive.qgis.xml import Value, option
from gis.registry import Attribute, Declaration, Registry
from gis.text import Text, en, th

MAIN_TAB = th("ข้อมูล") | en("Record")
PERSONAL_TAB = th("ข้อมูลส่วนบุคคล") | en("Personal data")
SYSTEM_TAB = th("ระบบ") | en("System")

_STAMP_TITLES = {
    "id": th("รหัสในระบบ") | en("Number"),
    "uid": th("รหัสถาวร") | en("Permanent identifier"),
    "version": th("ครั้งที่แก้ไข") | en("Version"),
    "based_on": th("แก้จากครั้งที่") | en("Based on version"),
    "created_at": th("สร้างเมื่อ") | en("Created"),
    "created_by": th("สร้างโดย") | en("Created by"),
    "updated_at": th("แก้ไขล่าสุดเมื่อ") | en("Last changed"),
    "updated_by": th("แก้ไขล่าสุดโดย") | en("Last changed by"),
    "changeset_id": th("ชุดการแก้ไข") | en("Changeset"),
}
#: What a planner wants to see of a record's life, read-only; the other stamps are hidden.
_SHOWN_STAMPS = ("id", "version", "updated_at", "updated_by")
_MOMENT: Mapping[str, Value] = {
    "display_format": "dd/MM/yyyy HH:mm", "field_format": "yyyy-MM-dd HH:mm:ss", "calendar_popup": True,
    "allow_null": True,
}  # fmt: skip
#: What a value map holds for "no value", QGIS's own spelling (QgsValueMapFieldFormatter::NULL_VALUE).
_VALUE_MAP_NULL = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"


@dataclass(frozen=True, slots=True)
class Widget:
    """How one column is edited: QGIS's widget type and its settings."""

    type: str
    settings: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of the table as the form treats it."""

    name: str
    title: Text
    tab: Text | None
    widget: Widget
    editable: bool = True
    default: str = ""
    on_update: bool = False
    rule: Rule = NO_RULE


def entries(declaration: Declaration, registry: Registry, columns: Iterable[str]) -> list[Entry]:
    """Every column in the order of the table. A column with no ``tab`` is on no form."""
    present = [name for name in columns if name != "geom"]
    fields = [name for name in present if name in declaration.attribute_names]
    return [
        _attribute_entry(declaration, declaration[name], registry) if name in fields else _stamp_entry(name, fields)
        for name in present
    ]


def _attribute_entry(declaration: Declaration, attribute: Attribute, registry: Registry) -> Entry:
    return Entry(
        name=attribute.name,
        title=attribute.words.title,
        tab=PERSONAL_TAB if attribute.personal else MAIN_TAB,
        widget=widget(attribute, registry),
        default=_default(attribute),
        rule=rules(declaration, attribute),
    )


def _stamp_entry(name: str, fields: list[str]) -> Entry:
    if name == "based_on":
        return Entry(
            name, _STAMP_TITLES[name], SYSTEM_TAB, Widget("Hidden", {}), default=base_version(fields), on_update=True
        )  # fmt: skip
    title = _STAMP_TITLES.get(name) or th(name) | en(name)
    if name not in _SHOWN_STAMPS:
        return Entry(name, title, None, Widget("Hidden", {}), editable=False)
    # text also for moments: a calendar cannot hold the "now()" that stands in a new record, and would refuse it
    return Entry(name, title, SYSTEM_TAB, Widget("TextEdit", {"IsMultiline": False}), editable=False)


def base_version(fields: Iterable[str]) -> str:
    """The expression, applied on update, by which QGIS says which version an edit began from.

    QGIS sends only the columns that changed, and so sends ``based_on`` with every change of attribute or geometry.
    Plain ``"version"`` is read when OK is pressed, which misses what another person saved while the form was open.
    Naming the fields makes the form read it from the record as it was opened, ``coalesce`` keeps the first base of
    several edits between two saves. The hidden field must therefore stand on the form.
    """
    named = ", ".join(f'"{name}"' for name in fields)
    return f'if(false, array({named}), coalesce("based_on", "version"))'


def _default(attribute: Attribute) -> str:
    """The column's default where it is a literal; SQL's and QGIS's literals are spelled alike.

    QGIS would show the database's own default as text, ``'on'::text``, and choose no entry of the value list.
    """
    default = attribute.default or ""
    literal = default.startswith("'") or default in ("true", "false") or default.lstrip("-").replace(".", "").isdigit()
    return default if literal else ""


def widget(attribute: Attribute, registry: Registry) -> Widget:
    """The widget that offers what the field may hold: a list of codes, rows of another layer, a range, a calendar."""
    words, optional = attribute.words, not attribute.required
    suffix = {"Suffix": f" {words.unit}"} if words.unit else {}
    match attribute.kind:
        case "code":
            return Widget("ValueMap", {"map": _value_map(attribute)})
        case "codes":
            return Widget("List", {})
        case "ref":
            return Widget("ValueRelation", _value_relation(words.ref or "", registry, optional=optional))
        case "boolean":
            return Widget("CheckBox", {"AllowNullState": optional, "TextDisplayMethod": 0})
        case "date":
            return Widget("DateTime", {**_MOMENT, "display_format": "dd/MM/yyyy", "field_format": "yyyy-MM-dd"})
        case "datetime":
            return Widget("DateTime", _MOMENT)
        case "integer" | "number" | "decimal" if words.between is not None:
            low, high = words.between
            whole = attribute.kind == "integer"
            places = 0 if whole else 2 if attribute.places is None else attribute.places
            return Widget(
                "Range",
                {
                    "Min": int(low) if whole else float(low), "Max": int(high) if whole else float(high),
                    "Step": 1 if whole else 10.0**-places, "Precision": places, "Style": "SpinBox",
                    "AllowNull": optional, **suffix,
                },
            )  # fmt: skip
        case _:
            return Widget("TextEdit", {"IsMultiline": False, "UseHtml": False})


def _value_map(attribute: Attribute) -> list[Value]:
    codes: list[Value] = [{code.label.th: code.value} for code in attribute.codelist or ()]
    return codes if attribute.required else [*codes, {OTHER.th: _VALUE_MAP_NULL}]


def _value_relation(name: str, registry: Registry, *, optional: bool) -> dict[str, Value]:
    """QGIS finds the referenced layer in the project by its name, and offers to load it where it is not there."""
    referenced = registry[name]
    column = " (geom)" if referenced.geometry is not None else ""
    return {
        "Layer": f"takeed_{name}", "LayerName": name, "LayerProviderName": "postgres",
        "LayerSource": f"key='id' table=\"core\".\"{name}\"{column}",
        "Key": "id", "Value": label_field(referenced), "AllowNull": optional, "AllowMulti": False,
        "OrderByValue": True, "UseCompleter": False, "FilterExpression": "", "NofColumns": 1,
    }  # fmt: skip


def label_field(declaration: Declaration) -> str:
    """The field a person knows a row by: its label on the map, its key, what is searched, its first text; or ``id``."""
    layer = declaration.layer
    texts = [a.name for a in declaration.attributes if a.kind == "text"]
    wanted = (layer.style.label if layer.style else None, layer.key, *layer.search, *texts)
    return next((name for name in wanted if name and not declaration[name].personal), "id")


def configuration(columns: list[Entry]) -> list[Element]:
    """The elements of the style file that say how each column is named, edited, defaulted and constrained."""
    fields, aliases, defaults = Element("fieldConfiguration"), Element("aliases"), Element("defaults")
    constraints, expressions = Element("constraints"), Element("constraintExpressions")
    editable, table = Element("editable"), Element("attributetableconfig")
    listed = SubElement(table, "columns")
    for index, entry in enumerate(columns):
        field = SubElement(fields, "field", name=entry.name)
        edit = SubElement(field, "editWidget", type=entry.widget.type)
        SubElement(edit, "config").append(option(entry.widget.settings))
        SubElement(aliases, "alias", field=entry.name, index=str(index), name=str(entry.title))
        SubElement(
            defaults, "default", field=entry.name, expression=entry.default, applyOnUpdate=str(int(entry.on_update))
        )
        rule = entry.rule
        SubElement(
            constraints, "constraint", field=entry.name, constraints=str(rule.flags),
            notnull_strength=str(int(rule.required)), unique_strength=str(int(rule.unique)),
            exp_strength=str(int(bool(rule.expression))),
        )  # fmt: skip
        SubElement(expressions, "constraint", field=entry.name, exp=rule.expression, desc=str(rule.say or ""))
        SubElement(editable, "field", name=entry.name, editable=str(int(entry.editable)))
        SubElement(
            listed,
            "column",
            type="field",
            name=entry.name,
            hidden=str(int(entry.tab in (None, SYSTEM_TAB))),
            width="-1",
        )
    return [fields, aliases, defaults, constraints, expressions, table, *_tabs(columns), editable]


def _tabs(columns: list[Entry]) -> list[Element]:
    layout, form = Element("editorlayout"), Element("attributeEditorForm")
    layout.text = "tablayout"
    for tab in (MAIN_TAB, PERSONAL_TAB, SYSTEM_TAB):
        inside = [(index, entry) for index, entry in enumerate(columns) if entry.tab == tab]
        if not inside:
            continue
        # 3.22 knows a tab by groupBox="0", 3.40 by its type
        container = SubElement(
            form, "attributeEditorContainer", name=str(tab), type="Tab", groupBox="0", showLabel="1", collapsed="0",
            columnCount="1", visibilityExpressionEnabled="0",
        )  # fmt: skip
        for index, entry in inside:
            SubElement(container, "attributeEditorField", name=entry.name, index=str(index), showLabel="1")
    return [layout, form]
