import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from ddllint.diagnostics.span import Span
from ddllint.report.excerpt import WIDTH, excerpt
from ddllint.report.printable import cell, printable

TEXT = st.text(st.characters(exclude_characters="\n"), max_size=700)


def columns(text: str) -> int:
    """The width of printable text, counted anew."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(character) in ("W", "F")
        else 1
        for character in text
    )


def marked(text: str, column: int, end: int) -> str:
    """What stands above the carets."""
    found = excerpt(text, Span("x", 1, column, 1, end))
    at, shown = 0, ""
    for character in found.line:
        if found.start <= at < found.start + found.length:
            shown += character
        at += columns(character)
    return shown


def test_the_mark_is_under_its_object() -> None:
    assert marked("\tid uuid", 2, 4) == "id"
    assert marked("größe text", 1, 6) == "größe"
    assert marked("-- 大きさ id", 4, 7) == "大きさ"
    assert marked("-- 大きさ id", 8, 10) == "id"
    assert marked("e\u0301a b", 4, 5) == " "
    assert marked("a\x1bb c", 2, 3) == "\\x1b"
    assert marked("a" * 500 + "id" + "b" * 500, 501, 503) == "id"


def test_a_long_line_is_cut_on_both_sides() -> None:
    found = excerpt("a" * 500 + "id" + "b" * 500, Span("x", 1, 501, 1, 503))
    assert found.line.startswith("…aaa")
    assert found.line.endswith("bbb…")
    assert (found.start, found.length) == (21, 2)
    assert len(found.line) == WIDTH + 2


def test_a_place_at_the_end_is_marked_behind_it() -> None:
    found = excerpt("select", Span("x", 1, 7, 1, 8))
    assert (found.start, found.mark) == (6, "^")


def test_a_span_over_lines_is_marked_to_the_end_of_its_first() -> None:
    found = excerpt("create table (  ", Span("x", 1, 8, 4, 2))
    assert (found.start, found.length) == (7, 7)


@given(text=TEXT, column=st.integers(1, 800), length=st.integers(0, 800), over=st.booleans())
@example(text="\u0300" * 700, column=600, length=1, over=False)
@example(text="a" * 150 + "\u0300" * 300 + "b", column=451, length=1, over=False)
@example(text="\U000e0001" * 60, column=50, length=20, over=False)
def test_the_mark_never_leaves_the_line(text: str, column: int, length: int, over: bool) -> None:
    found = excerpt(text, Span("x", 1, column, 2 if over else 1, column + length))
    width = columns(found.line)
    assert found.line.isprintable()
    assert found.length >= 1
    assert width <= WIDTH + 2
    at_end = column > len(text.rstrip())
    assert 0 <= found.start <= width
    assert at_end or found.start < width or columns(text) == 0 or _is_mark(text, column)
    assert found.start + found.length <= max(width, found.start + 1)


def _is_mark(text: str, column: int) -> bool:
    """Whether a combining mark, which has no column of its own, is asked for."""
    return cell(text[column - 1])[1] == 0


@given(st.text())
def test_printable_text_is_one_line_without_commands(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in shown)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_ordinary_text_stays(text: str) -> None:
    assert printable(text) == text
