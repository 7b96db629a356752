"""Names of pages, and links between documents."""

import posixpath
import re
from urllib.parse import quote

from ddllint.catalog.names import Name
from ddllint.report.markdown import escaped

_PLAIN = re.compile(r"[a-z0-9_-]")
_LONGEST = 200
"""Bytes of a page's name, of the 255 that file systems give a name (and `.md` with them)."""


def page_name(name: Name, taken: frozenset[str] = frozenset()) -> str:
    """The name of a relation's page, without its ending.

    Other characters than small letters, digits, `_` and `-` are written as `=41`, so that two
    relations never share a page, on file systems that do not tell capitals apart either. One that
    is too long is cut, and a digest tells it from others; one that is `taken` by another document
    has its first letter written so.
    """
    parts = [name.name] if name.schema == "public" else [name.schema, name.name]
    shown = ".".join("".join(map(_shown, part)) for part in parts)
    if shown in taken:
        return f"={ord(shown[0]):02x}{shown[1:]}"
    if len(shown) > _LONGEST:
        import hashlib  # for names that hardly anybody has

        return f"{shown[: _LONGEST - 17]}={hashlib.sha256(shown.encode()).hexdigest()[:16]}"
    return shown


def _shown(character: str) -> str:
    if _PLAIN.fullmatch(character):
        return character
    return "".join(f"={byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))


def link(text: str, target: str, document: str) -> str:
    """A Markdown link from a document to a file, both relative to the same folder."""
    way = posixpath.relpath(target, posixpath.dirname(document) or ".")
    return f"[{escaped(text)}]({quote(way, safe='/=.-_~')})"
