"""Identifiers as PostgreSQL writes them."""

import re

from ddllint.sql.keywords import NEVER_PLAIN

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def quote_identifier(name: str) -> str:
    """The name, in quotes if SQL would not read it back as it is (`quote_ident`)."""
    if _PLAIN.fullmatch(name) and name not in NEVER_PLAIN:
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_name(*parts: str) -> str:
    """A dotted name with each part quoted as needed; empty parts are left out."""
    return ".".join(quote_identifier(part) for part in parts if part)


_LISTED = re.compile(r'"((?:[^"]|"")*)"|([^\s,"]+)')


def identifier_list(text: str) -> list[str]:
    """The names in a list such as a search path's: `"$user", public` (`SplitIdentifierString`)."""
    return [
        quoted.replace('""', '"') if quoted else plain.lower()
        for quoted, plain in _LISTED.findall(text)
    ]


_DOTTED = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')


def split_name(text: str) -> tuple[str, ...]:
    """The parts of a dotted name as SQL writes it, without their quotes."""
    return tuple(
        quoted.replace('""', '"') if quoted else plain for quoted, plain in _DOTTED.findall(text)
    )
