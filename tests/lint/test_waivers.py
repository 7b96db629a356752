"""What a waiver's place and text mean; the codes and names here are made up."""

import datetime

import pytest

from ddllint.diagnostics.finding import Finding, NotChecked, Problem, Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.result import Unchecked
from ddllint.lint.waivers import Malformed, Waiver, read_waivers
from ddllint.lint.waiving import Outcome, waive
from ddllint.rules.rule import Family, Meta
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TODAY = datetime.date(2026, 7, 1)
METAS = tuple(
    Meta(code, name, family, Severity.ERROR, "", "0.1.0")
    for code, name, family in (
        ("ABC001", "first-rule", Family.HOUSE),
        ("ABC002", "second-rule", Family.HOUSE),
        ("SQL001", "syntax-error", Family.SQL),
        ("SQL002", "refused-statement", Family.SQL),
        ("WVR003", "waiver-unused", Family.WAIVERS),
    )
)
NAMES = {meta.code: meta.name for meta in METAS}
ALL = frozenset(NAMES)


def read(sql: str) -> list[Waiver | Malformed]:
    return read_waivers(parse_source(Source("x.sql", sql.encode())))


def only(sql: str) -> Waiver:
    (waiver,) = read(sql)
    assert isinstance(waiver, Waiver)
    return waiver


def covers(waiver: Waiver, line: int, column: int) -> bool:
    return waiver.covers(Span("x.sql", line, column, line, column + 1), "t")


def lines(waiver: Waiver, sql: str) -> list[int]:
    """The lines on which a finding may begin somewhere and be covered."""
    return [
        number
        for number, text in enumerate(sql.split("\n"), 1)
        if any(covers(waiver, number, column + 1) for column in range(max(1, len(text))))
    ]


def finding(code: str, line: int, object: str = "t.c", path: str = "x.sql") -> Finding:
    span = Span(path, line, 1, line, 2)
    return Finding(code, NAMES[code], Severity.ERROR, Problem("wrong", object, span))


def applied(sql: str, *findings: Finding, ran: frozenset[str] = ALL) -> Outcome:
    return waive(findings, [], read(sql), METAS, ran, TODAY)


def unchecked(code: str, line: int, object: str = "t.c") -> Unchecked:
    meta = next(meta for meta in METAS if meta.code == code)
    return Unchecked(meta, NotChecked(object, "unknown", Span("x.sql", line, 1, line, 2)))


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(code, problem.message) for code, problem in outcome.faults]


TABLE = "CREATE TABLE t (\n  a int,\n  b int\n);\n"


@pytest.mark.parametrize(
    ("sql", "covered"),
    [
        pytest.param("-- ddllint: waive ABC001: r\n" + TABLE, [2, 3, 4, 5], id="above"),
        pytest.param(
            "-- ddllint: waive ABC001: r\n\n-- about t\n/* more\n */\n" + TABLE,
            [6, 7, 8, 9],
            id="above, with comments between",
        ),
        pytest.param(
            "CREATE TABLE t (\n  -- ddllint: waive ABC001: r\n\n  -- more\n  a int,\n  b int\n);",
            [5],
            id="inside, on its own line",
        ),
        pytest.param(
            "CREATE TABLE t (\n  a int, -- ddllint: waive ABC001: r\n  b int\n);",
            [2],
            id="inside, behind SQL",
        ),
        pytest.param(
            "CREATE TABLE t (\n  /* ddllint: waive ABC001: r */ a int,\n  b int\n);",
            [2],
            id="inside, before SQL",
        ),
        pytest.param(TABLE + "-- ddllint: waive ABC001: r\nselect 1;", [6], id="between"),
        pytest.param("select 1; -- ddllint: waive ABC001: r\nselect 2;", [1], id="behind the end"),
        pytest.param(
            "-- ddllint: waive-file ABC001: r\nselect 1;\nselect 2;", [1, 2, 3], id="file"
        ),
        pytest.param("select 1;\n-- ddllint: waive-file ABC001: r", [1, 2], id="file, at its end"),
    ],
)
def test_place(sql: str, covered: list[int]) -> None:
    assert lines(only(sql), sql) == covered


def test_a_second_statement_on_the_line_is_not_covered() -> None:
    sql = "-- ddllint: waive ABC001: r\nselect 1; select 2;"
    assert [covers(only(sql), 2, column) for column in (1, 8, 9, 11)] == [
        True,
        True,
        False,
        False,
    ]


def test_text() -> None:
    waiver = only("-- ddllint:  waive ABC001,  second-rule until 2027-06-30 :  read: rarely \n;")
    assert waiver.codes == ("ABC001", "second-rule")
    assert waiver.until == datetime.date(2027, 6, 30)
    assert waiver.reason == "read: rarely"


def test_a_block_comment_may_go_over_lines() -> None:
    sql = "/* ddllint: waive ABC001:\n   read\n   rarely\n*/\nselect 1;"
    assert (only(sql).reason, lines(only(sql), sql)) == ("read rarely", [5])


def test_directives_in_strings_are_text() -> None:
    assert read("select '-- ddllint: waive ABC001: r', $$\n-- ddllint: waive ABC001: r\n$$;") == []


def test_a_rename_is_no_waiver() -> None:
    assert read("-- ddllint: renamed-from a\nselect 1;") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wave ABC001: r", "unknown directive 'wave'; did you mean 'waive'?"),
        ("frobnicate", "unknown directive 'frobnicate'"),
        ("rename-from a", "unknown directive 'rename-from'; did you mean 'renamed-from'?"),
        ("renamed-from", "it does not say the former name"),
        ("renamed-from a to b", "cannot read the former name in 'renamed-from a to b'"),
        ("waive", "cannot read this waiver: 'waive'"),
        ("waive ABC001 because", "cannot read this waiver: 'waive ABC001 because'"),
        ("waive ABC001, : r", "cannot read this waiver: 'waive ABC001, : r'"),
        ("waive ABC001 until 2027-02-30: r", "'2027-02-30' is not a date; write YYYY-MM-DD"),
        ("waive ABC001 until soon: r", "'soon' is not a date; write YYYY-MM-DD"),
    ],
)
def test_malformed(text: str, message: str) -> None:
    outcome = applied(f"-- ddllint: {text}\nselect 1;", finding("ABC001", 2))
    assert told(outcome) == [("WVR005", message)]
    assert len(outcome.kept) == 1


def test_it_takes_away_what_it_covers_and_nothing_else() -> None:
    inside, outside, other = finding("ABC001", 3), finding("ABC001", 6), finding("ABC002", 3)
    outcome = applied("-- ddllint: waive ABC001: r\n" + TABLE + "select 1;", inside, outside, other)
    assert (outcome.waived, outcome.kept) == ([inside], [outside, other])
    assert told(outcome) == []


def test_another_file_is_not_covered() -> None:
    outcome = applied("-- ddllint: waive-file ABC001: r\n;", finding("ABC001", 1, path="y.sql"))
    assert len(outcome.kept) == 1


def test_a_name_is_as_good_as_a_code() -> None:
    outcome = applied("-- ddllint: waive-file first-rule: r\n;", finding("ABC001", 2))
    assert (outcome.kept, told(outcome)) == ([], [])


def test_without_a_reason_it_does_not_hold() -> None:
    outcome = applied("-- ddllint: waive ABC001\nselect 1;", finding("ABC001", 2))
    assert told(outcome) == [
        ("WVR001", "the waiver of ABC001 gives no reason, so it does not hold")
    ]
    assert len(outcome.kept) == 1


@pytest.mark.parametrize(("until", "holds"), [("2026-06-30", False), ("2026-07-01", True)])
def test_its_last_day_counts(until: str, holds: bool) -> None:
    outcome = applied(f"-- ddllint: waive ABC001 until {until}: r\nselect 1;", finding("ABC001", 2))
    expected = [] if holds else [("WVR002", "the waiver of ABC001 ended on 2026-06-30")]
    assert told(outcome) == expected
    assert len(outcome.waived) == holds


def test_unused_is_told_code_by_code() -> None:
    outcome = applied("-- ddllint: waive ABC001, ABC002: r\nselect 1;", finding("ABC002", 2))
    assert told(outcome) == [("WVR003", "the waiver of ABC001 covers no finding")]


def test_a_rule_that_did_not_run_leaves_its_waivers_alone() -> None:
    outcome = applied("-- ddllint: waive ABC001: r\nselect 1;", ran=ALL - {"ABC001"})
    assert told(outcome) == []


def test_nothing_to_waive_behind_the_last_statement() -> None:
    outcome = applied("select 1;\n-- ddllint: waive ABC001: r\n", finding("ABC001", 1))
    assert told(outcome) == [("WVR003", "no statement follows the waiver of ABC001")]
    assert len(outcome.kept) == 1


def test_a_statement_that_cannot_be_parsed_passes_its_waiver_on_to_no_other() -> None:
    sql = "-- ddllint: waive ABC001: r\nCREATE TABEL u (a int);\n" + TABLE
    outcome = applied(sql, finding("ABC001", 3))
    assert (len(outcome.kept), told(outcome)) == (1, [])


def test_an_unknown_code_is_told_and_the_others_hold() -> None:
    outcome = applied("-- ddllint: waive ABC01, ABC002: r\nselect 1;", finding("ABC002", 2))
    assert told(outcome) == [("WVR004", "the waiver names ABC01, which is no rule")]
    assert outcome.faults[0][1].help == "Did you mean `ABC001` (first-rule)?"
    assert len(outcome.waived) == 1


@pytest.mark.parametrize("code", ["SQL001", "WVR003"])
def test_what_was_not_read_and_what_is_wrong_with_waivers_cannot_be_waived(code: str) -> None:
    outcome = applied(f"-- ddllint: waive-file {code}: r\n;", finding(code, 2))
    assert told(outcome) == [("WVR004", f"{code} cannot be waived")]
    assert len(outcome.kept) == 1


def test_a_refused_statement_can_be_waived() -> None:
    outcome = applied("-- ddllint: waive SQL002: r\nselect 1;", finding("SQL002", 2))
    assert (outcome.kept, told(outcome)) == ([], [])


def test_two_that_cover_the_same_are_both_used() -> None:
    sql = "-- ddllint: waive-file ABC001: r\n-- ddllint: waive ABC001: r\nselect 1;"
    assert told(applied(sql, finding("ABC001", 3))) == []


def test_in_the_settings_it_covers_an_object_in_a_file() -> None:
    span = Span("ddllint.yaml", 1, 1, 1, 2)
    waiver = Waiver(span, ("ABC001",), "r", None, "x.sql", object="t.c")
    here, there = finding("ABC001", 9), finding("ABC001", 9, object="t.d")
    outcome = waive([here, there], [], [waiver], METAS, ALL, TODAY)
    assert (outcome.waived, outcome.kept) == ([here], [there])
    unused = waive([there], [], [waiver], METAS, ALL, TODAY)
    assert told(unused) == [("WVR003", "the waiver of ABC001 covers no finding about t.c")]
    assert unused.faults[0][1].span == span


def test_what_was_not_checked_is_waived_as_findings_are() -> None:
    inside, outside, other = unchecked("ABC001", 3), unchecked("ABC001", 6), unchecked("ABC002", 3)
    sql = "-- ddllint: waive ABC001: r\n" + TABLE + "select 1;"
    outcome = waive([], [inside, outside, other], read(sql), METAS, ALL, TODAY)
    assert outcome.waived_unchecked == [inside]
    assert outcome.unchecked == [outside, other]
    assert (outcome.waived, outcome.kept, told(outcome)) == ([], [], [])


@pytest.mark.parametrize(
    "text", ["waive ABC001", "waive ABC001 until 2026-06-30: r", "waive ABC002: r"]
)
def test_what_was_not_checked_stays_where_no_waiver_holds(text: str) -> None:
    sql = f"-- ddllint: {text}\nselect 1;"
    outcome = waive([], [unchecked("ABC001", 2)], read(sql), METAS, ALL, TODAY)
    assert (len(outcome.unchecked), outcome.waived_unchecked) == (1, [])
    assert len(outcome.faults) == 1
