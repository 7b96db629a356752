"""A hundred megabytes on one line, and what else is long: bounded time and memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from ddllint.diagnostics.span import Span
from ddllint.sql.parse import MAX_STATEMENT_BYTES, parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

MEGABYTES = 100
MEMORY = 1024 * 1024 * 1024
SECONDS = 20

# In a process of its own, which the kernel ends at the limits.
PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source
head, body, tail = (part.encode().decode("unicode_escape").encode() for part in sys.argv[1:4])
data = head + body * ({size} // len(body)) + tail
found = parse_source(Source("f.sql", data))
for problem in found.problems:
    print(problem.span.line, problem.message)
print(*(one.statement.kind for one in found.statements))
"""


def run(head: str, body: str, tail: str) -> list[str]:
    program = PROGRAM.format(memory=MEMORY, seconds=SECONDS, size=MEGABYTES * 1024 * 1024)
    answer = subprocess.run(
        [sys.executable, "-c", program, head, body, tail],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return answer.stdout.splitlines()


TAIL = ";\\ncreate table a (i int);"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "body", "tail", "expected"),
    [
        ("insert into t values ", "(1,'a b','c;d',NULL),", "(1)" + TAIL, ["InsertStmt CreateStmt"]),
        ("-- ", "x \u00e9 ' ", TAIL, ["CreateStmt"]),
        ("select '", "x y ; ", "'" + TAIL, ["SelectStmt CreateStmt"]),
        (
            "",
            "foo 'x' ( baz ",
            TAIL,
            ["1 statement of 100.0 MB is longer than the limit of 1 MB", "CreateStmt"],
        ),
        ("COPY t FROM stdin;\\n", "1\\tit's\\t;$$\\n", "\\\\.\\n" + TAIL, ["CopyStmt CreateStmt"]),
    ],
    ids=["insert", "comment", "literal", "garbage", "copy"],
)
def test_a_hundred_megabytes(head: str, body: str, tail: str, expected: list[str]) -> None:
    assert run(head, body, tail) == expected


def parsed(text: str) -> ParsedSource:
    return parse_source(Source("f.sql", text.encode()))


def test_a_hundred_thousand_statements_and_an_error() -> None:
    """Each part of the work that grew with the square of the statements would take minutes."""
    count = 100_000
    found = parsed("set a = 'é';" * count + " selct 1; -- ddllint: waive A")
    assert len(found.statements) == count
    (problem,) = found.problems
    assert problem.span == Span("f.sql", 1, count * 12 + 2, 1, count * 12 + 7)
    assert [one.start for one in found.directives] == [count * 13 + 10]
    statement = found.statements[-1].statement
    assert statement.text == "set a = 'é'"
    columns = [found.source.position(one.statement.start)[1] for one in found.statements]
    assert columns == list(range(1, count * 12, 12))


@pytest.mark.parametrize("error", ["", "selct;"])
def test_portions_join_without_a_seam(error: str) -> None:
    """Text over a megabyte is parsed in portions; places count from each portion's start."""
    rows = [f"create table t{n} (é{n} int, b text default 'ü;') -- é" for n in range(25_000)]
    text = "\n;".join(rows) + "\n;" + error
    found = parsed(text)
    assert len(found.problems) == bool(error)
    data = found.source.data
    assert len(data) > 1024 * 1024
    assert len(found.statements) == len(rows)
    for number, one in enumerate(found.statements):
        node = one.node()
        offset = one.statement.base + node.elements[0].column.location
        assert data.startswith(f"é{number} int".encode(), offset)
        assert one.statement.text == rows[number][:-5]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("insert into t values (1, '", "InsertStmt"),
        ("UPDATE t SET a = '", "UpdateStmt"),
        ("/* x */ delete from t where a = '", "DeleteStmt"),
        ("merge into t using u on a = '", "MergeStmt"),
        ("copy t from '", "CopyStmt"),
        ("((select '", "SelectStmt"),
        ("values ('", "SelectStmt"),
        ("with a as (select '", "SelectStmt"),
    ],
)
def test_long_statements_of_data_are_known_by_their_first_word(head: str, kind: str) -> None:
    found = parsed(f"select 1;{head}{'x' * MAX_STATEMENT_BYTES}'; set a = 1")
    assert found.problems == ()
    kinds = [one.statement.kind for one in found.statements]
    assert kinds == ["SelectStmt", kind, "VariableSetStmt"]


def test_other_long_statements_are_not_checked_and_said_so() -> None:
    found = parsed(f"set a = 1;\ncomment on table é is '{'x' * MAX_STATEMENT_BYTES}'; set a = 1")
    (problem,) = found.problems
    assert problem.message == "statement of 1.0 MB is longer than the limit of 1 MB"
    assert problem.span == Span("f.sql", 2, 1, 2, 8)
    assert problem.help.startswith("Split it. ")
    assert len(found.statements) == 2


def test_a_long_statement_with_an_open_quote_is_resumed_behind_it() -> None:
    text = f"insert into t values ('x);\ncreate table a (i int);\n{'x ' * MAX_STATEMENT_BYTES}"
    found = parsed(text)
    assert [one.statement.kind for one in found.statements] == ["CreateStmt"]
    assert found.problems[0].span == Span("f.sql", 1, 23, 1, 24)
    assert found.problems[0].help == (
        "Close it. The statement was not checked; the rest of the file was."
    )


@pytest.mark.parametrize(
    "open_", ["insert into t values ('", 'select 1 as "', "do $$", "select /*"]
)
def test_a_quote_left_open_before_megabytes(open_: str) -> None:
    found = parsed(f"set a = 1; {open_}{'é y; ' * MAX_STATEMENT_BYTES}")
    (problem,) = found.problems
    assert problem.message == "a quote or comment that begins here is not closed"
    assert problem.span.column == 11 + len(open_) - (1 if open_[-1] in "'\"" else 2) + 1
    assert problem.help == "Close it. Nothing from here to the end of the file was checked."
    assert len(found.statements) == 1


def test_a_comment_of_megabytes_is_no_part_of_a_statement() -> None:
    found = parsed(f"create table a (i int) -- {'é; ' * MAX_STATEMENT_BYTES}\n;set a = 1")
    assert found.problems == ()
    assert [one.statement.text for one in found.statements] == [
        "create table a (i int)",
        "set a = 1",
    ]
