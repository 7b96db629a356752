import pytest
from sources import parsed, places, texts

GOOD = "create table good (id int)"


def test_nothing_is_found_in_nothing() -> None:
    for text in ("", " \r\n\t", ";", ";;\n;", "-- only a comment", "/* only\na comment */"):
        assert (texts(text), places(text)) == ([], [])


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ("selct 1", '2:1 syntax error at or near "selct"'),
        ("selct", '2:1 syntax error at or near "selct"'),
        ("1", '2:1 syntax error at or near "1"'),
        ("create table t (a int", '2:22 syntax error at or near ";"'),
        ("create table t (a int,)", '2:23 syntax error at or near ")"'),
        ("create table t (a int))", '2:23 syntax error at or near ")"'),
        ("create tabel t (a int)", '2:8 syntax error at or near "tabel"'),
        ("create table t (a int b)", '2:23 syntax error at or near "b"'),
        ("create table t (\n  a int,\n  b int int\n)", '4:9 syntax error at or near "int"'),
        ("select 12abc", '2:8 trailing junk after numeric literal at or near "12abc"'),
        ("select 'é' fro m x y", '2:16 syntax error at or near "m"'),
        ("select 'é𝄞' as é, from x", '2:19 syntax error at or near "from"'),
        ("é𝄞 1", '2:1 syntax error at or near "é𝄞"'),
        ("select U&'\\zz'", "2:11 invalid Unicode escape"),
        ("select e'\\u12'", "2:10 invalid Unicode escape"),
        ('select ""', '2:8 zero-length delimited identifier at or near """"'),
        ("create function f() returns int return 1 2", '2:42 syntax error at or near "2"'),
    ],
)
def test_an_error_costs_its_statement_alone(bad: str, place: str) -> None:
    text = f"{GOOD};\n{bad};\n{GOOD} ;"
    assert texts(text) == [GOOD, GOOD]
    assert places(text) == [place]


def test_statements_around_an_error_keep_their_places() -> None:
    text = "create table é (ü int);\nselct '𝄞';\n/* ß */ create table ä (ö int) -- ß\n;"
    first, last = parsed(text).statements
    assert first.statement.text == "create table é (ü int)"
    assert last.statement.text == "create table ä (ö int)"
    node = last.node()
    assert node.relation.relname == "ä"
    offset = last.statement.base + node.relation.location
    assert last.statement.source.data[offset:].decode().startswith("ä (ö int)")
    column = last.statement.base + node.elements[0].column.location
    assert last.statement.source.data[column:].decode().startswith("ö int")


def test_every_error_is_reported() -> None:
    text = "selct 1; create table a (i int); slect 2;\n\ncreate table b (i int); selec 3"
    assert texts(text) == ["create table a (i int)", "create table b (i int)"]
    assert places(text) == [
        '1:1 syntax error at or near "selct"',
        '1:34 syntax error at or near "slect"',
        '3:25 syntax error at or near "selec"',
    ]


@pytest.mark.parametrize(
    ("text", "column", "end"),
    [
        ("create table t (a int", 21, 22),
        ("create table t (a int\n\n  ", 21, 22),
        ("create table t (a int -- é\n", 21, 22),
        ("create table t (é", 17, 18),
        ("create table t (a int;", 22, 23),
        ("select a from", 13, 14),
    ],
)
def test_an_error_at_the_end_is_marked_inside_the_file(text: str, column: int, end: int) -> None:
    (problem,) = parsed(text).problems
    span = problem.span
    assert (span.line, span.column, span.end_line, span.end_column) == (1, column, 1, end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 'abc\ndef", '1:8 unterminated quoted string at or near "\'abc..."'),
        ("select 'abc", '1:8 unterminated quoted string at or near "\'abc"'),
        ('select "abc\r\nd', '1:8 unterminated quoted identifier at or near ""abc..."'),
        ("select $$a\nb", '1:8 unterminated dollar-quoted string at or near "$$a..."'),
        ("select 1; /* a\n\n", '1:11 unterminated /* comment at or near "/* a"'),
        (
            "select 'é', '" + "ö" * 100,
            f'1:13 unterminated quoted string at or near "\'{"ö" * 39}..."',
        ),
    ],
)
def test_what_is_never_closed(text: str, message: str) -> None:
    (problem,) = parsed(text).problems
    assert places(text) == [message]
    assert problem.help == "Nothing from here to the end of the file was checked."


def test_a_quote_left_open_costs_its_statement_alone() -> None:
    text = f"comment on table a is 'no end;\n{GOOD};\n{GOOD};\n"
    assert texts(text) == [GOOD, GOOD]
    assert places(text) == ['1:23 unterminated quoted string at or near "\'no end;..."']
    assert parsed(text).problems[0].help == (
        "The statement was not checked; the rest of the file was."
    )


def test_a_quote_too_many_does_not_turn_the_file_inside_out() -> None:
    text = f"comment on table a is 'it's odd';\n\n-- next\n{GOOD};\ncomment on table a is 'x';\n"
    assert texts(text) == [GOOD, "comment on table a is 'x'"]
    assert places(text) == ['1:27 syntax error at or near "s"']


def test_a_quote_that_a_later_one_closes_is_found_where_it_opens() -> None:
    text = f"create table a (b text default 'x, c int);\n{GOOD};\ncomment on table a is 'x y';\n"
    assert texts(text) == [GOOD, "comment on table a is 'x y'"]
    assert places(text) == ["1:32 a quote or comment that begins here is not closed"]


def test_an_identifier_left_open() -> None:
    text = f'create table "a (b int);\n{GOOD};\ncreate table "b" (c int);\n'
    assert texts(text) == [GOOD, 'create table "b" (c int)']
    assert places(text) == ["1:14 a quote or comment that begins here is not closed"]


def test_a_body_left_open_ends_at_the_next_statement_at_the_margin() -> None:
    text = (
        "create function f() returns void language plpgsql as $$\nbegin\n"
        f"  insert into t values (1);\n  update t set a = 2;\nend;\n\n{GOOD};\n"
    )
    assert texts(text) == [GOOD]
    assert places(text) == ['1:54 unterminated dollar-quoted string at or near "$$..."']


def test_statements_inside_a_body_are_not_resumed_at() -> None:
    text = (
        "create functon f() returns void language plpgsql as $$\nbegin\n"
        f"  insert into t values (1);\nupdate t set a = 2;\nend $$;\n{GOOD};\n"
    )
    assert texts(text) == [GOOD]
    assert places(text) == ['1:8 syntax error at or near "functon"']


def test_a_missing_semicolon_costs_no_statement() -> None:
    text = f"create table a (é int)\n\n-- b\n{GOOD};\ncreate table c (i int)\n  {GOOD}"
    assert texts(text) == ["create table a (é int)", GOOD, "create table c (i int)", GOOD]
    assert places(text) == [
        '4:1 syntax error at or near "create"',
        '6:3 syntax error at or near "create"',
    ]
    assert parsed(text).problems[0].help == (
        "If a statement begins here, the one before it lacks its semicolon."
        " What follows was checked."
    )


@pytest.mark.parametrize("broken", ["selct 1", "create table t (", "select 'it's'"])
def test_bodies_with_semicolons_beside_an_error(broken: str) -> None:
    atomic = (
        "create or replace /* odd */ function f(a int) returns int begin atomic;\n"
        "  select case when a > 1 then 2 end; select (select 1);\n  select ';' || $$;$$; end"
    )
    rule = (
        "create rule r as on insert to a do also "
        "(insert into b values (1); -- )\n insert into b values (case when true then ')' end))"
    )
    for text in (f"{atomic};{rule};{GOOD};\n{broken}", f"{GOOD};{rule};\n{broken};\n{atomic}"):
        assert sorted(texts(text)) == sorted([atomic, rule, GOOD])
        assert len(places(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"create rule r as on insert to a do also (insert into b values (1); x; {GOOD};",
        f"create procedure p() begin atomic select 1; selct 2; {GOOD};",
    ],
)
def test_bodies_that_never_end(text: str) -> None:
    assert GOOD in texts(text)
    assert places(text)


def test_an_error_inside_a_body_costs_the_body() -> None:
    text = f"create function f() returns int begin atomic\nselect 1;\nselect 2 3;\nend;\n{GOOD};"
    assert texts(text) == [GOOD]
    assert places(text) == ['3:10 syntax error at or near "3"']


@pytest.mark.parametrize("variable", [":name", ":'name'", ':"name"', ":{?name}"])
def test_psql_variables_are_named(variable: str) -> None:
    (problem,) = parsed(f"select 1;\nselect {variable} from t;").problems
    assert problem.span.column == 8
    assert problem.help == (
        "This looks like a psql variable: only psql fills it in. "
        "The statement was not checked; the rest of the file was."
    )


def test_nul_bytes() -> None:
    text = f"{GOOD};\nselect 1 /*\0*/;\n{GOOD};\0"
    assert texts(text)[0] == texts(text)[2] == GOOD
    assert places(text) == ["2:12 NUL byte in SQL text"]


def test_carriage_returns_alone_end_a_comment() -> None:
    assert texts("-- a\rcreate table t (a int);\rselct 1;\r-- b\rselect 2") == [
        "create table t (a int)",
        "select 2",
    ]


def test_windows_line_ends() -> None:
    text = f"{GOOD};\r\nselct 1;\r\n{GOOD} -- x\r\n;\r\n"
    assert texts(text) == [GOOD, GOOD]
    assert places(text) == ['2:1 syntax error at or near "selct"']


def test_a_file_in_another_language_is_given_up() -> None:
    text = "nonsense;\n" * 150
    problems = parsed(text).problems
    assert len(problems) == 101
    assert problems[-1].message == "too many syntax errors"
    assert problems[-1].span.line == 100
    assert parsed("nonsense;\n" * 100).problems[-1].message != "too many syntax errors"


@pytest.mark.parametrize(
    "text",
    [
        "create table a (i int) -- tail\n;",
        "create table a (i int)/* tail\n */ ; ",
        "create table a (i int) -- tail",
        "create table a (i int)\r\n-- tail\r\n",
    ],
)
def test_a_statement_ends_where_its_last_token_does(text: str) -> None:
    assert texts(text) == ["create table a (i int)"]


def test_what_looks_like_a_comment_at_the_end_stays() -> None:
    for text in ("select '-- x'", 'select 1 as "*/"', "select '\n-- x'"):
        assert texts(text + " ; -- y") == [text]
