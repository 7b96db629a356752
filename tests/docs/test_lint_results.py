"""What the document of lint results says, against what `ddllint check` found."""

from pathlib import Path

from docs_projects import SETTINGS, SQL, docs, make

WAIVED = """\
-- ddllint: waive DDL001 until 2199-12-31: a list of a supplier's
CREATE TABLE codes (id uuid PRIMARY KEY, misc text);
"""


def results(folder: Path) -> str:
    assert docs(folder).returncode == 0
    return (folder / "db/docs/LINT_VALIDATION_RESULTS.md").read_text("utf-8")


def test_findings_and_waivers_are_told_with_their_places(tmp_path: Path) -> None:
    make(tmp_path, WAIVED + SQL)
    text = results(tmp_path)

    assert "| `specs/shop.sql:2` | `DDL002` | error | column name \\`codes.misc\\` " in text
    assert (
        "| `specs/shop.sql:2` | `DDL001` | table \\`codes\\` has no comment "
        "| a list of a supplier's (until 2199-12-31) |\n"
    ) in text
    (row,) = (line for line in text.split("\n") if line.startswith("| `DDL002` |"))
    assert row.endswith("| 1 | 0 | 0 |")
    (row,) = (line for line in text.split("\n") if line.startswith("| `specs/shop.sql` |"))
    assert row.split(" | ")[1] == "2, 1 waived", "views without a comment, and the waived table"


def test_a_rule_that_did_not_run_is_not_told_as_clean(tmp_path: Path) -> None:
    make(tmp_path, settings=SETTINGS.replace("contracts: [api]\nmapping: mapping.yaml\n", ""))
    text = results(tmp_path)

    (row,) = (line for line in text.split("\n") if line.startswith("| `DDL003` |"))
    assert row.endswith("| not run: the settings name no contracts |  |  |")
    (head, _, row) = text.partition("## Files\n\n")[2].split("\n")[:3]
    assert row.split(" | ")[head.split(" | ").index("DDL003")] == "not run"


def test_a_finding_makes_the_document_stale(tmp_path: Path) -> None:
    make(tmp_path)
    assert docs(tmp_path).returncode == 0
    spec = tmp_path / "specs/shop.sql"
    spec.write_text(SQL.replace("note varchar(80)", "misc varchar(80)").replace("note", "misc"))

    run = docs(tmp_path, "--check")

    assert run.returncode == 1
    assert "+++ db/docs/LINT_VALIDATION_RESULTS.md (generated)" in run.stdout
