import json
from typing import Any

import pytest

from ddllint.sql.expressions import Expression
from ddllint.sql.parse import parse_expression, parse_query
from ddllint.sql.rename import (
    qualify_relations,
    rename_column,
    rename_relation,
)
from ddllint.sql.walk import column_names, relation_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1", ()),
        ("a + t.b + A", ("a", "b")),
        ("f(c, (select d from e where g = 'h'))", ("c", "d", "g")),
        ("case when a is null then b::x else -c end", ("a", "b", "c")),
        ("count(*) over (partition by a order by b)", ("a", "b")),
    ],
)
def test_columns(text: str, names: tuple[str, ...]) -> None:
    assert column_names(parse_expression(text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("select 1", set()),
        ("select a from t, s.u as x join v on true", {("", "t"), ("s", "u"), ("", "v")}),
        ("select (select 1 from t) where exists (table u)", {("", "t"), ("", "u")}),
        ("select 1 from t union select 2 from u", {("", "t"), ("", "u")}),
        ("with w as (select 1 from t) select 1 from w", {("", "t")}),
        ("with w as (select 1 from w) select 1 from w", {("", "w")}),
        ("with w as (select 1 from t) select 1 from s.w", {("", "t"), ("s", "w")}),
        ("with recursive w as (select 1 from w) select 1 from w", set()),
        ("with v as (select 1 from w), w as (select 1 from v) table w", {("", "w")}),
        ("with recursive v as (table w), w as (table v) table w", set()),
        ("select 1 from (with w as (table t) table w) x, w", {("", "t"), ("", "w")}),
        ("with w as (table t) select 1 from u where exists (table w)", {("", "t"), ("", "u")}),
        ("with w as (table t) (table w union table u)", {("", "t"), ("", "u")}),
        ("select case when a in (select b from t) then array(table u) end", {("", "t"), ("", "u")}),
    ],
)
def test_relations(text: str, names: set[tuple[str, str]]) -> None:
    assert relation_names(parse_query(text)) == names


def meaning(node: Any) -> Any:
    """The parser's JSON without places, in no order."""
    if isinstance(node, dict):
        return {key: meaning(value) for key, value in node.items() if key != "location"}
    return [meaning(item) for item in node] if isinstance(node, list) else node


def renamed(before: Expression, after: Expression, expected: str) -> bool:
    assert before.json != after.json
    return meaning(json.loads(after.json)) == meaning(json.loads(parse_expression(expected).json))


ODD = ["b", "é", 'a"b', "a\\b", "a<b>", "a\nb", "select"]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@pytest.mark.parametrize("name", ODD)
def test_columns_are_renamed_however_they_are_spelt(name: str) -> None:
    old = quoted(name)
    before = parse_expression(f"f({old}, t.{old}, u.{old}, 'x', {old}.c)")
    after = rename_column(before, ("t",), name, "new")
    assert renamed(before, after, f"f(new, t.new, u.{old}, 'x', {old}.c)")


def test_an_output_column_keeps_its_name() -> None:
    before = parse_expression("(select a, a as x, a + 1 from t)")
    after = rename_column(before, ("t",), "a", "b")
    assert renamed(before, after, "(select b as a, b as x, b + 1 from t)")


@pytest.mark.parametrize("name", ODD)
def test_relations_are_renamed_however_they_are_spelt(name: str) -> None:
    old = quoted(name)
    before = parse_expression(f"(select 1 from {old}, s.{old}, other.{old})")
    after = rename_relation(before, ("s", name), ("s", "new"), ("s",))
    expected = f"(select 1 from new, s.new, other.{old})"
    assert renamed(before, after, expected)


def test_relations_move_between_schemas() -> None:
    before = parse_expression("(select 1 from t, s.t, u.t)")
    after = rename_relation(before, ("s", "t"), ("far", "t"), ("s",))
    assert renamed(before, after, "(select 1 from far.t, far.t, u.t)")


def test_what_names_nothing_of_the_kind_stays_as_it_is() -> None:
    before = parse_expression("f(a, 'b')")
    assert rename_column(before, ("t",), "zz", "d") is before
    assert rename_relation(before, ("s", "zz"), ("s", "d"), ("s",)) is before


def test_columns_follow_a_relation_unless_its_name_is_an_alias() -> None:
    before = parse_expression("(select t.a, u.b from t, u where t.* is null)")
    after = rename_relation(before, ("s", "t"), ("s", "new"), ("s",))
    assert renamed(before, after, "(select new.a, u.b from new, u where new.* is null)")
    before = parse_expression("(select t.a from t as x, u as t)")
    after = rename_relation(before, ("s", "t"), ("s", "new"), ("s",))
    assert renamed(before, after, "(select t.a from new as x, u as t)")


def test_bare_relations_get_the_schema_that_is_found() -> None:
    before = parse_expression("(with w as (table t) select 1 from t, u, s.t, w)")
    known = {"t": ("app", "t"), "w": ("app", "w")}
    after = qualify_relations(before, known.get)
    assert renamed(before, after, "(with w as (table app.t) select 1 from app.t, u, s.t, w)")
