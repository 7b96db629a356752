"""Statements that the server would refuse: where, what, and what to do."""

import datetime

from ddllint.diagnostics.finding import Problem
from ddllint.lint.files import read_inputs
from ddllint.lint.run import lint
from ddllint.lint.selection import choose
from ddllint.rules.registry import ALWAYS, RULES
from ddllint.settings.load import without_file


def refused(tmp_path, monkeypatch, sql: str) -> list[Problem]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sql").write_text(sql)
    loaded = without_file()
    report = lint(
        read_inputs({"a.sql": None}, ignored=lambda _: False, stdin_name="-"),
        choose(loaded, RULES, ALWAYS, (), ()),
        loaded,
        contracts=lambda: None,
        today=datetime.date(2026, 1, 1),
    )
    return [finding.problem for finding in report.findings if finding.code == "SQL002"]


def test_a_target_that_is_declared_nowhere(tmp_path, monkeypatch) -> None:
    (problem,) = refused(tmp_path, monkeypatch, "ALTER TABLE s.orders ADD COLUMN n integer;")
    assert problem.message == 'relation "s.orders" is declared nowhere'
    assert str(problem.span) == "a.sql:1:15"
    assert problem.help == "Correct the name, or check the file that declares it as well."


def test_a_second_declaration_names_the_first(tmp_path, monkeypatch) -> None:
    sql = "CREATE TABLE t (id integer);\nCREATE TABLE t (id integer);"
    (problem,) = refused(tmp_path, monkeypatch, sql)
    assert str(problem.span) == "a.sql:2:14"
    assert [str(related.span) for related in problem.related] == ["a.sql:1:14"]
    assert problem.help == "Keep one of the two declarations."
