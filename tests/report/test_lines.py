"""The lines that findings show: of what was read, never of what was refused."""

import os
from pathlib import Path

import pytest

from ddllint.diagnostics.span import Span
from ddllint.report.lines import line_reader
from ddllint.sql.source import Source


def line(path: str, number: int = 1) -> str:
    return line_reader({})(Span(path, number, 1, number, 1))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path


def test_sql_is_at_hand_and_other_files_are_read(project: Path) -> None:
    Path("a.yaml").write_bytes(b"\xef\xbb\xbfone: 1\r\ntwo: 2\r\n")
    assert line("a.yaml", 2).rstrip() == "two: 2"
    assert line("a.yaml", 1).rstrip() == "one: 1"
    (project / "beside.yaml").write_text("x: 1")
    assert line("../beside.yaml") == "x: 1"
    at_hand = line_reader({"a.yaml": Source("a.yaml", b"SELECT 1")})
    assert at_hand(Span("a.yaml", 1, 1, 1, 1)) == "SELECT 1"
    assert line("gone.yaml") == ""


def test_a_link_out_of_the_project_shows_nothing_of_what_it_leads_to(project: Path) -> None:
    (project / "secret").write_text("password")
    Path("out.yaml").symlink_to(project / "secret")
    Path("a.yaml").write_text("one: 1")
    Path("within.yaml").symlink_to("a.yaml")
    assert line("out.yaml") == ""
    assert line("within.yaml") == "one: 1"


@pytest.mark.usefixtures("project")
def test_a_device_is_not_opened() -> None:
    os.mkfifo("pipe.yaml")  # to read it would wait for ever
    assert line("pipe.yaml") == ""
