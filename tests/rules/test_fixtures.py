"""Each rule flags the lines of its fixtures that it should, and no other."""

from typing import Any

import msgspec
import pytest
from rule_fixtures import FIXTURES, Fixture, fixtures, found, run
from syrupy.assertion import SnapshotAssertion

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.registry import all_rules
from ddllint.rules.rule import Rule

RULES = all_rules()
CASES = [
    pytest.param(rule, fixture, id=fixture.name)
    for rule in RULES
    for fixture in fixtures(rule.meta.code)
]
BY_CODE = [pytest.param(rule, id=rule.meta.code) for rule in RULES]


@pytest.mark.parametrize(("rule", "fixture"), CASES)
def test_flags_exactly_the_lines_that_say_so(rule: Rule[Any], fixture: Fixture) -> None:
    expected = fixture.expected()
    problems, unchecked = found(rule, fixture)
    assert problems == expected
    assert unchecked == fixture.unchecked()
    assert bool(expected) is not fixture.good
    assert {code for _, _, code in expected} <= {rule.meta.code}


@pytest.mark.parametrize("rule", BY_CODE)
def test_has_good_and_bad_fixtures(rule: Rule[Any]) -> None:
    assert {fixture.good for fixture in fixtures(rule.meta.code)} == {True, False}


@pytest.mark.parametrize("rule", BY_CODE)
def test_every_option_is_set_to_something_else_by_a_fixture(rule: Rule[Any]) -> None:
    defaults = msgspec.to_builtins(rule.options())
    for name, default in defaults.items():
        others = [
            fixture.options[name]
            for fixture in fixtures(rule.meta.code)
            if name in fixture.options and fixture.options[name] != default
        ]
        assert others, f"no fixture of {rule.meta.code} sets {name}"


def test_every_fixture_is_of_a_rule() -> None:
    codes = {rule.meta.code for rule in RULES}
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert {name for name in folders if not name.startswith("__")} == codes


TELLING = [case for case in CASES if case.values[1].expected() or case.values[1].unchecked()]


@pytest.mark.parametrize(("rule", "fixture"), TELLING)
def test_messages(rule: Rule[Any], fixture: Fixture, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(_told(one, fixture) for one in run(rule, fixture)) == snapshot


def _told(problem: Problem | NotChecked, fixture: Fixture) -> str:
    """A problem as a reviewer reads it: the line, the caret, the words."""
    span = problem.span
    if isinstance(problem, NotChecked):
        return f"{span}: not checked: {problem.reason} [{problem.object}]\n"
    line = fixture.texts[span.path].splitlines()[span.line - 1]
    width = span.end_column - span.column if span.end_line == span.line else 1
    return "\n".join(
        [
            f"{span}: {problem.message} [{problem.object}]{_weight(problem)}",
            f"  {line}",
            "  " + " " * (span.column - 1) + "^" * width,
            f"  help: {problem.help}",
            *(f"  {related.span}: {related.message}" for related in problem.related),
            "",
        ]
    )


def _weight(problem: Problem) -> str:
    return "" if problem.severity is None else f" ({problem.severity})"
