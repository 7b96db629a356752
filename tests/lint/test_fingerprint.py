from hypothesis import given
from hypothesis import strategies as st

from ddllint.diagnostics.finding import Finding, Problem, Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.fingerprint import fingerprints

TEXT = st.text("ab\0\nß", max_size=5)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    line = draw(st.integers(1, 9))
    span = Span(draw(TEXT), line, draw(st.integers(1, 9)), line, 10)
    severity = draw(st.sampled_from(Severity))
    problem = Problem(draw(TEXT), draw(TEXT), span, draw(TEXT))
    return Finding(draw(st.sampled_from(["ABC001", "ABC002"])), "name", severity, problem)


def marks(*found: Finding) -> tuple[str, ...]:
    return fingerprints(found, lambda path: path)


def identity(finding: Finding) -> tuple[str, str, str, str]:
    problem = finding.problem
    return finding.code, problem.span.path, problem.object, problem.message


@given(st.lists(findings(), max_size=20))
def test_each_finding_has_its_own(found: list[Finding]) -> None:
    got = marks(*found)
    assert len(set(got)) == len(found)
    assert all(len(mark) == 16 and set(mark) <= set("0123456789abcdef") for mark in got)


@given(findings(), findings())
def test_what_they_come_from(one: Finding, other: Finding) -> None:
    """Neither lines, severity nor help count; code, path, object and message do."""
    same = identity(one) == identity(other)
    assert (marks(one) == marks(other)) is same


@given(st.lists(findings(), max_size=10), findings())
def test_a_new_finding_behind_them_changes_none(found: list[Finding], new: Finding) -> None:
    assert marks(*found, new)[:-1] == marks(*found)


def test_they_never_change() -> None:
    """Baselines in people's repositories hold them."""
    span = Span("db/a.sql", 7, 3, 7, 9)
    one = Finding("DDL001", "table-comment", Severity.ERROR, Problem("no comment", "orders", span))
    assert marks(one, one) == ("8cf84ae06258770b", "da30a20804b73ed7")


def test_the_path_is_the_rooted_one() -> None:
    span = Span("a.sql", 7, 3, 7, 9)
    rooted = Span("db/a.sql", 1, 1, 1, 1)
    here = Finding("DDL001", "n", Severity.ERROR, Problem("m", "o", span))
    there = Finding("DDL001", "n", Severity.ERROR, Problem("m", "o", rooted))
    assert fingerprints([here], lambda path: f"db/{path}") == marks(there)
