import pytest

from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.parse import parse_expression
from ddllint.sql.rename_objects import (
    rename_field,
    rename_function,
    rename_qualifier,
    rename_regclass,
    rename_type,
)

NEW = ("s", "new")
ODD = ["b", "é", 'a"b', "a\\b", "with.dot", "select"]


def same(one: Expression, text: str) -> bool:
    return one.tree == parse_expression(text).tree


@pytest.mark.parametrize("name", ODD)
def test_calls_and_casts_and_sequences_however_they_are_spelt(name: str) -> None:
    old, search, it = ("public", name), ("public",), quote_identifier(name)
    calls = parse_expression(f"{it}(1) + public.{it}({it}) + other.{it}(2)")
    after = f"s.new(1) + s.new({it}) + other.{it}(2)"
    assert same(rename_function(calls, old, NEW, search), after)
    casts = parse_expression(f"f(x::{it}, y::public.{it}[], z::other.{it}, '{name}')")
    after = f"f(x::s.new, y::s.new[], z::other.{it}, '{name}')"
    assert same(rename_type(casts, old, NEW, search), after)
    constant = it.replace("'", "''")
    uses = parse_expression(
        f"nextval('{constant}') + nextval('public.{constant}'::regclass) + f('{constant}')"
    )
    after = f"nextval('s.new') + nextval('s.new'::regclass) + f('{constant}')"
    assert same(rename_regclass(uses, old, NEW, search), after)


def test_a_name_without_schema_counts_where_it_is_looked_up() -> None:
    before = parse_expression("f(nextval('q'), 1::q)")
    assert rename_function(before, ("far", "f"), NEW, ("public",)) is before
    assert rename_type(before, ("far", "q"), NEW, ("public",)) is before
    assert rename_regclass(before, ("far", "q"), NEW, ("public",)) is before


def test_fields_of_rows() -> None:
    before = parse_expression("(a).old + (b[1]).old + old + t.old")
    assert same(rename_field(before, "old", "new"), "(a).new + (b[1]).new + old + t.old")
    plain = parse_expression("old + t.old")
    assert rename_field(plain, "old", "new") is plain


def test_qualifiers_unless_a_query_calls_something_so() -> None:
    before = parse_expression("t.a > 1 AND EXISTS (SELECT 1 FROM u WHERE u.a = t.b)")
    after = "new.a > 1 AND EXISTS (SELECT 1 FROM u WHERE u.a = new.b)"
    assert same(rename_qualifier(before, "t", "new"), after)
    for relation in ("t", "u AS t"):
        taken = parse_expression(f"EXISTS (SELECT 1 FROM {relation} WHERE t.a = 1)")
        assert rename_qualifier(taken, "t", "new") is taken
