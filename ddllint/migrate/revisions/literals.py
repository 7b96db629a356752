"""SQL as the argument of `op.execute` in a revision, so that the server gets it byte for byte.

Between the file and the server stand Python's string literals and SQLAlchemy's `text()`, which
takes `:name` for a parameter unless the colon is written `\\:` (SQLAlchemy manual, `text()`).
"""

import re

_MAY_BE_PARAMETER = re.compile(r"(?<![:\w\\]):\w|\\:")
"""What `text()` takes for a parameter, in any version of SQLAlchemy, or for an escape."""

_LINE = 88
"""What black lets a line be; ruff with a longer limit leaves such lines alone."""


def bound_free(sql: str) -> str:
    """SQL as `text()` has to get it: with all colons escaped if one of them would be misread.

    To escape just that one would not do: in ` :a::b` the escape of the first is not undone.
    """
    return sql.replace(":", r"\:") if _MAY_BE_PARAMETER.search(sql) else sql


def execute_call(sql: str, indent: str) -> str:
    """The call of `op.execute` for a statement, as ruff and black format it, without a newline.

    What fits stands on one line; anything else begins on a line of its own, unindented, because
    a string or a comment in it may span lines.
    """
    text = bound_free(sql)
    short = f'{indent}op.execute("{text}")'
    if len(short) <= _LINE and not re.search(r'["\\]|[^\x20-\x7e]', text):
        return short
    return f"{indent}op.execute({_block(text)})"


def _block(text: str) -> str:
    """A triple-quoted literal of the text between newlines; raw when that spares escapes."""
    text = f"\n{text}\n"
    if '"""' in text or not all(_is_plain(character) for character in text):
        return f'"""{_escaped(text)}"""'
    return f'r"""{text}"""' if "\\" in text else f'"""{text}"""'


def _is_plain(character: str) -> bool:
    """Whether Python reads it as it stands, and people see it: a carriage return is neither."""
    return character in "\n\t" or character.isprintable()


def _escaped(text: str) -> str:
    found = text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    return "".join(one if _is_plain(one) else _escape(ord(one)) for one in found)


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
