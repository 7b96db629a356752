"""Where a Python file spells a piece of SQL: found byte by byte, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.migrate.replay.literals import literals, spelling
from ddllint.sql.source import Source

FORMS = {
    "repr": repr,
    "raw": lambda text: f"r'''{text}'''",
    "long": lambda text: '"""' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""',
    "parts": lambda text: f"({text[: len(text) // 2]!r}\n  {text[len(text) // 2 :]!r})",
}


@pytest.mark.parametrize("form", FORMS)
@given(
    before=st.sampled_from(["", "\n# ä\n", "\x0c\n", "'\u2028'\n", "x = [\n1,\n]\n"]),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1),
)
def test_each_byte_of_a_literal_is_where_the_file_has_it(form: str, before: str, text: str) -> None:
    python = f"{before}\nsql = {FORMS[form](text)}\n"
    try:
        value = _run(python)
    except SyntaxError:  # a raw string cannot say everything
        return
    source = Source("a.py", python.encode())

    found = literals(source)

    if not found or found[-1].value.decode() != value:
        assert not value.isprintable()  # written with an escape that is not followed
        return
    one = found[-1]
    assert list(one.offsets) == sorted(one.offsets)
    for byte, offset in zip(one.value, one.offsets, strict=True):
        assert source.data[offset] in (byte, ord("\\"))


def _run(python: str) -> str:
    names: dict[str, str] = {}
    exec(compile(python, "a.py", "exec"), names)
    return names["sql"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\\\\"), min_size=1))
def test_what_is_spelt_is_found_again(text: str) -> None:
    """As `sqlalchemy.text` and Alembic hand it over: colons unescaped, blanks cut at both ends."""
    python = f"run({text.replace(':', chr(92) + ':')!r})\n"
    source = Source("a.py", python.encode())
    sql = text.strip(" \t\n")

    within = spelling(sql, source, literals(source), 0, len(source.data))

    assert not within.offsets or [
        source.data[offset : offset + 1] in (bytes([byte]), b"\\")
        for byte, offset in zip(sql.encode(), within.offsets, strict=True)
    ] == [True] * len(sql.encode())
    if text.isprintable() and sql and not sql.startswith(";"):
        assert within.offsets
