"""Any text at all: nothing is lost, nothing is invented, nothing fails."""

import codecs
import itertools
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pglast.parser import ParseError, parse_sql_json
from pglast.parser import split as split_by_parser
from sources import parsed

import ddllint
from ddllint.lint.encoding import decoded
from ddllint.sql.lexer import outline
from ddllint.sql.operator_runs import without_long_runs
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source
from ddllint.sql.split import code_only, split, trimmed_end
from ddllint.sql.tokens import token_at

BOMS = [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE]
FRAGMENTS = st.sampled_from(
    [
        "'",
        '"',
        "$$",
        "$a$",
        "$é$",
        "E'",
        "e'\\'",
        "\\",
        "\\.",
        "\\;",
        "--",
        "/*",
        "*/",
        ";",
        "\n",
        "\r\n",
        "(",
        ")",
        " ",
        "é",
        "𝄞",
        "\0",
        "select",
        "create table t (a int)",
        "create rule r as on insert",
        "begin atomic",
        "end",
        "case",
        "COPY t FROM stdin;\n",
        "\\copy t from stdin\n",
        "1",
        ":v",
        "-- ddllint: waive A",
        "comment on table t is",
        "create function f() returns int",
        ",",
        "a$$",
    ]
)
ANYTHING = st.lists(FRAGMENTS, max_size=30).map("".join) | st.text(max_size=60)


@settings(max_examples=500)
@given(ANYTHING)
@example("create table a (i int;\n\\copy t from stdin\n';")
@example("\\copy t from stdin\n;\nselect")
def test_any_text_is_taken(text: str) -> None:
    found = parsed(text)
    data = text.encode()
    last = 0
    for one in found.statements:
        statement = one.statement
        assert last <= statement.start < statement.end <= len(data)
        assert not data[statement.start : statement.start + 1].isspace()
        assert not data[statement.end - 1 : statement.end].isspace()
        last = statement.end
        one.node()
    lines = text.split("\n")
    for problem in found.problems:
        span = problem.span
        assert (span.line, span.column) < (span.end_line, span.end_column)
        assert span.end_line <= len(lines)
        assert span.column <= len(lines[span.line - 1]) + 1
        assert problem.message
        assert "\n" not in problem.message
        assert len(problem.message) < 120
        assert problem.help


@settings(max_examples=300)
@given(ANYTHING)
def test_what_the_parser_refuses_is_reported(text: str) -> None:
    try:
        parse_sql_json(text)
        accepted = "\0" not in text
    except ParseError:
        accepted = False
    plain = "\\" not in text and "stdin" not in text
    if plain:
        assert (not parsed(text).problems) is accepted


STATEMENTS = st.sampled_from(
    [
        "select 1",
        "select ';'",
        "select E'\\';' || '\\'",
        'select 1 as ";"',
        "select $$;$$ || $a$ $$; $a$",
        "select 'a'\n';b'",
        "select E'a'\n'\\';b'",
        "select U&';\\0041'",
        "select a$$, b$1",
        "select 1 /* ; /* ; */ ' */",
        "select 1 -- ; '\n + 1",
        "select -1 - -1 / 2",
        "select 'é;', $é$;$é$",
        "create rule r as on insert to t do also (select 1; select ')')",
        "create function f(a int) returns int begin atomic select case when a > 1 then 2 end; end",
        "create function f() returns int language sql as 'select 1;'",
        "do $$begin; end;$$",
        "create or replace procedure p() begin atomic end",
        "select (select ';')",
        "begin",
        "end",
        'create table "begin atomic" (a int)',
        "select e'x'';'",
        "create table te (e int default'a;')",
    ]
)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(STATEMENTS, st.sampled_from([";", " ;\n", ";;", "; -- é ;\n", "/*;*/;"])),
        max_size=6,
    )
)
def test_statements_end_where_the_parser_ends_them(pieces: list[tuple[str, str]]) -> None:
    text = "".join(itertools.chain.from_iterable(pieces))
    data = text.encode()
    expected = [text[one] for one in split_by_parser(text, with_parser=True, only_slices=True)]
    ours = [data[one.start : one.end].decode() for one in split(data)]
    assert [code_end(one) for one in ours] == [code_end(one) for one in expected]
    again = [one.statement.text for one in parsed(text + ";selct").statements]
    assert again == [code_end(one) for one in expected]


def code_end(text: str) -> str:
    data = text.encode()
    return data[: trimmed_end(data, 0, len(data))].decode().lstrip()


@given(ANYTHING)
def test_the_outline_goes_forward(text: str) -> None:
    data = text.encode()
    for runs in (False, True):
        at = 0
        for token in outline(data, runs=runs):
            assert at <= token.start < token.end <= len(data)
            assert token.closed or token.end == len(data)
            at = token.end
    assert len(code_only(data)) == len(data)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("'a", [("'a", False)]),
        ("'", [("'", False)]),
        ("''", [("''", True)]),
        ("'a' x 'b' y 'c", [("'a' x 'b' y ", True), ("'c", False)]),
        ("e'a\\'", [("'a\\'", False)]),
        ("e'a\\''", [("'a\\''", True)]),
        ("ee'a\\'", [("'a\\'", True)]),
        ("$$", [("$$", False)]),
        ("$a$b$a$", [("$a$b$a$", True)]),
        ("1$a$;", [(";", True)]),
        ("$1;$ $", [(";", True)]),
        ("/* /* */", [("/* /* */", False)]),
        ('"a', [('"a', False)]),
        (";; ;\n;x", [(";; ;\n;", True)]),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, bool]]) -> None:
    data = text.encode()
    assert [
        (data[one.start : one.end].decode(), one.closed) for one in outline(data, runs=True)
    ] == tokens


@pytest.mark.parametrize("levels", [900, 5_000, 10_000, 100_000])
@pytest.mark.parametrize(
    "shape",
    [
        lambda n: "(" * n + "1" + ")" * n,
        lambda n: "(" * n,
        lambda n: " and ".join(["a"] * n),
        lambda n: "a and (b or " * n + "c" + ")" * n,
        lambda n: "||".join(["a"] * n),
        lambda n: "(select " * n + "1" + ")" * n,
        lambda n: "1 union all select " * n + "1",
        lambda n: "not " * n + "a",
        lambda n: "f(" * n + "1" + ")" * n,
        lambda n: "case when a then " * n + "1" + " end" * n,
        lambda n: "a" + "::int" * n,
        lambda n: "a" + "[1]" * n,
        lambda n: "/*" * n + "*/" * n + "1",
    ],
)
def test_nesting_of_any_depth_is_taken_or_refused(shape: Callable[[int], str], levels: int) -> None:
    before = sys.getrecursionlimit()
    for head, kind in (("select ", "SelectStmt"), ("create view v as select ", "ViewStmt")):
        found = parsed(f"{head}{shape(levels)};\ncreate table good (a int)")
        assert sys.getrecursionlimit() == before
        kinds = [one.statement.kind for one in found.statements]
        assert kinds[-1] == "CreateStmt"
        assert kinds[:-1] == [kind] * (not found.problems)
        for one in found.statements:
            one.node()


@pytest.mark.parametrize("levels", [30, 60, 100, 130, 300, 900])
def test_schema_statements_are_refused_before_they_end_the_stack(levels: int) -> None:
    text = f"create table t (a int check ({'||'.join(['a'] * levels)}));create table good (a int)"
    found = parsed(text)
    if levels <= 100:
        assert not found.problems
    else:
        (problem,) = found.problems
        assert problem.message == "the statement nests too deeply to be checked"
        assert problem.span.column == 1
        assert problem.help == (
            "Split it, or group its operands with parentheses. "
            "The statement was not checked; the rest of the file was."
        )
    assert found.statements[-1].statement.text == "create table good (a int)"


def test_grouping_makes_a_long_chain_shallow() -> None:
    groups = "||".join("(" + "||".join(["a"] * 40) + ")" for _ in range(40))
    assert not parsed(f"create table t (a text check ({groups} <> ''))").problems


@pytest.mark.parametrize("run", ["+", "-+", "*", "@", "/*", "/*+", "=/*", "/"])
def test_runs_of_operators_take_no_time(run: str) -> None:
    """A megabyte of them would keep the scanner busy for hours."""
    long = run * (1_000_000 // len(run))
    closed = "/*é" + long + " */" * (long.count("/*") + 1)
    text = (
        f"create table a (é int);{closed}\nselect 1 + {long} 2;\n create table b (i int) -- {long}"
    )
    found = parsed(text)
    assert len(found.problems) == 1
    assert found.problems[0].span.line == 2
    first = found.statements[0].statement
    assert (first.text, token_at(first, first.start, "é")) == ("create table a (é int)", (16, 18))
    assert len(found.statements) == 2 if "/*" not in run else 1


@pytest.mark.parametrize("size", [500, 1023, 1024, 1025, 3000])
def test_short_runs_and_banners_stay(size: int) -> None:
    data = f"/*{'*' * size}*/ select {'x' * 700} -- {'-' * size}\n + 1".encode()
    tame = without_long_runs(data)
    assert tame.split(b"select")[1] == data.split(b"select")[1]
    assert (tame == data) is (size < 1020)
    assert len(tame) == len(data)
    operators = f"select 1 {'+' * size} 2"
    assert (without_long_runs(operators.encode()) == operators.encode()) is (size < 1024)


@given(st.binary(max_size=40) | ANYTHING.map(str.encode), st.sampled_from(BOMS))
def test_any_bytes_are_taken_or_refused(data: bytes, mark: bytes) -> None:
    outcome = decoded("f.sql", mark + data)
    if isinstance(outcome, Source):
        assert not outcome.data.startswith(codecs.BOM_UTF8) or data.startswith(codecs.BOM_UTF8)
        for one in parse_source(outcome).statements:
            assert one.statement.text
    else:
        code, problem = outcome
        assert (code, problem.span.path) == ("SQL003", "f.sql")


def test_a_byte_order_mark_moves_no_column() -> None:
    outcome = decoded("f.sql", codecs.BOM_UTF8 + "é 1".encode())
    assert isinstance(outcome, Source)
    (problem,) = parse_source(outcome).problems
    assert (problem.span.line, problem.span.column) == (1, 1)


def test_no_possessive_group_trusts_a_repetition_that_fails() -> None:
    """Before Python 3.11.5 it leaves the match where it failed (gh-106052), without `|(?!)`."""
    for file in sorted(Path(ddllint.__file__).parent.rglob("*.py")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            for end in re.finditer(r"\)[*+?]\+", line):
                assert line[: end.start()].endswith("|(?!)"), f"{file.name}:{number}: {line}"
