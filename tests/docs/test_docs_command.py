"""`ddllint docs` as users run it: what it writes, keeps, removes and refuses."""

import os
import shutil
from pathlib import Path

import pytest
from docs_projects import ROOT, SETTINGS, SQL, docs, make, written
from syrupy.assertion import SnapshotAssertion

PAGES = [
    "CONTRACT_MATRIX.md",
    "DDL_LINT_RULES.md",
    "INDEX_PLAN.md",
    "LINT_VALIDATION_RESULTS.md",
    "ROLES_AND_GRANTS.md",
    "data_dictionary/data_dictionary.md",
    "data_dictionary/orders.md",
    "data_dictionary/tenants.md",
    "data_dictionary/totals.md",
    "data_dictionary/v_totals.md",
    "erd/erd.md",
    "erd/erd.svg",
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("docs"))
    assert docs(folder).returncode == 0
    return folder


@pytest.fixture(name="project")
def project_with_documents(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "project"))


def page(project: Path, name: str) -> Path:
    return project / "db/docs" / name


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_documents_of_this_repository_are_up_to_date() -> None:
    run = docs(ROOT, "--check")

    assert (run.returncode, run.stderr) == (0, ""), f"run `ddllint docs`\n{run.stdout}"
    assert run.stdout.endswith(" documents up to date\n")


def test_the_working_folder_does_not_matter(tmp_path: Path) -> None:
    here = docs(ROOT, "--check")

    run = docs(tmp_path, "--check", "--config", str(ROOT / "ddllint.yaml"))

    assert (run.returncode, run.stdout, run.stderr) == (0, here.stdout, "")


def test_what_is_written(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    run = docs(make(tmp_path))

    assert (run.returncode, run.stderr) == (0, "")
    assert sorted(line.removeprefix("wrote db/docs/") for line in run.stdout.splitlines()) == PAGES
    found = written(tmp_path)
    assert sorted(found) == PAGES
    del found["DDL_LINT_RULES.md"], found["LINT_VALIDATION_RESULTS.md"]  # change with each rule
    assert found == snapshot


def test_the_rules_page_has_the_rules_in_effect(tmp_path: Path) -> None:
    make(
        tmp_path, settings=SETTINGS + "rules: {DDL006: {severity: 'off'}, DDL001: {columns: [id]}}"
    )
    docs(tmp_path)

    text = page(tmp_path, "DDL_LINT_RULES.md").read_text("utf-8")
    assert "\nOff: `DDL006`.\n" in text
    assert "## DDL006" not in text
    assert '- `columns`: `["id"]`' in text
    assert "\n### Why\n" in text


def test_a_second_run_has_nothing_to_do(project: Path) -> None:
    before = written(project)

    run = docs(project)

    assert (run.returncode, run.stdout) == (0, "12 documents already up to date\n")
    assert docs(project, "--check").stdout == "12 documents up to date\n"
    assert written(project) == before


def test_drift_is_shown_and_nothing_is_written(project: Path) -> None:
    edit(project / "specs/shop.sql", "note varchar(80)", "note varchar(90)")
    before = written(project)

    run = docs(project, "--check")

    assert run.returncode == 1
    assert "--- db/docs/data_dictionary/orders.md\n" in run.stdout
    assert "\n-| `note` | `varchar(80)` |" in run.stdout
    assert "\n+| `note` | `varchar(90)` |" in run.stdout
    assert run.stdout.endswith("\n3 of 12 documents out of date: run `ddllint docs`\n")
    assert written(project) == before
    assert docs(project).returncode == 0
    assert docs(project, "--check").returncode == 0


def test_a_document_edited_by_hand_is_drift(project: Path) -> None:
    edit(page(project, "INDEX_PLAN.md"), "*nothing*", "my idea")

    run = docs(project, "--check")

    assert run.returncode == 1
    assert "my idea" in run.stdout


def test_a_missing_document_is_drift(project: Path) -> None:
    page(project, "erd/erd.svg").unlink()

    run = docs(project, "--check")

    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "db/docs/erd/erd.svg: missing"


def test_a_long_diff_is_cut(project: Path) -> None:
    target = page(project, "erd/erd.svg")
    lines = target.read_text("utf-8").splitlines()
    target.write_text("\n".join([*lines, *["<g/>"] * 300, ""]), encoding="utf-8")

    run = docs(project, "--check")

    assert run.stdout.count("\n") == 202
    assert run.stdout.splitlines()[-2] == "... and 107 more lines of db/docs/erd/erd.svg"


def test_what_people_write_stays(project: Path) -> None:
    target = page(project, "data_dictionary/orders.md")
    edit(target, "keep notes -->\n", "keep notes -->\n## Ours\n\nAsk | Ann.\n")
    edit(project / "specs/shop.sql", "note varchar(80)", "note varchar(90)")

    assert docs(project).returncode == 0

    text = target.read_text("utf-8")
    assert "keep notes -->\n## Ours\n\nAsk | Ann.\n<!-- ddllint:end notes -->\n" in text
    assert "varchar(90)" in text


def test_around_the_role_matrix_all_is_peoples(project: Path) -> None:
    target = page(project, "ROLES_AND_GRANTS.md")
    target.write_text("Before\r\n" + target.read_text("utf-8") + "After", encoding="utf-8")
    edit(project / "specs/shop.sql", "GRANT SELECT, INSERT", "GRANT SELECT")

    assert docs(project).returncode == 0

    text = target.read_text("utf-8")
    assert text.startswith("Before\n# Roles")
    assert text.endswith("-->\nAfter")
    assert "| select, update (note) |" in text


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("erd/erd.md", "<!-- ddllint:end notes -->\n", "", ":6:1: the region `notes` has no end"),
        (
            "erd/erd.md",
            "<!-- ddllint:keep notes -->\n",
            "",
            ":6:1: `end notes` ends no region that is open",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:keep notes -->\n<!-- ddllint:end notes -->\n",
            "Mine.\n",
            ":1:1: the region `notes`, which this file had, is gone",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:keep notes -->",
            "<!-- ddllint:kept notes -->",
            ":6:1: the mark `<!-- ddllint:kept notes -->` cannot be read",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:keep notes -->",
            "x <!-- ddllint:keep notes -->",
            ":6:1: the mark `<!-- ddllint:keep notes -->` cannot be read",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:keep notes -->",
            "<!-- ddllint:begin notes -->",
            ":6:1: a region of this file begins with `keep`, not with `begin`",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:end notes -->",
            "<!-- ddllint:keep more -->",
            ":7:1: the region `notes` has not ended yet",
        ),
        (
            "erd/erd.md",
            "<!-- ddllint:end notes -->",
            "<!-- ddllint:end notes -->\n<!-- ddllint:keep notes -->\n<!-- ddllint:end notes -->",
            ":8:1: there are two regions `notes`",
        ),
        (
            "erd/erd.md",
            "keeps=notes by",
            "by",
            ":1:1: the mark of a generated file cannot be read",
        ),
        (
            "ROLES_AND_GRANTS.md",
            "<!-- ddllint:begin role-matrix -->",
            "",
            ": `end role-matrix` ends no region that is open",
        ),
        (
            "INDEX_PLAN.md",
            "<!-- ddllint:generated",
            "Mine. <!-- generated",
            ":1:1: this file was not generated by ddllint, and is not overwritten",
        ),
    ],
)
def test_broken_marks_are_errors_and_nothing_is_lost(
    project: Path, name: str, old: str, new: str, told: str
) -> None:
    edit(page(project, name), old, new)
    edit(project / "specs/shop.sql", "note varchar(80)", "note varchar(90)")
    before = written(project)

    run = docs(project)

    assert run.returncode == 2
    assert told in run.stderr
    assert written(project) == before


def test_a_region_that_is_no_more_must_be_empty(project: Path) -> None:
    target = page(project, "erd/erd.md")
    edit(target, "keeps=notes", "keeps=notes,other")
    empty = "<!-- ddllint:keep other -->\n<!-- ddllint:end other -->\n"
    edit(target, "<!-- ddllint:end notes -->\n", "<!-- ddllint:end notes -->\n" + empty)
    assert docs(project).returncode == 0
    assert "other" not in target.read_text("utf-8")
    edit(target, "keeps=notes", "keeps=notes,other")
    full = "<!-- ddllint:keep other -->\nMine.\n<!-- ddllint:end other -->\n"
    edit(target, "<!-- ddllint:end notes -->\n", "<!-- ddllint:end notes -->\n" + full)

    run = docs(project)

    assert run.returncode == 2
    assert "the region `other` has text" in run.stderr
    assert "Mine." in target.read_text("utf-8")


def test_pages_of_what_is_gone_are_removed(project: Path) -> None:
    edit(
        project / "specs/shop.sql",
        "CREATE VIEW v_totals AS SELECT tenant_id, cents FROM totals;",
        "",
    )
    own = page(project, "data_dictionary/README.md")
    own.write_text("Ours.")

    checked = docs(project, "--check")
    run = docs(project)

    assert checked.returncode == 1
    assert "db/docs/data_dictionary/v_totals.md: of something that is gone\n" in checked.stdout
    assert "removed db/docs/data_dictionary/v_totals.md\n" in run.stdout
    assert not page(project, "data_dictionary/v_totals.md").exists()
    assert own.read_text() == "Ours."


def test_a_page_of_what_is_gone_is_not_removed_with_peoples_text(project: Path) -> None:
    target = page(project, "data_dictionary/v_totals.md")
    edit(target, "keep notes -->\n", "keep notes -->\nAsk Ann.\n")
    edit(
        project / "specs/shop.sql",
        "CREATE VIEW v_totals AS SELECT tenant_id, cents FROM totals;",
        "",
    )
    before = written(project)

    run = docs(project)

    assert run.returncode == 2
    assert "this page is of something that is gone, and has text of people's" in run.stderr
    assert written(project) == before


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE", "specs/shop.sql:1:12: "),
        ("ALTER TABLE nowhere ADD COLUMN a int;", "specs/shop.sql:1:13: "),
        ("-- nothing", "ddllint: no SQL statement in the specs"),
    ],
)
def test_specs_that_cannot_be_read_whole_make_no_documents(
    project: Path, sql: str, told: str
) -> None:
    (project / "specs/shop.sql").write_text(sql)
    before = written(project)

    run = docs(project)

    assert run.returncode == 2
    assert run.stderr.startswith(told)
    assert written(project) == before


def test_without_contracts_there_is_no_matrix(tmp_path: Path) -> None:
    make(tmp_path, settings="specs: [specs]\n")

    run = docs(tmp_path)

    assert run.returncode == 0
    assert run.stderr == "ddllint: no contract-matrix: the settings name no contracts\n"
    assert not page(tmp_path, "CONTRACT_MATRIX.md").exists()
    assert "No contract describes an operation" in page(tmp_path, "INDEX_PLAN.md").read_text()


def test_the_settings_choose_the_documents_and_their_places(tmp_path: Path) -> None:
    places = "docs: {dictionary: pages, erd: null, index-plan: plan.md, contract-matrix: null, lint-rules: null, lint-results: null, role-matrix: null}\n"  # noqa: E501
    make(tmp_path, settings=SETTINGS + places)
    (tmp_path / "sub").mkdir()

    run = docs(tmp_path / "sub")

    assert run.returncode == 0
    assert sorted(run.stdout.splitlines())[-1] == "wrote ../plan.md"
    assert not (tmp_path / "db").exists()
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {
        "data_dictionary.md",
        "orders.md",
        "tenants.md",
        "totals.md",
        "v_totals.md",
    }
    assert "[specs/shop.sql](../specs/shop.sql)" in (tmp_path / "pages/orders.md").read_text()


def test_several_folders_of_specs_make_several_diagrams(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "specs/stock").mkdir()
    (tmp_path / "specs/stock/items.sql").write_text(
        "CREATE TABLE items (id int PRIMARY KEY, order_id uuid REFERENCES orders (id));"
    )

    assert docs(tmp_path).returncode == 0

    assert "## specs\n" in page(tmp_path, "erd/erd.md").read_text()
    assert ">elsewhere<" in page(tmp_path, "erd/stock.svg").read_text()
    assert not page(tmp_path, "erd/erd.svg").exists()


def test_two_orders_of_the_same_statements_give_the_same_pages(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    statements = [f"{part.strip()};\n" for part in SQL.split(";\n") if part.strip()]
    make(first, sql="".join(statements))
    grants = [part for part in statements if part.startswith(("COMMENT", "GRANT"))]
    others = [part for part in statements if part not in grants]
    make(second, sql="".join([*others, *grants]))
    docs(first)
    docs(second)

    pages, others = written(first), written(second)
    place = "LINT_VALIDATION_RESULTS.md"  # which has lines of the specs
    assert pages.pop(place) != others.pop(place)
    assert pages == others


def test_folders_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    make(tmp_path, settings="specs: [specs, more]\n")
    for folder, table in (("specs/a", "one"), ("specs/b/a", "two")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.sql").write_text(f"CREATE TABLE {table} (id int PRIMARY KEY);")
    (tmp_path / "more").mkdir()
    (tmp_path / "more/y.sql").write_text("CREATE TABLE three (id int PRIMARY KEY);")

    assert docs(tmp_path).returncode == 0

    pictures = {name for name in written(tmp_path) if name.endswith(".svg")}
    assert pictures == {
        "erd/more.svg",
        "erd/specs.svg",
        "erd/specs=2fa.svg",
        "erd/specs=2fb=2fa.svg",
    }


def test_a_spec_may_have_any_name(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "specs/b [x](y) #1.sql").write_text("CREATE TABLE extra (id int PRIMARY KEY);")
    bytes_alone = os.fsdecode(b"c\xff.sql")
    (tmp_path / "specs" / bytes_alone).write_text("CREATE TABLE more (id int PRIMARY KEY);")

    assert docs(tmp_path).returncode == 0

    text = page(tmp_path, "data_dictionary/extra.md").read_text("utf-8")
    shown, target = r"specs/b \[x\](y) \#1.sql", "b%20%5Bx%5D%28y%29%20%231.sql"
    assert f"[{shown}](../../../specs/{target})" in text
    assert r"specs/c\\xff.sql" in page(tmp_path, "data_dictionary/more.md").read_text("utf-8")
    assert docs(tmp_path, "--check").returncode == 0


def test_mistakes_in_the_contract_are_told(project: Path) -> None:
    edit(project / "api/shop.yaml", "type: number", "type: numbre")

    run = docs(project)

    assert run.returncode == 0
    assert run.stderr == "ddllint: 1 mistake in contracts and mapping: `ddllint check` tells\n"


def test_several_schemas_make_several_diagrams(tmp_path: Path) -> None:
    make(tmp_path, sql=SQL + "CREATE SCHEMA stock; CREATE TABLE stock.items (id int PRIMARY KEY);")

    assert docs(tmp_path).returncode == 0

    pictures = {name for name in written(tmp_path) if name.endswith(".svg")}
    assert pictures == {"erd/public.svg", "erd/stock.svg"}


def test_a_schema_without_tables_has_documents(tmp_path: Path) -> None:
    make(tmp_path, sql="CREATE TYPE mood AS ENUM ('good', 'bad');", settings="specs: [specs]\n")

    assert docs(tmp_path).returncode == 0
    assert docs(tmp_path, "--check").returncode == 0
    assert "| `mood` | enum |  |" in page(tmp_path, "data_dictionary/data_dictionary.md").read_text(
        "utf-8"
    )


def test_two_documents_cannot_have_the_same_place(tmp_path: Path) -> None:
    make(tmp_path, settings=SETTINGS + "docs: {index-plan: a.md, lint-rules: ./a.md}\n")

    run = docs(tmp_path)

    assert run.returncode == 2
    assert run.stderr.startswith("ddllint: two documents have the same place, a.md\n")
    assert not (tmp_path / "a.md").exists()
