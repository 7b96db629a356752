import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pglast.keywords import (
    COL_NAME_KEYWORDS,
    RESERVED_KEYWORDS,
    TYPE_FUNC_NAME_KEYWORDS,
    UNRESERVED_KEYWORDS,
)
from sources import parsed

from ddllint.sql import tokens
from ddllint.sql.identifiers import (
    identifier_list,
    quote_identifier,
    quote_name,
    split_name,
)
from ddllint.sql.keywords import NEVER_PLAIN
from ddllint.sql.source import Source, Statement
from ddllint.sql.tokens import body_text, query_text, token_at


def statement(text: str, before: str = "") -> Statement:
    data = (before + text).encode()
    start = len(before.encode())
    return Statement(Source("f.sql", data), start, len(data), "?")


def cut(text: str, name: str = "", offset: int = 0, before: str = "") -> str:
    """The text that `token_at` finds."""
    of = statement(text, before)
    start, end = token_at(of, of.start + offset, name)
    return of.source.data[start:end].decode()


@pytest.mark.parametrize(
    ("text", "name", "written"),
    [
        ("create table foo (foo int)", "foo", "foo"),
        ("create table FOO (i int)", "foo", "FOO"),
        ('create table "FOO" (i int)', "FOO", '"FOO"'),
        ('create table Foo, "Foo"', "Foo", '"Foo"'),
        ('create table "a""b"', 'a"b', '"a""b"'),
        ("create table /* é foo */ É", "É", "É"),
        ("create index É on t", "É", "É"),
        ("comment on column a.b.name is 'name'", "name", "name"),
        ("create policy policy on t", "policy", "policy"),
        ('create table U&"d\\0061t\\+000061" (i int)', "data", 'U&"d\\0061t\\+000061"'),
        ("create table u&\"d!0061t\\\" uescape '!'", "dat\\", 'u&"d!0061t\\"'),
        ('create table U&"\\D834\\DD1E\\\\"', "𝄞\\", 'U&"\\D834\\DD1E\\\\"'),
        ("create table " + "x" * 80, "x" * 63, "x" * 80),
        ('create table "' + "é" * 40 + '"', "é" * 31, '"' + "é" * 40 + '"'),
        ("create table t ('i' int)", "i", "create"),
        ("create table t", "create", "create"),
        ("select $$foo$$, $1, 'foo', foo", "foo", "foo"),
        ("create table a\n\\echo x\n(b int)", "b", "b"),
    ],
)
@pytest.mark.parametrize("before", ["", "selct é '; /* "])
def test_a_name_is_cut_out_as_written(text: str, name: str, written: str, before: str) -> None:
    assert cut(text, name, before=before) == written


@pytest.mark.parametrize(
    ("text", "name", "offset"),
    [
        ("create table a.a (i int)", "a", 15),
        ("create table a.b.b (b int)", "b", 17),
        ("create policy policy on t", "policy", 14),
        ("create index index on index", "index", 13),
        ("comment on column t.t.t is 't'", "t", 22),
    ],
)
def test_the_last_of_equal_names_is_meant(text: str, name: str, offset: int) -> None:
    assert token_at(statement(text), 0, name) == (offset, offset + len(name))


def test_the_search_begins_at_the_offset() -> None:
    text = "alter table a rename a to b"
    assert token_at(statement(text), 12, "a") == (12, 13)
    assert token_at(statement(text), 21, "a") == (21, 22)
    assert token_at(statement(text), 12) == (12, 13)


def test_names_far_away_are_found() -> None:
    text = "create table t (" + ", ".join(f'"é{n}" int' for n in range(2000)) + ")"
    for number in (0, 300, 1999):
        assert cut(text, f"é{number}") == f'"é{number}"'
    assert cut(text, "absent") == "create"


def test_a_token_may_be_longer_than_the_window() -> None:
    text = f"comment on table t is '{'é' * 5000}' , x"
    assert cut(text, "x") == "x"
    assert cut(text, offset=22) == f"'{'é' * 5000}'"


@pytest.mark.parametrize("text", ["'never closed\nsecond line", "", "\\", "-- é"])
def test_without_tokens_it_is_the_first_line(text: str) -> None:
    of = statement(text, "select 1;")
    assert token_at(of, of.start, "x") == (9, 9 + max(1, len(text.split("\n")[0].encode())))


WORDS = st.text("abcxyzABCXYZ_äÉ1$", min_size=1, max_size=8) | st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=15
)
UNQUOTED = st.text("abcxyzABCXYZ_äÉ1$", min_size=1, max_size=70).filter(
    lambda word: not word[0].isascii() or word[0].isalpha() or word[0] == "_"
)


def ascii_lower(word: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in word)


def unicode_escaped(word: str) -> str:
    return 'U&"' + "".join(f"\\+{ord(c):06x}" for c in word) + '"'


SPELLINGS = (
    UNQUOTED.filter(lambda word: ascii_lower(word) not in RESERVED_KEYWORDS)
    | st.sampled_from(sorted(UNRESERVED_KEYWORDS)).map(str.upper)
    | WORDS.map(lambda word: '"' + word.replace('"', '""') + '"')
    | WORDS.map(unicode_escaped)
)
GAPS = st.sampled_from(
    [" ", "\n", " /* é ; 'x */ ", " -- ä \" '\n", "\r\n\t", " /* a /* b */ */\n"]
)
DDL = st.sampled_from(
    [
        "create table {0} ({1} int, {2} text)",
        "create table {1}.{0} ({2} int)",
        "create unique index {0} on {1} ({2})",
        "alter table {1} add column {0} int",
        "comment on column {1}.{2}.{0} is 'é'",
        "create view {0} as select {1} from {2}",
        "create policy {0} on {1}.{2}",
        "create domain {0} as int check (value > 0)",
        "grant select ({1}) on {0} to {2}",
        "create function {0}({1} int) returns int language sql as 'select 1'",
        "alter table {1} rename column {2} to {0}",
        "create trigger {0} after insert on {1} execute function {2}()",
    ]
)


@given(
    DDL,
    SPELLINGS,
    st.lists(st.integers(0, 9), min_size=2, max_size=2, unique=True),
    st.lists(GAPS, min_size=30, max_size=30),
)
@example("create table {0} ({1} int, {2} text)", 'U&"\\+000041"', [1, 2], [" "] * 30)
def test_a_span_cuts_out_the_identifier_as_written(
    template: str, written: str, others: list[int], gaps: list[str]
) -> None:
    names = [written, *(f"other_{number}" for number in others)]
    words = template.format("\0", "\1", "\2").replace(".", " . ").split(" ")
    text = "".join(gap + word for gap, word in zip(gaps, words, strict=False)).lstrip()
    head, _, tail = text.partition("\0")
    head, tail = (part.replace("\1", names[1]).replace("\2", names[2]) for part in (head, tail))
    of = parsed(f"select 'ß';\n{head}{written}{tail} ;")
    assume(not of.problems)
    found = of.statements[1].statement
    start, end = token_at(found, found.start, _name_of(of.statements[1].node(), template))
    assert found.source.data[start:end].decode() == written
    assert start == len(f"select 'ß';\n{head}".encode())


def _name_of(node: object, template: str) -> str:
    """The name that stands first in the template, as the parser read it."""
    match type(node).__name__:
        case "CreateStmt":
            return node.relation.relname  # type: ignore[attr-defined]
        case "IndexStmt":
            return node.idxname  # type: ignore[attr-defined]
        case "AlterTableStmt":
            import json

            return json.loads(bytes(node.cmds[0].cmd.definition["ColumnDef"]))["colname"]  # type: ignore[attr-defined]
        case "CommentStmt":
            import json

            return json.loads(bytes(node.object.list))["items"][-1]["String"]["sval"]  # type: ignore[attr-defined]
        case "ViewStmt":
            return node.view.relname  # type: ignore[attr-defined]
        case "CreatePolicyStmt":
            return node.policy_name  # type: ignore[attr-defined]
        case "CreateDomainStmt":
            return node.names[-1].string.sval  # type: ignore[attr-defined]
        case "GrantStmt":
            return node.objects[0].range_var.relname  # type: ignore[attr-defined]
        case "CreateFunctionStmt":
            return node.funcname[-1].string.sval  # type: ignore[attr-defined]
        case "RenameStmt":
            return node.newname  # type: ignore[attr-defined]
        case "CreateTrigStmt":
            return node.trigname  # type: ignore[attr-defined]
    raise AssertionError(template)


@given(WORDS)
def test_quoted_names_are_read_back(word: str) -> None:
    assume(len(word.encode()) <= 63)
    (one,) = parsed(f"create table {quote_name('', word, word)} (i int)").statements
    assert (one.node().relation.schemaname, one.node().relation.relname) == (word, word)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("a_1", "a_1"),
        ("A", '"A"'),
        ("1a", '"1a"'),
        ("a b", '"a b"'),
        ('"', '""""'),
        ("é", '"é"'),
        ("select", '"select"'),
        ("between", '"between"'),
        ("left", '"left"'),
        ("name", "name"),
        ("", '""'),
    ],
)
def test_names_are_quoted_when_they_must_be(name: str, quoted: str) -> None:
    assert quote_identifier(name) == quoted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("public", ["public"]),
        ('"$user", Public,"A""b"', ["$user", "public", 'A"b']),
        ('app , "x, y"', ["app", "x, y"]),
    ],
)
def test_lists_of_names(text: str, names: list[str]) -> None:
    assert identifier_list(text) == names


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_dotted_names_fall_apart_into_their_parts(parts: list[str]) -> None:
    assert split_name(quote_name(*parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("create view v as select 1", "select 1"),
        (
            "create view v (a, b) with (security_invoker) AS -- why\n select 1 as a, 2",
            "-- why\n select 1 as a, 2",
        ),
        ('create view "as" as table é', "table é"),
        ("create materialized view v using heap as select 1 with no data", "select 1 with no data"),
        ("create view v as\n\\echo x\nselect 1", "select 1"),
        ("create view v", "create view v"),
    ],
)
def test_the_query_is_what_follows_as(text: str, query: str) -> None:
    assert query_text(statement(text, "é;")) == query


@pytest.mark.parametrize(
    "text",
    [
        "CREATE VIEW v AS SELECT 1 AS a -- the one\n, 2 AS b  ",
        "create or replace  view\ns.v\nWITH (security_barrier = true,a.b=c)as(select 1)",
        "CREATE MATERIALIZED VIEW v AS SELECT 'é' WITH NO DATA",
        "CREATE VIEW asx AS SELECT 1",
        "CREATE VIEW v AS /* as */ SELECT 1",
        "CREATE VIEW v WITH (x) AS" + " SELECT" + " -" * 10 + " 1 " + "-" * 2000 + "\n",
        "CREATE VIEW v AS SELECT 1 \\gset x",
        "CREATE VIEW v AS SELECT '\0'",
    ],
)
def test_a_plain_head_is_read_as_the_scanner_reads_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = query_text(statement(text, "é;"))
    monkeypatch.setattr(tokens, "_PLAIN_HEAD", re.compile(b"(?!)"))
    assert query == query_text(statement(text, "é;"))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("create function f(a int) returns int return (a + 1)", "return (a + 1)"),
        (
            "create function f(a int default (1)) returns int begin atomic select 1; end",
            "begin atomic select 1; end",
        ),
        ('create function "return"(a int) returns int RETURN é', "RETURN é"),
        ("create function return(begin int) returns int return 1", "return 1"),
        ("create function f() returns int language sql as 'return 1'", ""),
    ],
)
def test_the_body_is_what_runs(text: str, body: str) -> None:
    assert body_text(statement(text, "é;")) == body


@pytest.mark.parametrize("name", ["text", "name", "xml", "date"])
def test_a_column_that_is_called_as_its_type_is_found_where_it_is_named(name: str) -> None:
    (of,) = parsed(f"create table t ({name} {name} not null);").statements
    assert token_at(of.statement, 16, name) == (16, 16 + len(name))


def test_keywords_are_the_parsers() -> None:
    of_parser = COL_NAME_KEYWORDS | RESERVED_KEYWORDS | TYPE_FUNC_NAME_KEYWORDS
    assert sorted(NEVER_PLAIN) == sorted(of_parser)
