"""Text from files as a terminal may show it: what steers a terminal is escaped.

A terminal obeys control characters, and bidirectional marks make text read otherwise than a
machine reads it (Unicode Technical Report 36, 2.10; CVE-2021-42574). Spaces other than the plain
one are escaped too: to PostgreSQL they are letters, and nobody sees why a statement is refused.
"""

import functools
import unicodedata

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me"})


def printable(text: str) -> str:
    """`text` on one line, with escapes such as `\\x1b` for what is not printed."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character != " " and unicodedata.category(character) in _ESCAPED:
        return _escape(character)
    return character


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@functools.lru_cache(maxsize=1024)
def cell(character: str) -> tuple[str, int]:
    """A character as shown, and how many columns of the terminal it takes.

    A tab is shown as four spaces. Wide and fullwidth characters take two columns (Unicode
    Standard Annex 11), combining marks none.
    """
    if character == "\t":
        return "    ", 4
    if " " <= character <= "~":
        return character, 1
    category = unicodedata.category(character)
    if category in _ESCAPED:
        shown = _escape(character)
        return shown, len(shown)
    if category in _WITHOUT_WIDTH:
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
