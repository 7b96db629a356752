"""Every format of the report, as snapshots; JSON is held to its published schema."""

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion

from ddllint.diagnostics.finding import Related
from ddllint.diagnostics.span import Span
from ddllint.report.style import Style
from ddllint.verify.model import Proof, StageResult, Verdict, Verification
from ddllint.verify.report.github import annotations
from ddllint.verify.report.json_form import verification_json
from ddllint.verify.report.junit import junit
from ddllint.verify.report.markdown import markdown, summary
from ddllint.verify.report.text import text

SCHEMA = Path(__file__).parents[2] / "docs" / "verify-report.schema.json"
PLACE = Span("db/orders.sql", 3, 15, 3, 21)
ELSEWHERE = Span("alembic/versions/1_orders.py", 12, 1, 12, 9)

WHOLE = Verification(
    server="18.6",
    stages=(
        StageResult(
            "upgrade",
            (
                Proof(
                    "owner can run the revision", "1", Verdict.PROVEN, "run by Alembic", ELSEWHERE
                ),
            ),
            0.25,
        ),
        StageResult(
            "drift",
            (
                Proof(
                    "specs and revisions agree",
                    "table public.orders",
                    Verdict.REFUTED,
                    "comment, specs: a | b  [db/orders.sql:3:15]\ncomment, revisions: <b>\x1b[1m",
                    PLACE,
                    (Related("the revisions make it here", ELSEWHERE),),
                ),
                Proof("it is filled", "orders", Verdict.NOT_RUN, "no rows: 100% unknown", None),
            ),
            1.0,
        ),
        StageResult("row-security", reason="no table has the tenant column tenant_id"),
        StageResult(
            "grants",
            (Proof("app may select, no more", "orders", Verdict.REFUTED, "insert is allowed"),),
            0.04,
            "--fail-fast: stopped at the first refutation",
        ),
    ),
    deselected=("roles",),
    seconds=1.5,
)
PROVEN = Verification("18.6", WHOLE.stages[:1], (), 0.25)


@pytest.mark.parametrize("verbose", [False, True])
def test_text(verbose: bool, snapshot: SnapshotAssertion) -> None:
    assert text(WHOLE, Style(), verbose=verbose) == snapshot


def test_text_in_colour(snapshot: SnapshotAssertion) -> None:
    assert text(WHOLE, Style(colour=True)) == snapshot


def test_json(snapshot: SnapshotAssertion) -> None:
    assert verification_json(WHOLE) == snapshot


@pytest.mark.parametrize("found", [WHOLE, PROVEN])
def test_json_is_what_the_schema_says(found: Verification) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(verification_json(found)), schema)


@pytest.mark.parametrize("key", ["proven", "stages", "summary", "postgres"])
def test_json_without_a_key_is_not(key: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    document = json.loads(verification_json(WHOLE))
    del document[key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_junit(snapshot: SnapshotAssertion) -> None:
    assert junit(WHOLE) == snapshot


def test_junit_counts_what_did_not_run_as_errors() -> None:
    suites = ElementTree.fromstring(junit(WHOLE))
    figures = {suite.get("name"): (suite.get("failures"), suite.get("errors")) for suite in suites}
    assert figures == {
        "upgrade": ("0", "0"),
        "drift": ("1", "1"),
        "row-security": ("0", "1"),
        "grants": ("1", "1"),
    }
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("6", "2", "3")


def test_markdown(snapshot: SnapshotAssertion) -> None:
    assert markdown(WHOLE) == snapshot


def test_summary_leaves_out_what_is_proven() -> None:
    told = summary(WHOLE)
    assert "run by Alembic" not in told
    assert "insert is allowed" in told


def test_github(snapshot: SnapshotAssertion) -> None:
    assert annotations(WHOLE, lambda path: f"shop/{path}") == snapshot


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        (WHOLE.stages[0], Verdict.PROVEN),
        (WHOLE.stages[1], Verdict.REFUTED),
        (WHOLE.stages[2], Verdict.NOT_RUN),
        (WHOLE.stages[3], Verdict.REFUTED),
        (StageResult("empty"), Verdict.NOT_RUN),
        (msgspec.structs.replace(WHOLE.stages[0], reason="interrupted"), Verdict.NOT_RUN),
    ],
)
def test_verdict_of_a_stage_is_the_worst(stage: StageResult, verdict: Verdict) -> None:
    assert stage.verdict is verdict


def test_a_run_is_proven_when_every_stage_is() -> None:
    assert PROVEN.proven
    assert not WHOLE.proven
    unrun = (*PROVEN.stages, WHOLE.stages[2])
    assert not msgspec.structs.replace(PROVEN, stages=unrun).proven
