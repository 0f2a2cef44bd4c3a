"""Random filters: chosen rows are those an evaluation in Python chooses, and whatever else is sent is answered."""

from __future__ import annotations

import json
from typing import Any

import cql2
import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from api.ogc.cql2.text import parse
from tests.api.cql2.conftest import LAMPS, Ask, request

Node = Any
#: What a row of the lamps says; heights are compared as numbers.
ROWS = [
    {
        "id": n, "status": status, "watt": watt, "height_m": height and float(height), "light_no": name,
        "installed_on": day,
    }
    for n, status, watt, height, day, name in LAMPS
]  # fmt: skip

_words = st.sampled_from(["on", "off", "x10", "it's", "Café", "บ้านใหม่", "", "50%_off", "';--", '"', "a\\b"])
_numbers = st.one_of(st.integers(-5, 120), st.sampled_from([1.5, 2.5, 10.0, 0.25]))
_days = st.integers(1, 12).map(lambda n: {"date": f"2020-01-{n:02}"})
_texts = st.one_of(_words, st.sampled_from(["status", "light_no"]).map(lambda name: {"property": name}))
_quantities = st.one_of(_numbers, st.sampled_from(["id", "watt", "height_m"]).map(lambda name: {"property": name}))
_dates = st.one_of(_days, st.just({"property": "installed_on"}))
_fields = st.sampled_from(list(ROWS[0])).map(lambda name: {"property": name})


def _operation(name: st.SearchStrategy[str], *arguments: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(lambda op, *args: {"op": op, "args": list(args)}, name, *arguments)


_compared = st.one_of(
    _operation(st.sampled_from(["=", "<>"]), _texts, _texts),
    _operation(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _quantities, _quantities),
    _operation(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _dates, _dates),
    _operation(st.just("between"), _quantities, _quantities, _quantities),
    _operation(st.just("in"), _texts, st.lists(_texts, min_size=1, max_size=4)),
    _operation(st.just("in"), _quantities, st.lists(_quantities, min_size=1, max_size=4)),
    _operation(st.just("isNull"), _fields),
    st.booleans(),
)
FILTERS = st.recursive(
    _compared,
    lambda inner: st.one_of(
        _operation(st.just("not"), inner),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=8,
)  # fmt: skip


def value(node: Node, row: dict[str, Any]) -> Any:
    """What a filter is of a row, by the logic of three values: None is unknown."""
    if not isinstance(node, dict):
        return node
    if "property" in node:
        return row[node["property"]]
    if "date" in node:
        return node["date"]
    op = node["op"]
    if op == "in":
        return _any([value({"op": "=", "args": [node["args"][0], each]}, row) for each in node["args"][1]])
    told = [value(each, row) for each in node["args"]]
    match op:
        case "not":
            return None if told[0] is None else not told[0]
        case "and":
            return None if (found := _any([None if each is None else not each for each in told])) is None else not found
        case "or":
            return _any(told)
        case "isNull":
            return told[0] is None
        case "between":
            low, high = ({"op": "<=", "args": pair} for pair in (told[1::-1], told[::2]))
            return value({"op": "and", "args": [low, high]}, row)
    if None in told:
        return None
    a, b = told
    return {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op] if _ordered(op) else (
        a == b if op == "=" else a != b
    )  # fmt: skip


def _ordered(op: str) -> bool:
    return op not in ("=", "<>")


def _any(told: list[Any]) -> Any:
    return True if True in told else None if None in told else False


def written(node: Node) -> str:
    """A filter in CQL2 text, with more brackets than anybody writes."""
    if isinstance(node, bool):
        return str(node).upper()
    if isinstance(node, str):
        return "'" + node.replace("'", "''") + "'"
    if not isinstance(node, dict):
        return repr(node)
    if "property" in node:
        return f'"{node["property"]}"'
    if "date" in node:
        return f"DATE('{node['date']}')"
    op, args = node["op"], node["args"]
    match op:
        case "in":
            return f"{written(args[0])} IN ({', '.join(written(each) for each in args[1])})"
        case "not":
            return f"NOT ({written(args[0])})"
        case "and" | "or":
            return f" {op} ".join(f"({written(each)})" for each in args)
        case "isNull":
            return f"{written(args[0])} IS NULL"
        case "between":
            return f"{written(args[0])} BETWEEN {written(args[1])} AND {written(args[2])}"
    return f"{written(args[0])} {op} {written(args[1])}"


@settings(max_examples=150, deadline=None)
@given(FILTERS)
def test_the_rows_chosen_are_those_python_chooses(ask: Ask, node: Node) -> None:
    meant = [row["id"] for row in ROWS if value(node, row) is True]
    assert ask("streetlight", node) == meant
    assert ask("streetlight", written(node)) == meant


def _flat(node: Node) -> Node:
    """A filter whose numbers are all of one type, and without an AND inside an AND, which the other reader joins."""
    if isinstance(node, list):
        return [_flat(each) for each in node]
    if isinstance(node, int | float) and not isinstance(node, bool):
        return float(node)
    if not isinstance(node, dict) or "op" not in node:
        return node
    args = [_flat(each) for each in node["args"]]
    if node["op"] in ("and", "or"):
        args = [
            x
            for each in args
            for x in (each["args"] if isinstance(each, dict) and each.get("op") == node["op"] else [each])
        ]
    return {"op": node["op"], "args": args}


@settings(max_examples=300, deadline=None)
@given(FILTERS)
def test_a_reader_by_other_hands_reads_the_same(node: Node) -> None:
    text = written(node)
    assert _flat(parse(text)) == _flat(node) == _flat(cql2.parse_text(text).to_json())


_leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), _days, _fields,
    st.sampled_from([
        {"property": "geometry"}, {"property": "x"}, {"bbox": [99, 15, 100, 17]}, {"interval": ["..", ".."]},
        {"type": "Point", "coordinates": [99.9, 16]}, {"timestamp": "2026-01-01T00:00:00Z"}, {"date": "0001-01-01"},
        {"type": "Point", "coordinates": [1e8, -1e8]}, {"timestamp": "0001-01-01T00:00:00+14:00"},
    ]),
)  # fmt: skip
_names = st.sampled_from(
    ["=", "<", "and", "or", "not", "like", "in", "between", "isNull", "+", "-", "*", "/", "^", "%", "div", "casei",
     "accenti", "s_intersects", "s_within", "s_touches", "t_after", "t_during", "t_equals", "a_contains", "x"],
)  # fmt: skip
WILD = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(lambda op, args: {"op": op, "args": args}, _names, st.lists(inner, max_size=3)),
        st.lists(inner, max_size=3),
    ),
    max_leaves=10,
)
#: Reckoning that goes wherever numbers go.
RECKONED = st.recursive(
    st.one_of(_quantities, st.sampled_from([0, 1e300, -1e300, 1e-300, 0.5, -3, 10**18])),
    lambda inner: st.builds(
        lambda op, a, b: {"op": op, "args": [a, b]},
        st.sampled_from(["+", "-", "*", "/", "^", "%", "div"]),
        inner,
        inner,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(WILD)
def test_whatever_is_sent_as_json_is_answered_or_refused(visitor: httpx.Client, node: Node) -> None:
    told = json.loads(json.dumps(node, default=str).replace("NaN", "0").replace("Infinity", "0"))
    answer = request(visitor, "streetlight", [told] if isinstance(told, str) else told)
    assert answer.status_code in (200, 400), answer.text


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(
    ["watt", "=", "10", "'off'", "status", "and", "not", "(", ")", ",", "in", "like", "between", "+", "-", "*", "^",
     "is", "null", "POINT(", "DATE(", "INTERVAL(", "BBOX(", "'", '"', "casei(", "s_intersects(", "geometry", ";", "--"]
), max_size=12).map(" ".join)))  # fmt: skip
def test_whatever_is_sent_as_text_is_answered_or_refused(visitor: httpx.Client, told: str) -> None:
    answer = request(visitor, "streetlight", told)
    assert answer.status_code in (200, 400), answer.text


@settings(max_examples=200, deadline=None)
@given(RECKONED)
def test_no_reckoning_fails(visitor: httpx.Client, node: Node) -> None:
    for told in ({"op": ">", "args": [node, 0]}, {"op": "=", "args": [{"property": "watt"}, node]}):
        assert request(visitor, "streetlight", told).status_code == 200
