"""Sources parsed by another process: the same as parsed here, whatever becomes of that process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from ddllint.processes import helper as processes
from ddllint.sql import ahead, parse
from ddllint.sql.ahead import parsed_ahead
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

SPECS = sorted((Path(__file__).parents[2] / "db/docs/specs").glob("*.sql"))
TEXTS = [
    *(path.read_bytes() for path in SPECS),
    b"",
    b"-- ddllint: waive DDL001: no comment\nCREATE TABLE a (b int);",
    b"CREATE TABLE broken (;\nCREATE TABLE whole (a int);",
    b"SELECT 1; VACUUM; CREATE TABLE a (b int) ; ",
    'CREATE TABLE "\u00fcber" ("\u2713" text); -- \u2713\n'.encode(),
    b"\\connect shop\nCREATE TABLE a (b int);",
    b"SELECT 1;\0",
]
SOURCES = tuple(Source(f"{number:02}.sql", text) for number, text in enumerate(TEXTS * 3))
HERE = [parse_source(source) for source in SOURCES]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fork beside xdist's threads


@pytest.fixture
def helpers(forked: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were made to parse these few sources."""
    monkeypatch.setattr(ahead, "WORTHWHILE_BYTES", 0)
    return forked


def told(parsed: ParsedSource) -> tuple[object, ...]:
    statements = [
        (one.statement.text, one.statement.kind, one.statement.base, bytes(one.body), one.node())
        for one in parsed.statements
    ]
    return parsed.source.path, statements, parsed.problems, parsed.directives


def assert_same() -> None:
    """What is parsed ahead is what is parsed here."""
    with parsed_ahead(SOURCES) as parsed:
        assert list(map(told, parsed)) == list(map(told, HERE))


def test_they_are_what_is_parsed_here(helpers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    parser = os.getpid()
    here: list[str] = []

    def counted(source: Source) -> ParsedSource:
        if os.getpid() == parser:
            here.append(source.path)
        return parse_source(source)

    monkeypatch.setattr(parse, "parse_source", counted)
    assert_same()
    assert len(helpers) == 1
    assert here == [one.source.path for one in HERE if one.problems]


def test_few_are_parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_can_fork", lambda: pytest.fail("asked for nothing"))
    assert_same()


@pytest.mark.parametrize("function", ["fork", "pipe"])
def test_without_another_process(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def refused() -> None:
        raise OSError("no more of these")

    monkeypatch.setattr(os, function, refused)
    assert_same()
    assert not helpers


def test_without_memory(helpers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_ROOM", 1)
    assert_same()
    assert len(helpers) == 1


@pytest.mark.parametrize("after", [0, 1, 9, 30])
def test_when_the_other_process_ends(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    parser = os.getpid()
    count = iter(range(len(SOURCES)))

    def dies(source: Source) -> ParsedSource:
        if os.getpid() != parser and next(count) == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return parse_source(source)

    monkeypatch.setattr(parse, "parse_source", dies)
    assert_same()
    assert len(helpers) == 1


@pytest.mark.parametrize("lot", [b"\0", b"\0\0\0\x20["])
def test_when_its_words_are_cut_off(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch, lot: bytes
) -> None:
    def mumbles(_sources: object, _trees: object, pipe: BinaryIO) -> None:
        pipe.write(lot)

    monkeypatch.setattr(ahead, "_go_ahead", mumbles)
    assert_same()
    assert len(helpers) == 1


def test_it_ends_with_whoever_asked(helpers: list[int]) -> None:
    with parsed_ahead(SOURCES) as parsed:
        assert told(next(parsed)) == told(HERE[0])
    assert len(helpers) == 1


def test_it_ends_with_an_error(helpers: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), parsed_ahead(SOURCES):
        raise ZeroDivisionError
    assert len(helpers) == 1


def test_it_ends_with_its_parent() -> None:
    """A parent that is killed cannot end it: it finds nobody at the other end of the pipe."""
    script = """
import os, signal
from ddllint.processes import helper as machinery
from ddllint.sql import ahead
from ddllint.sql.source import Source

def noted():
    helper = fork()
    if helper:
        print(helper, flush=True)
    return helper

machinery._can_fork = lambda: True
fork, os.fork = os.fork, noted
with ahead.parsed_ahead([Source("a.sql", b"CREATE TABLE a (b int);" * 3000)] * 400) as parsed:
    next(parsed)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    run = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=60, check=False
    )
    assert run.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 30
    while _runs(int(run.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"  # whoever adopts it may be slow to notice
