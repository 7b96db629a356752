"""Waivers in Python comments: what each of them covers."""

import pytest

from ddllint.lint.python_waivers import python_waivers
from ddllint.lint.waivers import NOWHERE, Malformed, Waiver
from ddllint.sql.source import Source

WAIVE = "# ddllint: waive MIG103: ten rows"


def covered(text: str) -> list[tuple[int, int] | None]:
    """For each waiver the lines that it covers, the last one excluded; None for the file."""
    found = []
    for one in python_waivers(Source("a.py", text.encode())):
        assert isinstance(one, Waiver)
        extent = one.extent
        found.append(None if extent is None else (extent.first[0], extent.end[0]))
    return found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{WAIVE}\nf(\n    1,\n)\ng()\n", (2, 5)),
        (f"{WAIVE}\n\n# another comment\nf()\n", (4, 5)),
        (f"f()  {WAIVE}\ng()\n", (1, 2)),
        (f"f(\n    1,  {WAIVE}\n)\n", (1, 4)),
        (f"{WAIVE}\ndef f():\n    g()\n    h()\n", (2, 5)),
        (f"def f():\n    {WAIVE}\n    with g():\n        h()\n        i()\n", (3, 6)),
        (f"def f():\n    with g():  {WAIVE}\n        h()\n    i()\n", (2, 4)),
        (f"def f():\n    g()\n    {WAIVE}\n\n\ndef h():\n    i()\n", (6, 8)),
        (f"f('''\n{WAIVE}\n''')  {WAIVE}\n", (1, 4)),
    ],
)
def test_a_waiver_covers_a_statement(text: str, lines: tuple[int, int]) -> None:
    assert covered(text) == [lines]


def test_a_waiver_at_the_end_covers_nothing() -> None:
    (one,) = python_waivers(Source("a.py", f"f()\n{WAIVE}\n".encode()))
    assert isinstance(one, Waiver)
    assert one.extent == NOWHERE
    assert not one.attached


def test_a_waiver_covers_the_file_when_it_says_so() -> None:
    assert covered("f()\n# DDLlint: waive-file MIG103: ten rows\n") == [None]


def test_the_place_of_a_waiver_counts_characters() -> None:
    (one,) = python_waivers(Source("a.py", f"é = 'é'  {WAIVE}\n".encode()))
    assert str(one.span) == "a.py:1:10"
    assert one.span.end_column == 10 + len(WAIVE)


def test_what_cannot_be_read_is_told() -> None:
    (one,) = python_waivers(Source("a.py", b"f()  # ddllint: wave MIG103: ten rows\n"))
    assert isinstance(one, Malformed)


@pytest.mark.parametrize("text", [f"f(  {WAIVE}\n", f"'  {WAIVE}\n", "f()  # waive MIG103: x\n"])
def test_no_waiver_is_read_from_what_is_no_python_or_no_directive(text: str) -> None:
    assert covered(text) == []
