"""Statements that the server would refuse: where, what, and what to do."""

import datetime

from ddllint.diagnostics.finding import Problem
from ddllint.lint.files import read_inputs
from ddllint.lint.result import Report
from ddllint.lint.run import lint
from ddllint.lint.selection import choose
from ddllint.rules.registry import ALWAYS, schema_rules
from ddllint.settings.load import without_file


def refused(tmp_path, monkeypatch, sql: str) -> list[Problem]:
    report = checked(tmp_path, monkeypatch, sql)
    return [finding.problem for finding in report.findings if finding.code == "SQL002"]


def checked(tmp_path, monkeypatch, sql: str) -> Report:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sql").write_text(sql)
    loaded = without_file()
    return lint(
        read_inputs({"a.sql": None}, ignored=lambda _: False, stdin_name="-"),
        choose(loaded, schema_rules(), ALWAYS, (), ()),
        loaded,
        contracts=lambda: None,
        today=datetime.date(2026, 1, 1),
    )


def test_a_target_that_is_declared_nowhere(tmp_path, monkeypatch) -> None:
    (problem,) = refused(tmp_path, monkeypatch, "ALTER TABLE s.orders ADD COLUMN n integer;")
    assert problem.message == 'relation "s.orders" is declared nowhere'
    assert str(problem.span) == "a.sql:1:15"
    assert problem.help == "Correct the name, or check the file that declares it as well."


def test_a_target_that_a_block_may_make_is_not_checked(tmp_path, monkeypatch) -> None:
    block = "DO $$ BEGIN EXECUTE 'CREATE SCHEMA shop'; END $$;\n"
    report = checked(tmp_path, monkeypatch, f"{block}GRANT USAGE ON SCHEMA shop TO PUBLIC;")
    assert not report.findings
    assert [(one.line, one.statement) for one in report.unmodelled] == [(1, "DO"), (2, "GRANT")]
    (problem,) = refused(tmp_path, monkeypatch, f"{block}GRANT USAGE ON SCHEMA store TO PUBLIC;")
    assert problem.message == 'schema "store" is declared nowhere'


def test_a_second_declaration_names_the_first(tmp_path, monkeypatch) -> None:
    sql = "CREATE TABLE t (id integer);\nCREATE TABLE t (id integer);"
    (problem,) = refused(tmp_path, monkeypatch, sql)
    assert str(problem.span) == "a.sql:2:14"
    assert [str(related.span) for related in problem.related] == ["a.sql:1:14"]
    assert problem.help == "Keep one of the two declarations."


def test_what_lacks_one_object_is_told_once(tmp_path, monkeypatch) -> None:
    sql = (
        "COMMENT ON TABLE orders IS 'a';\nCOMMENT ON COLUMN orders.n IS 'b';\n"
        "CREATE INDEX i ON orders (n);\n"
    )
    (problem,) = refused(tmp_path, monkeypatch, sql)
    assert problem.message == 'relation "orders" is declared nowhere; 2 more statements need it'
    assert str(problem.span) == "a.sql:1:18"


def test_what_follows_from_a_refused_statement_is_not_told(tmp_path, monkeypatch) -> None:
    sql = (
        "CREATE VIEW v AS SELECT n FROM orders;\nCOMMENT ON VIEW v IS 'a';\n"
        "CREATE INDEX i ON orders (n);\nCOMMENT ON INDEX i IS 'b';\n"
    )
    (problem,) = refused(tmp_path, monkeypatch, sql)
    assert problem.message == 'relation "orders" is declared nowhere; 1 more statement needs it'


def test_what_may_be_declared_where_nothing_was_read_is_not_checked(tmp_path, monkeypatch) -> None:
    sql = (
        "CREATE TABEL orders (n integer);\nCOMMENT ON TABLE orders IS 'a';\n"
        "CREATE TABLE items (id integer PRIMARY KEY, n integer REFERENCES orders);\n"
    )
    report = checked(tmp_path, monkeypatch, sql)
    assert [f.code for f in report.findings if f.code in ("SQL001", "SQL002", "REF101")] == [
        "SQL001"
    ]
    told = {(one.meta.code, one.what.object): one.what.reason for one in report.unchecked}
    assert told == {
        ("SQL002", "orders"): 'relation "orders" is declared nowhere, but `a.sql` holds what '
        "cannot be parsed",
        ("REF101", "items.n"): "foreign key `items_n_fkey` of `items` refers to `orders`, which no "
        "file declares, but `a.sql` holds what cannot be parsed",
    }
