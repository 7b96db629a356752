"""A lint run over real SQL, with rules that are made up."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import NotChecked, Problem, Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.files import Inputs
from ddllint.lint.result import Report, Unmodelled
from ddllint.lint.run import RuleFailedError, lint
from ddllint.lint.selection import choose
from ddllint.rules.registry import ALWAYS
from ddllint.rules.rule import CannotRun, Context, Family, Meta, Rule
from ddllint.settings.load import load, without_file
from ddllint.sql.source import Source

TODAY = datetime.date(2026, 7, 1)


class Options(msgspec.Struct, frozen=True):
    """No options."""


Check = Callable[[Context, Options], Iterator[Problem | NotChecked]]


def each_column(context: Context, _options: Options) -> Iterator[Problem]:
    for table in reversed(context.catalog.tables.values()):
        for column in table.columns.values():
            assert column.origin is not None
            yield Problem("a column", f"{table.name}.{column.name}", column.origin.span())


def cannot(_context: Context, _options: Options) -> Iterator[Problem]:
    raise CannotRun("there is no moon")


def broken(_context: Context, _options: Options) -> Iterator[Problem]:
    yield Problem("a", "b", Span("x.sql", 1, 1, 1, 2))
    raise KeyError("lost")


def bindings(context: Context, _options: Options) -> Iterator[Problem]:
    assert context.contracts is not None
    return iter(())


def rule(check: Check, code: str = "ABC001", needs_contracts: bool = False) -> Rule[Options]:
    meta = Meta(code, "some-rule", Family.HOUSE, Severity.ERROR, "", "0.1.0", needs_contracts)
    return Rule(meta, Options, check, "")


def no_contracts() -> None:
    raise AssertionError("nobody asked for the contracts")


def inputs(**files: str) -> Inputs:
    sources = [Source(f"{name}.sql", text.encode()) for name, text in sorted(files.items())]
    return Inputs(tuple(sources), ())


def run(
    given: Inputs, *rules: Rule[Any], contracts: Callable[[], Contracts | None] = no_contracts
) -> Report:
    loaded = without_file()
    selection = choose(loaded, rules, ALWAYS)
    return lint(given, selection, loaded, contracts=contracts, today=TODAY)


def lines(report: Report) -> list[str]:
    return [f"{one.problem.span} {one.code} {one.problem.object}" for one in report.findings]


def test_findings_come_in_order_of_path_line_and_column() -> None:
    given = inputs(b="CREATE TABLE b (y int, x int);", a="CREATE TABLE a (\n z int,\n y int\n);")
    report = run(given, rule(each_column, "ABC002"), rule(each_column, "ABC001"))
    assert lines(report) == [
        "a.sql:2:2 ABC001 a.z",
        "a.sql:2:2 ABC002 a.z",
        "a.sql:3:2 ABC001 a.y",
        "a.sql:3:2 ABC002 a.y",
        "b.sql:1:17 ABC001 b.y",
        "b.sql:1:17 ABC002 b.y",
        "b.sql:1:24 ABC001 b.x",
        "b.sql:1:24 ABC002 b.x",
    ]
    assert (report.files, report.statements, report.rules) == (2, 2, 2)


def test_a_rule_that_cannot_run_is_told_and_not_counted() -> None:
    report = run(inputs(a="select 1;"), rule(each_column), rule(cannot, "ABC002"))
    assert [(one.meta.code, one.reason) for one in report.skipped] == [
        ("ABC002", "there is no moon")
    ]
    assert report.rules == 1


def test_what_a_rule_could_not_check_is_told_in_order() -> None:
    def partly(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
        found = list(each_column(context, options))
        yield found[0]
        yield from (NotChecked(one.object, "nobody knows", one.span) for one in found)

    report = run(inputs(a="CREATE TABLE t (y int, x int);"), rule(partly))
    assert lines(report) == ["a.sql:1:17 ABC001 t.y"]
    assert [(one.meta.code, one.what.object) for one in report.unchecked] == [
        ("ABC001", "t.y"),
        ("ABC001", "t.x"),
    ]
    assert report.rules == 1
    assert not report.complete
    assert run(inputs(a="CREATE TABLE t (y int);"), rule(each_column)).complete
    assert not run(inputs(a="CREATE TABLE t (y int);"), rule(cannot)).complete


@pytest.mark.parametrize(
    ("of_rule", "own", "expected"),
    [
        ("error", None, "error"),
        ("error", Severity.WARNING, "warning"),
        ("info", Severity.WARNING, "info"),
        ("warning", Severity.ERROR, "warning"),
    ],
)
def test_a_problem_may_weigh_less_than_its_rule(
    tmp_path: Path, of_rule: str, own: Severity | None, expected: str
) -> None:
    def light(context: Context, options: Options) -> Iterator[Problem]:
        for one in each_column(context, options):
            yield msgspec.structs.replace(one, severity=own)

    settings = tmp_path / "ddllint.yaml"
    settings.write_text(f"rules: {{ABC001: {{severity: {of_rule}}}}}\n", "utf-8")
    loaded = load(settings)
    selection = choose(loaded, [rule(light)], ALWAYS)
    given = inputs(a="CREATE TABLE t (x int);")
    report = lint(given, selection, loaded, contracts=no_contracts, today=TODAY)
    assert [one.severity for one in report.findings] == [expected]


def test_what_rules_share_is_made_once() -> None:
    made: list[Context] = []

    def shared(context: Context) -> int:
        made.append(context)
        return len(context.catalog.tables)

    def uses(context: Context, _options: Options) -> Iterator[Problem]:
        assert context.shared(shared) == 1
        return iter(())

    given = inputs(a="CREATE TABLE t (x int);")
    run(given, rule(uses), rule(uses, "ABC002"))
    run(given, rule(uses))
    assert len(made) == 2


def test_a_waiver_for_a_rule_that_could_not_run_is_not_unused() -> None:
    given = inputs(a="-- ddllint: waive-file ABC002: moonless\nselect 1;")
    assert lines(run(given, rule(each_column), rule(cannot, "ABC002"))) == []
    assert lines(run(given, rule(each_column, "ABC002"))) == ["a.sql:1:1 WVR003 ABC002"]


def test_a_broken_rule_is_named() -> None:
    with pytest.raises(RuleFailedError) as caught:
        run(inputs(a="select 1;"), rule(broken))
    assert str(caught.value) == "rule ABC001 (some-rule) raised KeyError: 'lost'"
    assert isinstance(caught.value.__cause__, KeyError)


def test_syntax_errors_are_findings_beside_the_others() -> None:
    report = run(inputs(a="CREATE TABEL a ();\nCREATE TABLE b (x int);"), rule(each_column))
    assert lines(report) == ["a.sql:1:8 SQL001 ", "a.sql:2:17 ABC001 b.x"]
    assert report.statements == 1


def test_a_refused_statement_is_a_finding_with_its_first_declaration() -> None:
    report = run(
        inputs(a="CREATE TABLE b (x int);", b="CREATE TABLE b (x int);"), rule(each_column)
    )
    assert [(one.code, one.problem.span.path) for one in report.findings] == [
        ("ABC001", "a.sql"),
        ("SQL002", "b.sql"),
    ]
    (related,) = report.findings[1].problem.related
    assert related.span.path == "a.sql"


def test_what_the_catalog_does_not_hold_is_listed() -> None:
    report = run(inputs(b="\nDO $$ $$;", a="CREATE TABLE a (x int);\nDO $$ $$;"), rule(each_column))
    assert report.unmodelled == (Unmodelled("a.sql", 2, "DO"), Unmodelled("b.sql", 2, "DO"))


def test_contracts_are_loaded_for_rules_that_need_them() -> None:
    problem = Problem("leads nowhere", "x", Span("contracts/a.yaml", 3, 5, 3, 9))
    contracts = Contracts(problems=(problem,))
    report = run(
        inputs(a="select 1;"),
        rule(each_column),
        rule(bindings, "ABC002", needs_contracts=True),
        contracts=lambda: contracts,
    )
    assert lines(report) == ["contracts/a.yaml:3:5 CON100 x"]


def test_a_finding_in_a_contract_is_waived_in_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ddllint.yaml").write_text(
        "waivers: {'contracts/a.yaml#x': [{code: contract-document, reason: theirs}]}",
        encoding="utf-8",
    )
    loaded = load("ddllint.yaml")
    problem = Problem("leads nowhere", "x", Span("contracts/a.yaml", 3, 5, 3, 9))
    report = lint(
        inputs(a="select 1;"),
        choose(loaded, [rule(bindings, needs_contracts=True)], ALWAYS),
        loaded,
        contracts=lambda: Contracts(problems=(problem,)),
        today=TODAY,
    )
    assert (report.findings, len(report.waived)) == ((), 1)


def test_no_file_and_no_statement_are_no_pass() -> None:
    with pytest.raises(UsageError, match=r"^no SQL file: nothing would be checked$"):
        run(Inputs((), ()), rule(each_column))
    with pytest.raises(UsageError, match=r"^no SQL statement in 2 files: nothing was checked$"):
        run(inputs(a="", b="-- nothing\n;"), rule(each_column))


def test_a_file_without_a_statement_but_with_a_syntax_error_is_reported() -> None:
    assert lines(run(inputs(a="CREATE TABEL x ();"), rule(each_column))) == ["a.sql:1:8 SQL001 "]


def test_the_codes_that_lint_reports_are_in_the_registry() -> None:
    from ddllint.lint import encoding, run, waiving

    assert {meta.code: meta.name for meta in ALWAYS} == {
        run.SYNTAX: "syntax-error",
        run.REFUSED: "refused-statement",
        encoding.NOT_UTF8: "unreadable-source",
        run.CONTRACT_DOCUMENT: "contract-document",
        waiving.NO_REASON: "waiver-without-reason",
        waiving.EXPIRED: "waiver-expired",
        waiving.UNUSED: "waiver-unused",
        waiving.UNKNOWN_CODE: "waiver-unknown-code",
        waiving.MALFORMED: "waiver-malformed",
    }
