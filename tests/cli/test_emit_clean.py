"""What `ddllint emit` wrote has no findings: what was allowed by name says so where it stands."""

import re
from pathlib import Path

import pytest

from ddllint.cli.main import main

INI = "[alembic]\nscript_location = %(here)s/alembic\npath_separator = os\n"
OLD = """
CREATE TYPE mood AS ENUM ('fair', 'good', 'bad');
CREATE TABLE kind (id int PRIMARY KEY, size int CHECK (size > 0), note text);
CREATE TABLE gone (id int PRIMARY KEY);
CREATE TABLE felt (id int PRIMARY KEY, m mood);
CREATE TABLE p (id int NOT NULL, kind_id int, code varchar(20)) PARTITION BY RANGE (id);
CREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE b PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE c (id int NOT NULL, kind_id int, code varchar(20));
CREATE INDEX held ON p (code);
"""
NEW = """
CREATE TYPE mood AS ENUM ('fair', 'good');
CREATE TABLE kind (
    id int PRIMARY KEY, size bigint CHECK (size > 0),
    "from" int, until int, EXCLUDE ("from" WITH =, until WITH =)
);
CREATE TABLE felt (id int PRIMARY KEY, m mood);
CREATE TABLE p (
    id int PRIMARY KEY, kind_id int REFERENCES kind, code varchar(10) NOT NULL,
    UNIQUE (id, code)
) PARTITION BY RANGE (id);
CREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE b (id int NOT NULL, kind_id int, code varchar(20));
CREATE TABLE c PARTITION OF p FOR VALUES FROM (100) TO (200);
CREATE INDEX by_kind ON p (kind_id);
"""


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ddllint.yaml").write_text("specs: [specs]\n")
    (tmp_path / "alembic.ini").write_text(INI)
    (tmp_path / "alembic").mkdir()
    (tmp_path / "alembic/env.py").write_text("raise SystemExit('env.py must not run')\n")
    (tmp_path / "specs").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795505400")
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path / "specs/all.sql"


def _allowed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """`--allow` of all that is refused, as people are told to write it."""
    capsys.readouterr()
    assert main(["emit", "--no-check", "--dry-run"]) == 1
    keys = sorted(set(re.findall(r"--allow (\S+)", capsys.readouterr().out)))
    assert keys
    return [word for key in keys for word in ("--allow", key)]


def test_what_was_emitted_has_no_findings(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    specs.write_text(OLD)
    assert main(["emit", "--no-check"]) == 0
    specs.write_text(NEW)
    allowed = _allowed(capsys)
    assert main(["emit", "--no-check", *allowed]) == 0
    capsys.readouterr()
    outcome = main(["check", "alembic/versions", "--fail-on", "warning"])
    assert outcome == 0, capsys.readouterr().out
    text = max(Path("alembic/versions").glob("*.py")).read_text()
    waivers = re.findall(r"# ddllint: waive (.*)", text)
    assert "MIG109: allowed as drop-table:gone" in waivers
    assert "MIG109: allowed as drop-column:kind.note" in waivers
    for code, reason in (
        ("MIG108", "allowed as rewrite-column:kind.size"),
        ("MIG109", "allowed as narrow-column:p.code"),
        ("MIG114", "PostgreSQL has no gentler way"),
    ):
        assert any(
            one.startswith("MIG") and code in one and one.endswith(reason) for one in waivers
        )


def test_a_rename_says_who_asked_for_it(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table becomes the first partition of one that has its name now."""
    specs.write_text("CREATE TABLE t (id int NOT NULL, note text);")
    assert main(["emit", "--no-check"]) == 0
    specs.write_text(
        "CREATE TABLE t (id int NOT NULL, note text) PARTITION BY RANGE (id);\n"
        "-- ddllint: renamed-from t\n"
        "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10);"
    )
    assert main(["emit", "--no-check"]) == 0
    text = max(Path("alembic/versions").glob("*.py")).read_text()
    assert "# ddllint: waive MIG115: the specs say renamed-from\n" in text
    assert "ALTER TABLE t ATTACH PARTITION t_1" in text
    capsys.readouterr()
    assert main(["check", "alembic/versions", "--fail-on", "warning"]) == 0


def test_a_rule_of_the_other_way_is_waived_by_name_only(
    specs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody has to allow and has a gentle way carries no waiver."""
    specs.write_text(OLD)
    assert main(["emit", "--no-check"]) == 0
    specs.write_text(f"{OLD};\nCREATE INDEX by_kind ON p (kind_id);\nDROP INDEX held;")
    assert main(["emit", "--no-check"]) == 0
    assert "waive" not in max(Path("alembic/versions").glob("*.py")).read_text()
    capsys.readouterr()
    assert main(["check", "alembic/versions", "--fail-on", "warning"]) == 0
