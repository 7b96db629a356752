import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.sql.source import Origin, Source, Statement

TEXTS = st.text(st.sampled_from("a\n\ré𝄞\u2028\t")) | st.text(
    st.sampled_from("é\n𝄞a"), min_size=1
).map(lambda text: text * 3000)


@given(TEXTS, st.data())
def test_positions_count_lines_and_characters(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    before = text[:at]
    source = Source("f.sql", text.encode())
    expected = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    assert source.position(len(before.encode())) == expected


@pytest.mark.parametrize(("offset", "expected"), [(-5, (1, 1)), (99, (3, 2)), (6, (3, 1))])
def test_positions_stay_inside(offset: int, expected: tuple[int, int]) -> None:
    assert Source("f.sql", b"ab\ncd\ne").position(offset) == expected


def test_lines_come_without_their_ends() -> None:
    source = Source("f.sql", "é1\r\n\nlast".encode())
    assert [source.line_text(line) for line in (0, 1, 1, 2, 3, 4)] == [
        "",
        "é1",
        "é1",
        "",
        "last",
        "",
    ]


def test_spans_show_the_path() -> None:
    source = Source("f.sql", "é x\n".encode())
    assert str(source.span(3, 4)) == "f.sql:1:3"
    assert repr(source) == "Source('f.sql', 5 bytes)"


def test_an_origin_is_the_token_at_its_place() -> None:
    source = Source("f.sql", "create table é (i int);".encode())
    statement = Statement(source, 0, 23, "CreateStmt")
    assert Origin(statement, 13).path == "f.sql"
    span = Origin(statement, 13).span()
    assert (span.column, span.end_column) == (14, 15)
