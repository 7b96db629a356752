"""Every format of the report, as snapshots: a reviewer sees the caret and the escapes."""

import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
from reports import MANY, finding, report
from syrupy.assertion import SnapshotAssertion

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.result import Skipped
from ddllint.report.github import MAX_ROWS, annotations, job_summary
from ddllint.report.json_format import json_text
from ddllint.report.style import Style
from ddllint.report.summary import remarks
from ddllint.report.text import text
from ddllint.report.usage import usage_error
from ddllint.rules.rule import Family, Meta

SCHEMA = Path(__file__).parents[2] / "docs" / "check-report.schema.json"
PLAIN = Style()


def test_text(snapshot: SnapshotAssertion) -> None:
    assert text(report(*MANY, whole=True), style=PLAIN) == snapshot


def test_text_with_statistics(snapshot: SnapshotAssertion) -> None:
    assert text(report(*MANY, whole=True), style=PLAIN, with_statistics=True) == snapshot


def test_text_in_colour(snapshot: SnapshotAssertion) -> None:
    assert text(report(MANY[0], MANY[1], MANY[4]), style=Style(colour=True)) == snapshot


def test_text_of_a_clean_run() -> None:
    assert text(report(), style=PLAIN) == "8 files, 131 statements, 8 rules: no findings\n"


def test_rules_that_did_not_run_for_one_reason_are_told_together() -> None:
    def remark(number: int, places: bool = False) -> str:
        metas = [
            Meta(f"ABC{n:03}", "a", Family.HOUSE, Severity.ERROR, "", "0.1.0")
            for n in range(number)
        ]
        skipped = tuple(Skipped(meta, "no moon") for meta in metas)
        (line,) = remarks(msgspec.structs.replace(report(), skipped=skipped), places)
        return line

    assert remark(1) == "not run: ABC000 a: no moon"
    assert remark(4) == "not run: ABC000, ABC001, ABC002, ABC003: no moon"
    assert remark(5) == "not run: ABC000, ABC001, ABC002 and 2 more rules: no moon"
    assert remark(5, places=True).endswith("ABC003, ABC004: no moon")


def test_a_clean_run_tells_what_it_did_not_check() -> None:
    told = text(report(whole=True), style=PLAIN)
    assert told == (
        "8 files, 131 statements, 8 rules: no findings\n"
        "waived: 1 finding, 1 place not checked (1 ABC009)\n"
        "known from the baseline: 2 findings\n"
        "stale in the baseline: 1 entry that no finding fits any more\n"
        "left out by the settings: 3 files\n"
        "not run: ABC009 needs-much: the settings name no contracts\n"
        "not checked: 2 places: 2 ABC009 (--statistics lists them)\n"
        "not modelled, so seen by no rule: 3 statements: 1 DO, 2 INSERT (--statistics lists them)\n"
    )
    assert "pass" not in told


def test_quiet_text() -> None:
    assert text(report(whole=True), style=PLAIN, quiet=True) == ""
    told = text(report(MANY[1], whole=True), style=PLAIN, quiet=True)
    assert told == (
        "db/a.sql:2:2: warning[ABC002] some-rule: behind a tab\n"
        " 2 |     id uuid PRIMARY KEY,\n"
        "   |     ^^\n"
    )


def test_text_holds_no_control_character_of_its_input() -> None:
    told = text(report(*MANY, whole=True), style=PLAIN, with_statistics=True)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told) == []


def test_github(snapshot: SnapshotAssertion) -> None:
    assert annotations(report(*MANY, whole=True)) == snapshot


def test_github_commands_cannot_be_forged() -> None:
    lines = annotations(report(*MANY, whole=True)).splitlines()
    assert len(lines) == len(MANY) + 1
    commands = [line.split(" ")[0] for line in lines]
    severities = {
        Severity.ERROR: "::error",
        Severity.WARNING: "::warning",
        Severity.INFO: "::notice",
    }
    assert commands == [severities[one.severity] for one in MANY] + ["::notice"]


def test_github_paths_are_the_repositorys() -> None:
    told = annotations(report(finding()), lambda path: f"service/{path}")
    assert told.startswith("::error file=service/db/a.sql,line=1,col=14,endLine=1,endColumn=20,")


def test_job_summary(snapshot: SnapshotAssertion) -> None:
    assert job_summary(report(*MANY, whole=True)) == snapshot


def test_job_summary_shows_markdown_as_text() -> None:
    told = job_summary(report(finding(message="a | b `c` <img src=x> **d** [e](f)\n# g")))
    row = told.splitlines()[-2]
    assert row.count("|") == 5
    assert not re.search(r"[`<>*\[\]]", row)


def test_job_summary_has_an_end() -> None:
    told = job_summary(report(*[finding(message="x" * 10_000)] * (MAX_ROWS + 7)))
    assert "7 more findings are in the job's log." in told
    assert len(told.encode()) < 1024 * 1024


def test_json(snapshot: SnapshotAssertion) -> None:
    assert json_text(report(*MANY, whole=True)) == snapshot


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("findings", [(), MANY])
def test_json_is_as_its_schema_says(findings: tuple[()], whole: bool) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(json_text(report(*findings, whole=whole)))
    jsonschema.Draft202012Validator(schema).validate(document)


def test_the_schema_refuses_what_is_not_a_report() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    document = json.loads(json_text(report(*MANY, whole=True)))
    wrong = (
        {**document, "version": 2},
        {**document, "more": 1},
        {key: value for key, value in document.items() if key != "skipped"},
        {**document, "findings": [{**document["findings"][0], "line": 0}]},
        {**document, "findings": [{**document["findings"][0], "severity": "fatal"}]},
    )
    assert [validator.is_valid(one) for one in wrong] == [False] * 5


def test_usage_error_shows_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ddllint.yaml").write_text("\ufeffspecs: [db]\nfailon: error\n", encoding="utf-8")
    error = UsageError("unknown key `failon`", Span("ddllint.yaml", 2, 1, 2, 7), "Did you mean x?")
    assert usage_error(error, PLAIN) == (
        "ddllint.yaml:2:1: unknown key `failon`\n"
        " 2 | failon: error\n"
        "   | ^^^^^^\n"
        "  help: Did you mean x?\n"
    )


def test_usage_error_without_a_place() -> None:
    assert usage_error(UsageError("no\x1b such path"), PLAIN) == "ddllint: no\\x1b such path\n"
