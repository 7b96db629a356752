import itertools
from collections.abc import Iterator

import msgspec
import pytest
from expression_corpus import EXPRESSIONS, SAME
from hypothesis import given
from hypothesis import strategies as st
from pglast.parser import ParseError

from ddllint.sql.expressions import (
    ArrayOf,
    Between,
    BooleanTest,
    Call,
    Case,
    Cast,
    ColumnRef,
    Constant,
    Expr,
    Expression,
    Logic,
    Membership,
    NullTest,
    Operator,
    Other,
    RowOf,
    Subquery,
    TypeName,
    without_places,
)
from ddllint.sql.nesting import MAX_NESTING, is_too_deep
from ddllint.sql.parse import parse_expression, parse_query
from ddllint.sql.walk import walk

A, B, C = (ColumnRef((name,)) for name in "abc")
ONE, TWO = Constant("integer", 1), Constant("integer", 2)
INTEGER = TypeName("integer")


def tree(text: str) -> Expr:
    return parse_expression(text).tree


@pytest.mark.parametrize("group", [group for group in SAME if len(group) > 1], ids=lambda g: g[0])
def test_what_means_the_same_is_the_same(group: tuple[str, ...]) -> None:
    assert len({tree(text) for text in group}) == 1


def test_what_means_something_else_is_something_else() -> None:
    seen: dict[Expr, str] = {}
    for first, *_ in SAME:
        assert seen.setdefault(tree(first), first) == first


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_tree_does_not_depend_on_the_place(text: str) -> None:
    assert tree(f"/* é */\n  {text} -- x") == tree(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", ONE),
        ("0", Constant("integer", 0)),
        ("-1", Constant("integer", -1)),
        ("''", Constant("string", "")),
        ("'é'", Constant("string", "é")),
        ("1.50", Constant("float", "1.50")),
        ("b'1'", Constant("bits", "b1")),
        ("true", Constant("boolean", True)),
        ("false", Constant("boolean", False)),
        ("null", Constant("null", None)),
        ("t.a", ColumnRef(("t", "a"))),
        ("t.*", ColumnRef(("t", "*"))),
        ("a + 1", Operator("+", A, ONE)),
        ("- a", Operator("-", None, A)),
        ("a like 'x'", Operator("~~", A, Constant("string", "x"))),
        ("a is distinct from b", Operator("is distinct from", A, B)),
        ("a is not distinct from b", Operator("is not distinct from", A, B)),
        ("a operator(s.+) b", Operator("s.+", A, B)),
        ("a = any (b)", Operator("=", A, B, "any")),
        ("a <> all (b)", Operator("<>", A, B, "all")),
        ("a in (1, 2)", Membership(A, (ONE, TWO))),
        ("a not in (1)", Membership(A, (ONE,), True)),
        ("a between 1 and 2", Between(A, ONE, TWO)),
        ("a not between symmetric 1 and 2", Between(A, ONE, TWO, True, True)),
        ("a and b and c", Logic("AND", (A, B, C))),
        ("not a", Logic("NOT", (A,))),
        ("a is null", NullTest(A)),
        ("a is not null", NullTest(A, True)),
        ("a is not unknown", BooleanTest(A, "NOT UNKNOWN")),
        ("a::int", Cast(A, INTEGER)),
        ("a::varchar(3)[]", Cast(A, TypeName("character varying", ("3",), 1))),
        ("f(a, 1)", Call("f", (A, ONE))),
        ("S.F(a)", Call("s.f", (A,))),
        ("count(*)", Call("count", (), True)),
        ("pg_catalog.now()", Call("now", ())),
        ("f(distinct a)", Call("f", (A,), False, (("agg_distinct", Constant("boolean", True)),))),
        ("coalesce(a, 1)", Call("coalesce", (A, ONE))),
        ('"coalesce"(a)', Call('"coalesce"', (A,))),
        ("nullif(a, 1)", Call("nullif", (A, ONE))),
        ("greatest(a, 1)", Call("greatest", (A, ONE))),
        ("current_date", Call("current_date", ())),
        ("current_timestamp(0)", Call("current_timestamp", (Constant("integer", 0),))),
        ("current_timestamp(2)", Call("current_timestamp", (TWO,))),
        ("case a when 1 then b else c end", Case(A, ((ONE, B),), C)),
        ("case when a then b end", Case(None, ((A, B),), None)),
        ("array[a, 1]", ArrayOf((A, ONE))),
        ("array[]", ArrayOf(())),
        ("row()", RowOf(())),
        ("(a, 1)", RowOf((A, ONE))),
    ],
)
def test_trees(text: str, expected: Expr) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "selects", "test", "operator"),
    [
        ("(select a)", "scalar", (A,), None, ""),
        ("(select a as x)", "scalar", (A,), None, ""),
        ("(select a from t)", "scalar", (), None, ""),
        ("(select a limit 1)", "scalar", (), None, ""),
        ("(values (1))", "scalar", (), None, ""),
        ("exists (select 1, 2)", "exists", (ONE, TWO), None, ""),
        ("exists (select)", "exists", (), None, ""),
        ("array(select a)", "array", (A,), None, ""),
        ("a in (select 1)", "any", (ONE,), A, ""),
        ("a < all (select 1)", "all", (ONE,), A, "<"),
        ("a operator(s.<) any (select 1)", "any", (ONE,), A, "s.<"),
    ],
)
def test_subqueries(
    text: str, kind: str, selects: tuple[Expr, ...], test: Expr | None, operator: str
) -> None:
    found = tree(text)
    assert isinstance(found, Subquery)
    assert (found.kind, found.selects, found.test, found.operator) == (
        kind,
        selects,
        test,
        operator,
    )
    assert found.query.kind == "SelectStmt"


def test_other_nodes_keep_their_fields() -> None:
    found = tree('a collate "C"')
    assert found == Other("CollateClause", (("arg", A), ("collname", ("C",))))


COMBINED = st.recursive(
    st.sampled_from(EXPRESSIONS),
    lambda inner: st.builds(
        lambda shape, one, two: shape.format(f"({one})", f"({two})"),
        st.sampled_from(
            [
                "{0} || {1}",
                "f({0}, {1})",
                "case when {0} then {1} end",
                "{0} and {1}",
                "array[{0}, {1}]",
                "({0}, {1})",
                "exists (select {0} from t where {1})",
                "{0} in ({1}, 1)",
                "{0} between {1} and 2",
                "{0}::text = {1}",
                "coalesce({0}, {1})",
                "f({0}) filter (where {1})",
                "not {0}",
                "{0} is null",
                "x => {1}",
            ]
        ),
        inner,
        inner,
    ),
    max_leaves=8,
)


@given(COMBINED)
def test_any_combination_can_be_decoded_and_walked(text: str) -> None:
    try:
        expression = parse_expression(f"g({text})")
    except ParseError:  # `x => 1` is no operand
        return
    nodes = list(walk(expression.tree))
    assert nodes[0] == expression.tree
    assert expression.tree == parse_expression(f"g(\n{text} )").tree
    assert hash(expression.tree) == hash(Expression(expression.json).tree)
    assert {type(node) for node in nodes} & {Call}


def _structs(value: object) -> Iterator[object]:
    yield value
    held: tuple[object, ...] = ()
    if isinstance(value, tuple):
        held = value
    elif isinstance(value, msgspec.Struct) and not isinstance(value, TypeName):
        held = tuple(
            v for v in msgspec.structs.astuple(value) if isinstance(v, msgspec.Struct | tuple)
        )
    for item in held:
        if isinstance(item, msgspec.Struct | tuple):
            yield from _structs(item)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_walk_meets_every_node_from_left_to_right(text: str) -> None:
    top = tree(text)
    for one, other in itertools.zip_longest(walk(top), _structs(top)):
        assert one is other


@pytest.mark.parametrize(
    "text",
    [
        "1, 2",
        "1 from t",
        "1; select 2",
        "",
        "distinct 1",
        "(",
        "* from t",
        "1 as x",
        "1 x",
        "+".join("a" * 400),
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(ParseError):
        parse_expression(text)


@pytest.mark.parametrize("text", ["insert into t values (1)", "", "select 1; select 2", "selct 1"])
def test_what_is_no_query(text: str) -> None:
    with pytest.raises(ParseError):
        parse_query(text)


def test_a_query_is_an_expression() -> None:
    found = parse_query("select a from t where b").tree
    assert isinstance(found, Other)
    assert found.kind == "SelectStmt"
    assert repr(parse_expression("1")).startswith("Expression(b'")


NESTED = {
    "operator": lambda n: "||".join(["a"] * n),
    "and": lambda n: "a and (b or " * n + "c" + ")" * n,
    "not": lambda n: "not " * n + "a",
    "cast": lambda n: "a" + "::int" * n,
    "call": lambda n: "f(" * n + "1" + ")" * n,
    "case": lambda n: "case when a then " * n + "1" + " end" * n,
    "when": lambda n: "case when " * n + "1" + " then 2 end" * n,
    "array": lambda n: "array[" * n + "1" + "]" * n,
    "row": lambda n: "row(" * n + "1" + ")" * n,
    "subquery": lambda n: "(select " * n + "1" + ")" * n,
    "from": lambda n: "(select * from " * n + "t" + ") x" * (n - 1) + ")",
    "union": lambda n: "(" + " union all ".join(["select 1"] * n) + ")",
    "join": lambda n: "(select 1 from a " + "cross join b " * n + ")",
    "with": lambda n: "(" + "with a as (" * n + "select 1" + ") select 1" * n + ")",
    "filter": lambda n: "f(a) filter (where " * n + "b" + ")" * n,
    "collate": lambda n: "a" + ' collate "C"' * n,
    "json": lambda n: "json_object('a': " * n + "1" + ")" * n,
    "between": lambda n: "a between b and (" * n + "1" + ")" * n,
    "in": lambda n: "a in (1, " * n + "1" + ")" * n,
    "window": lambda n: "f(a) over (order by " * n + "b" + ")" * n,
}


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_accepted_does_not_end_the_stack(kind: str) -> None:
    """Python's limit is a thousand frames: half of them belong to whoever asks."""
    deepest = None
    for levels in range(2, 320):
        try:
            deepest = parse_expression(NESTED[kind](levels))
        except ParseError:
            break
    assert deepest is not None
    assert levels > 25

    def deep(frames: int) -> list[object]:
        return deep(frames - 1) if frames else list(walk(deepest.tree))

    nodes = deep(350)
    assert deepest.tree == Expression(deepest.json).tree
    assert hash(deepest.tree)
    assert repr(deepest.tree)
    assert len(nodes) > levels


def test_depth_is_that_of_the_brackets_outside_of_strings() -> None:
    def nested(levels: int, inside: bytes = b"1") -> bytes:
        return b'{"a":[' * levels + inside + b"]}" * levels

    levels = MAX_NESTING // 2
    assert not is_too_deep(nested(levels))
    assert not is_too_deep(nested(levels - 1, b"[[]]"))
    assert is_too_deep(nested(levels, b"[]"))
    assert not is_too_deep(nested(1, b'"' + b"[" * 1000 + rb'\"{{\\"'))
    assert is_too_deep(nested(levels, rb'["\"]]]]\\"]'))
    assert not is_too_deep(nested(levels - 1, rb'["[[{\\"]'))
    assert not is_too_deep(b"[" + b"[],{}," * 1000 + b"1]", 2)


@pytest.mark.parametrize(
    "expression",
    [
        "a IN ('a', 'b')",
        "a = ANY (ARRAY['a', 'b'])",
        "a::text IN (SELECT b FROM c)",
        "coalesce(a, 'location\":1') > '\"location\":1'",
    ],
)
def test_without_places_an_expression_is_the_same_wherever_it_stands(expression: str) -> None:
    here, there = parse_expression(expression), parse_expression(f"   ({expression})")
    assert here.json != there.json
    assert without_places(here.json) == without_places(there.json)


def test_without_places_what_a_text_says_is_left() -> None:
    one, other = (parse_expression(f"a = 'location\":{number}'") for number in (1, 2))
    assert without_places(one.json) != without_places(other.json)
