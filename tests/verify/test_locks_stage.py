"""Stage locks: what revisions do to tables with rows, and what it says of those that hurt."""

from pathlib import Path

import pytest
from verifying import line_of, refuted, stage, told

from ddllint.postgres.server import Server
from ddllint.revisions.actions import Effect
from ddllint.verify.model import Proof, StageResult, Verdict

FOLDER = Path("alembic/versions")
LAST = "202611240703"
ADDED = "202611240704"
PREDICTED = "its locks, scans and rewrites are those predicted"
REWRITES = "no table with rows is rewritten"
BLOCK = """
with op.get_context().autocommit_block():
        op.execute({statement!r})
"""


def add_revision(*lines: str) -> Path:
    """A revision on top of the others; the lines are its upgrade()."""
    body = "\n    ".join(line.strip("\n") for line in lines)
    path = FOLDER / f"{ADDED}_added.py"
    path.write_text(
        "from alembic import op\n\n"
        f'revision = "{ADDED}"\ndown_revision = "{LAST}"\n\n\n'
        f"def upgrade():\n    {body}\n\n\ndef downgrade():\n    pass\n"
    )
    return path


def execute(statement: str) -> str:
    return f"op.execute({statement!r})"


def of_added(result: StageResult) -> list[Proof]:
    return [one for one in result.proofs if one.object == ADDED]


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = stage(each_server, "locks")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    policies = [one for one in result.proofs if "`CREATE POLICY" in one.evidence]
    assert len(policies) == 5
    assert all(": ACCESS EXCLUSIVE on " in one.evidence for one in policies)
    rewrites = [one for one in result.proofs if one.promise == REWRITES]
    assert [one.evidence for one in rewrites] == [
        "there was no table before",
        *["6 tables had rows"] * 3,
    ]


CONCURRENTLY = {
    "CREATE INDEX CONCURRENTLY by_error ON dead_events (error_code)": "dead_events",
    "CREATE INDEX CONCURRENTLY by_state ON mv_reconciliation_status (state)": (
        "mv_reconciliation_status"
    ),
    "DROP INDEX CONCURRENTLY idx_dead_events_tenant_id_ingested_at": "dead_events",
}


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("statement", CONCURRENTLY)
def test_locks_outside_of_a_transaction_are_seen(server: Server, statement: str) -> None:
    lines = [execute("SET ROLE app_admin")] if "mv_" in statement else []
    add_revision(*lines, BLOCK.format(statement=statement))
    result = stage(server, "locks")
    proof = next(one for one in of_added(result) if one.promise == PREDICTED)
    assert proof.verdict is Verdict.PROVEN, proof.evidence
    assert f": SHARE UPDATE EXCLUSIVE on {CONCURRENTLY[statement]}" in proof.evidence


@pytest.mark.usefixtures("reference")
def test_rows_that_a_revision_inserts_stay(server: Server) -> None:
    add_revision(
        execute("CREATE TABLE currencies (code text PRIMARY KEY)"),
        execute("INSERT INTO currencies VALUES ('EUR')"),
    )
    text = (FOLDER / f"{ADDED}_added.py").read_text()
    later = text.replace(f'"{ADDED}"', '"202611240705"').replace(f'"{LAST}"', f'"{ADDED}"')
    statements = """
CREATE TABLE prices (code text NOT NULL REFERENCES currencies, cents int);
INSERT INTO prices VALUES ('EUR', 1);
"""
    (FOLDER / "202611240705_later.py").write_text(
        later.replace("CREATE TABLE currencies (code text PRIMARY KEY)", "SELECT 1").replace(
            "\"INSERT INTO currencies VALUES ('EUR')\"", repr(statements)
        )
    )
    result = stage(server, "locks")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []


@pytest.mark.usefixtures("reference")
def test_commit_that_is_refused(server: Server) -> None:
    path = add_revision(
        execute(
            "ALTER TABLE dead_events ADD COLUMN parent uuid REFERENCES tenants (id)"
            " DEFERRABLE INITIALLY DEFERRED"
        ),
        execute("ALTER TABLE dead_events NO FORCE ROW LEVEL SECURITY"),
        execute("ALTER TABLE dead_events DISABLE ROW LEVEL SECURITY"),
        execute("UPDATE dead_events SET parent = gen_random_uuid()"),
    )
    (proof,) = refuted(stage(server, "locks"))
    assert "violates foreign key constraint" in proof.evidence
    assert proof.span is not None
    assert (proof.span.path, proof.span.line) == (str(path), line_of(path, "UPDATE"))


@pytest.mark.usefixtures("reference")
def test_lock_of_an_earlier_statement_is_not_told_again(server: Server) -> None:
    add_revision(
        execute("ALTER TABLE dead_events ALTER correlation_id SET DEFAULT NULL"),
        execute("ALTER TABLE dead_events ALTER source SET STATISTICS 200"),
        execute("ALTER TABLE tenants ALTER name DROP NOT NULL"),
    )
    found = [one for one in of_added(stage(server, "locks")) if one.promise == PREDICTED]
    assert {one.verdict for one in found} == {Verdict.PROVEN}
    assert [one.evidence.partition("`: ")[2].partition(";")[0] for one in found] == [
        "ACCESS EXCLUSIVE on dead_events",
        "ACCESS EXCLUSIVE on dead_events",
        "ACCESS EXCLUSIVE on tenants",
    ]


@pytest.mark.usefixtures("reference")
def test_prediction_that_is_wrong(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    path = add_revision(execute("ALTER TABLE tenants ALTER name SET NOT NULL"))
    text = "ALTER TABLE tenants"

    from ddllint.revisions import read

    true = read.effects
    monkeypatch.setattr(
        read,
        "effects",
        lambda parsed, scene: Effect() if text in parsed.statement.text else true(parsed, scene),
    )
    (proof,) = refuted(stage(server, "locks"))
    assert proof.promise == PREDICTED
    assert "ACCESS EXCLUSIVE on tenants" in proof.evidence
    assert proof.evidence.endswith("predicted: nothing")
    assert proof.span is not None
    assert (proof.span.path, proof.span.line) == (str(path), line_of(path, text))


@pytest.mark.usefixtures("reference")
def test_statement_that_cannot_be_seen_into_is_not_proven(server: Server) -> None:
    add_revision(execute("DO $$ BEGIN ALTER TABLE tenants ALTER name SET DEFAULT 'x'; END $$"))
    result = stage(server, "locks")
    (proof,) = (one for one in of_added(result) if one.verdict is Verdict.NOT_RUN)
    assert "what a DO block does is not looked at" in proof.evidence
