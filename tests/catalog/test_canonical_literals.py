"""Literals are spelled as a server prints the values of their types."""

import json
from datetime import datetime

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ddllint.catalog.canonical.literals import (
    normal_boolean,
    normal_literal,
    normal_number,
    number_of,
)

Text = SearchStrategy[str]

_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_COUNTS = st.integers(-50, 50)
_UNITS = st.sampled_from(["year", "years", "mon", "months", "week", "day", "days", "hours"])
_SMALL_UNITS = st.sampled_from(["hour", "min", "minutes", "sec", "seconds", "ms", "s", "h"])


def _interval_part() -> Text:
    whole = st.tuples(_COUNTS, _UNITS).map(lambda p: f"{p[0]} {p[1]}")
    parts = st.decimals(-40, 40, places=2, allow_nan=False)
    fraction = st.tuples(parts, _SMALL_UNITS).map(lambda p: f"{p[0]} {p[1]}")
    clock = st.times().map(lambda t: t.isoformat())
    return whole | fraction | clock


def _intervals() -> Text:
    iso = st.tuples(*[st.integers(0, 30)] * 6).map(lambda p: "P{}Y{}M{}DT{}H{}M{}S".format(*p))
    parts = st.lists(_interval_part(), min_size=1, max_size=3)
    return iso | parts.map(" ".join)


def _stamps(separator: str) -> Text:
    zones = st.sampled_from(["", "Z", "+00", "-05:30", "+02", " UTC"])
    moments = st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2100, 1, 2))
    return st.tuples(moments, zones).map(lambda p: p[0].isoformat(separator) + p[1])


def _documents() -> Text:
    names = st.text("abcdefgh ä\"'\\", max_size=4)
    leaves = st.none() | st.booleans() | st.integers(-1000, 1000) | names
    trees = st.recursive(
        leaves, lambda t: st.lists(t, max_size=3) | st.dictionaries(names, t, max_size=3)
    )
    return trees.map(json.dumps)


def _arrays() -> Text:
    element = st.text('abz 1,"{}\\N', max_size=4)
    escaped = element.map(lambda e: '"' + e.replace("\\", "\\\\").replace('"', '\\"') + '"')
    plain = st.text("abcNUL12_.-", min_size=1, max_size=5)
    return st.lists(escaped | plain | st.just("NULL"), max_size=4).map(
        lambda items: "{" + ", ".join(items) + "}"
    )


def _ranges(bound: Text) -> Text:
    maybe = bound | st.just("")
    return st.tuples(st.sampled_from("[("), maybe, maybe, st.sampled_from("])")).map(
        lambda p: f"{p[0]}{p[1]},{p[2]}{p[3]}"
    )


def _hex() -> Text:
    return st.binary(max_size=6).map(lambda b: "\\x" + b.hex().upper())


_CASES: dict[str, Text] = {
    "interval": _intervals(),
    "timestamp with time zone": _stamps(" ") | _stamps("T"),
    "timestamp without time zone": _stamps(" "),
    "date": _stamps("T") | st.dates().map(str),
    "time without time zone": st.times().map(str),
    "time with time zone": st.times().map(lambda t: f"{t}+05:30"),
    "jsonb": _documents(),
    "text[]": _arrays(),
    "integer[]": st.lists(_COUNTS).map(lambda items: "{ " + " , ".join(map(str, items)) + " }"),
    "numeric[]": st.just("{1.50,  02, -0}"),
    "boolean[]": st.just("{true, f, NULL, yes}"),
    "uuid": st.uuids().map(lambda u: f"{{{str(u).upper()}}}") | st.uuids().map(lambda u: u.hex),
    "bytea": _hex() | st.text("abc 12", max_size=5),
    "int4range": _ranges(_COUNTS.map(str)),
    "daterange": _ranges(st.dates().map(str)),
    "numrange": _ranges(st.sampled_from(["1", "1.50", "007"])),
    "tstzrange": _ranges(st.sampled_from(["2020-01-01", "2021-02-03 10:00+02"])),
    "jsonpath": st.sampled_from(["$", "$.a", "$.a.b[*].c", "$.a[0]", '$."a b"', "$.*"]),
}


def _printed(connection: psycopg.Connection, text: str, type_: str) -> str | None:
    """What the server prints, None if it refuses the text."""
    cast = f"SELECT (%s::{type_})::text".encode()
    try:
        with connection.transaction():
            row = connection.execute(cast, [text]).fetchone()
    except psycopg.DataError:
        return None
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("type_", _CASES)
@settings(max_examples=60, deadline=None, suppress_health_check=_QUIET)
@given(data=st.data())
def test_as_the_server_prints_it(
    connection: psycopg.Connection, type_: str, data: st.DataObject
) -> None:
    text = data.draw(_CASES[type_])
    printed = _printed(connection, text, type_)
    if printed is not None:
        assert normal_literal(text, type_) == printed


@settings(max_examples=100, deadline=None, suppress_health_check=_QUIET)
@given(text=st.decimals(allow_nan=False, allow_infinity=False).map(str))
def test_numbers(connection: psycopg.Connection, text: str) -> None:
    printed = _printed(connection, text, "numeric")
    plain = normal_number(text)
    if plain is not None:
        assert plain == printed


@pytest.mark.parametrize("type_", ["real", "double precision"])
@settings(max_examples=200, deadline=None, suppress_health_check=_QUIET)
@given(value=st.floats(allow_nan=False, allow_infinity=False), scale=st.integers(0, 12))
def test_floating_point(
    connection: psycopg.Connection, type_: str, value: float, scale: int
) -> None:
    for text in (repr(value), f"{value:.{scale}e}"):
        printed = _printed(connection, text, type_)
        ours = number_of(text, type_)
        if printed is not None and ours is not None:
            assert ours == number_of(printed, type_)
            assert _printed(connection, ours, type_) == (printed if value else "0")


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("0.0000", "double precision", "0"),
        ("-01.2500", "real", "-1.25"),
        ("1e-3", "double precision", "0.001"),
        ("16777217", "real", "16777216"),
        ("16777217", "double precision", "16777217"),
        ("1.50", "numeric", "1.50"),
    ],
)
def test_floating_point_has_no_scale(text: str, type_: str, expected: str) -> None:
    assert number_of(text, type_) == expected


@pytest.mark.parametrize("text", ["t", " TRUE ", "yes", "1", "off", "n", "0", "fal"])
def test_truth_values(connection: psycopg.Connection, text: str) -> None:
    assert _printed(connection, text, "boolean") == str(normal_boolean(text)).lower()


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("now", "timestamp with time zone"),
        ("2020-01-01 10:00 Europe/Berlin", "timestamp with time zone"),
        ("1.5 months", "interval"),
        ("2020-13-45", "date"),
        ("{{1,2},{3,4}}", "integer[]"),
        ("{", "jsonb"),
        ("x", "uuid"),
        ("1.2.3.4/8", "inet"),
        ("", "interval"),
    ],
)
def test_what_is_not_known_stays(text: str, type_: str) -> None:
    assert normal_literal(text, type_) == text
