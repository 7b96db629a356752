"""Predicates of row security, as text, and the verdict on each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicates import BINDING, FAILING, NEVER_TRUE, QUIET, WANTED

from ddllint.rules.tenant_predicate import BINDS, NEVER, Fails, Verdict, Wanted, judge
from ddllint.sql.parse import parse_expression


def verdict(predicate: str, wanted: Wanted = WANTED) -> Verdict:
    return judge(parse_expression(predicate).tree, wanted)


@pytest.mark.parametrize("predicate", BINDING)
def test_binds(predicate: str) -> None:
    assert verdict(predicate) == BINDS


@pytest.mark.parametrize("predicate", NEVER_TRUE)
def test_is_never_true(predicate: str) -> None:
    assert verdict(predicate) == NEVER


@pytest.mark.parametrize(("predicate", "reason"), FAILING)
def test_fails_with_the_reason(predicate: str, reason: str) -> None:
    found = verdict(predicate)
    assert isinstance(found, Fails)
    assert found.reason == reason


def test_distinctness_admits_rows_without_a_tenant_where_there_can_be_any() -> None:
    nullable = Wanted(WANTED.table, "tenant_id", WANTED.setting, nullable=True)
    found = verdict(f"tenant_id IS NOT DISTINCT FROM {QUIET}", nullable)
    assert isinstance(found, Fails)
    assert found.reason == (
        "admits rows without a tenant when the setting is unset: `tenant_id` may be null, and "
        "IS NOT DISTINCT FROM takes null for equal"
    )
    assert verdict(f"tenant_id = {QUIET}", nullable) == BINDS
    wrong = verdict("tenant_id IS NOT DISTINCT FROM org_id", nullable)
    assert isinstance(wrong, Fails)
    assert wrong.reason.startswith("compares `tenant_id` with `org_id`")


@pytest.mark.parametrize(
    ("types", "predicate", "binds"),
    [
        (("bigint",), "tenant_id = current_setting('app.current_tenant_id')::integer", True),
        (("text",), "tenant_id = current_setting('app.current_tenant_id')::integer", False),
        (("app.tenant",), "tenant_id = current_setting('app.current_tenant_id')::app.tenant", True),
        (("uuid",), "tenant_id = current_setting('app.current_tenant_id')::app.tenant", False),
        (("uuid",), "tenant_id = ANY (current_setting('app.current_tenant_id')::uuid[])", False),
    ],
)
def test_casts_keep_tenants_apart(types: tuple[str, ...], predicate: str, binds: bool) -> None:
    wanted = Wanted(WANTED.table, "tenant_id", WANTED.setting, types)
    assert (verdict(predicate, wanted) == BINDS) is binds


ATOMS = {
    f"tenant_id = {QUIET}": "own",
    f"tenant_id <> {QUIET}": "foreign",
    "true": "true",
    "false": "false",
    "NULL": "null",
    "flag": "flag",
}
OPERATORS = st.sampled_from(["AND", "OR"])
PREDICATES = st.recursive(
    st.sampled_from(list(ATOMS)).map(lambda atom: f"({atom})"),
    lambda inner: st.one_of(
        st.tuples(inner, OPERATORS, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda p: f"(NOT {p})"),
        inner.map(lambda p: f"({p} IS TRUE)"),
        inner.map(lambda p: f"({p} IS NOT FALSE)"),
        inner.map(lambda p: f"({p} IS FALSE)"),
        inner.map(lambda p: f"COALESCE({p}, false)"),
    ),
    max_leaves=6,
)


def holds(predicate: str, own: bool | None, flag: bool | None) -> bool | None:
    """The value that SQL gives a predicate of `PREDICATES`, in three-valued logic."""
    names = {
        "own": own,
        "foreign": None if own is None else not own,
        "true": True,
        "false": False,
        "null": None,
        "flag": flag,
    }

    def value(node: object) -> bool | None:
        if isinstance(node, str):
            return names[node]
        operator, *parts = node  # type: ignore[misc]
        values = [value(part) for part in parts]
        if operator == "AND":
            return False if False in values else None if None in values else True
        if operator == "OR":
            return True if True in values else None if None in values else False
        (one,) = values
        return {
            "NOT": None if one is None else not one,
            "IS TRUE": one is True,
            "IS NOT FALSE": one is not False,
            "IS FALSE": one is False,
            "COALESCE": bool(one),
        }[operator]

    return value(outline(predicate))


def outline(predicate: str) -> object:
    """The tree of a predicate of `PREDICATES`, read without the parser under test's judgement."""
    from ddllint.sql.expressions import (
        BooleanTest,
        Call,
        ColumnRef,
        Constant,
        Logic,
        Operator,
    )

    def walk(node: object) -> object:
        match node:
            case Logic(operator=operator, operands=operands):
                return (operator, *[walk(operand) for operand in operands])
            case BooleanTest(operand=operand, test=test):
                return (f"IS {test}", walk(operand))
            case Call(name="coalesce", arguments=(first, _)):
                return ("COALESCE", walk(first))
            case Constant(value=value):
                return {True: "true", False: "false", None: "null"}[value]  # type: ignore[index]
            case Operator(name="="):
                return "own"
            case Operator(name="<>"):
                return "foreign"
            case ColumnRef():
                return "flag"
            case _:
                raise AssertionError(node)

    return walk(parse_expression(predicate).tree)


@given(PREDICATES)
def test_what_binds_admits_no_row_of_another_tenant(predicate: str) -> None:
    """Soundness, against every row: another tenant's, and any row while the setting is unset."""
    found = verdict(predicate)
    for flag in (True, False, None):
        for own in (False, None):
            if not isinstance(found, Fails):
                assert holds(predicate, own, flag) is not True
        if found == NEVER:
            assert holds(predicate, True, flag) is not True
