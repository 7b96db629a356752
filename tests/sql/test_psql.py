import pytest
from sources import kinds, parsed, places, texts

from ddllint.sql.psql import blank_psql

AFTER = "create table after (id int)"


@pytest.mark.parametrize(
    "command",
    [
        r"\restrict aYqMnLW5Zk",
        r"\unrestrict aYqMnLW5Zk",
        r"\connect -reuse-previous=on dbname='odd \'name'",
        r"\connect app",
        r"\i other.sql",
        r"\ir 'my file;.sql'",
        r"\if :{?x}",
        r"\else",
        r"\echo it's ; fine",
        r"\echo 'a ; b' \echo c",
        r"\set x 'a''b;'",
        r"\! rm -f 'x",
        r"\copy t from 'C:\data;\t.csv' csv",
        r"\copy (select * from stdin) to 'x'",
        r"\.",
        r"\?",
        "\\",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_commands_are_left_out(command: str, end: str) -> None:
    text = f"{command}{end}{AFTER};{end}{command}{end}-- é{end}{AFTER};{end}"
    assert texts(text) == [AFTER, AFTER]
    assert places(text) == []
    assert [
        one.statement.source.position(one.statement.start)[0] for one in parsed(text).statements
    ] == [2, 5]


@pytest.mark.parametrize(
    "command",
    [
        "g",
        "gx",
        "g /tmp/x",
        "gset p_",
        "gexec",
        "gdesc",
        "watch 1",
        "bind 1 2 \\g",
        "crosstabview a b",
    ],
)
def test_commands_that_send_end_the_statement(command: str) -> None:
    assert texts(f"select 1 \\{command}\n{AFTER};") == ["select 1", AFTER]


def test_commands_that_send_nothing_end_no_statement() -> None:
    assert texts("create table after\n\\echo half\n\\gnu\n (id int);") == [
        "create table after\n\\echo half\n\\gnu\n (id int)"
    ]


def test_sql_goes_on_behind_two_backslashes_and_a_semicolon() -> None:
    assert texts(r"\pset null 'x;' \\ select 1; \x \\ select 2\; select 3;") == [
        "select 1",
        "select 2",
        "select 3",
    ]


def test_backslashes_in_quoted_text_are_text() -> None:
    text = (
        "create function f() returns text language plpgsql as $$\nbegin\n\\restrict x\n"
        "  return 'a\\';\nend $$;\nselect '\\g', \"\\g\", E'\\'\\g' /* \\g */;\n\\x\n"
    )
    assert kinds(text) == ["CreateFunctionStmt", "SelectStmt"]
    assert places(text) == []


DATA = '1\tit\'s; "odd" $$ /* -- é\\n\n\\\\.\n\\.x\n2\t\\N\n-- ddllint: waive X: no\n'


@pytest.mark.parametrize(
    "copy",
    [
        "COPY public.t (a, b) FROM stdin;",
        "copy t from\n stdin with (format csv, delimiter ';', null '');  -- note",
        "COPY :tbl FROM STDIN;",
        '-- first\n/* then */ COPY "from" ("stdin") FROM /* x */ STDIN;',
        "\\copy t from stdin with csv",
        "COPY t FROM stdin \\g",
        "\\restrict x\nCOPY t FROM stdin;",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_data_of_copy_is_no_sql(copy: str, end: str) -> None:
    text = f"{AFTER};\n{copy}\n{DATA}\\.\n{AFTER};\n".replace("\n", end)
    assert texts(text)[0] == texts(text)[-1] == AFTER
    assert [place for place in places(text) if '":"' not in place] == []
    assert parsed(text).directives == ()


@pytest.mark.parametrize(
    "copy",
    [
        "COPY t FROM '/tmp/stdin'",
        "COPY t TO stdout",
        "COPY (select * from stdin) TO stdout",
        "insert into t select * from stdin",
        "select 'copy t from stdin'",
    ],
)
def test_other_statements_read_no_data(copy: str) -> None:
    text = f"\\x\n{copy};\n{AFTER};"
    assert texts(text) == [copy, AFTER]


def test_data_without_an_end() -> None:
    text = f"{AFTER};\nCOPY t FROM stdin;\n1\tit's\n{AFTER};\n"
    assert kinds(text) == ["CreateStmt", "CopyStmt"]
    assert places(text) == ["3:1 the data of COPY does not end"]
    assert parsed(text).problems[0].help == (
        "End it with a line that holds nothing but `\\.`. "
        "Nothing from here to the end of the file was checked."
    )


@pytest.mark.parametrize("rest", ["", " -- é", "\n", "\n\n", "\n\\.", "\n\\.\r\n"])
def test_copy_without_data(rest: str) -> None:
    assert kinds(f"\\x\nCOPY t FROM stdin;{rest}") == ["CopyStmt"]
    assert kinds(f"COPY t FROM stdin;{rest}") == ["CopyStmt"]
    assert places(f"COPY t FROM stdin;{rest}") == []


def test_blanks_move_nothing() -> None:
    text = "\\x é\nCOPY t FROM stdin;\né\tß\n\\.\nselect 'é\\';".encode()
    blanked = blank_psql(text).data
    assert len(blanked) == len(text)
    assert blanked.split() == [*b"COPY t FROM stdin; select".split(), "'é\\';".encode()]
    assert [at for at, byte in enumerate(blanked) if byte == 10] == [
        at for at, byte in enumerate(text) if byte == 10
    ]


def test_text_without_commands_is_given_back() -> None:
    text = b"select 1; -- copy"
    assert blank_psql(text).data is text


def test_errors_in_a_dump_are_where_they_are() -> None:
    text = f"\\restrict é\nCOPY t FROM stdin;\n{DATA}\\.\n\n  selct 1;\n{AFTER};\n"
    assert texts(text)[-1] == AFTER
    assert places(text) == ['10:3 syntax error at or near "selct"']
