"""Passwords that stand in a text, found without running or parsing it."""

import re
from collections.abc import Iterator

import msgspec

from ddllint.sql.source import Source


class Secret(msgspec.Struct, frozen=True, order=True):
    """The bytes of a password, and the words for where it stands."""

    start: int
    end: int
    where: str


_PATTERNS = (
    ("a URL", rb"\b[a-z][a-z0-9+.-]*://[^\s:/@'\"]*:(?P<secret>[^\s@'\"]+)@"),
    ("PASSWORD", rb"\bpassword\s+'(?P<secret>[^'\n]+)'"),
    (
        "an assignment",
        rb"(?:password|passwd|pwd)['\"]?\s*[=:]\s*[rRbBuU]{0,2}['\"](?P<secret>[^'\"\n]+)['\"]",
    ),
    (
        "a connection string",
        rb"\b(?:host|dbname|user)=[^\n'\"]*?\bpassword=(?P<secret>[^\s'\"&;]+)",
    ),
    (
        "a connection string",
        rb"\bpassword=(?P<secret>[^\s'\"&;]+)[^\n'\"]*\b(?:host|dbname|user)=",
    ),
    ("PGPASSWORD", rb"\bPGPASSWORD\s*=\s*(?P<secret>[^\s'\";]+)"),
)
_COMPILED = tuple((where, re.compile(text, re.IGNORECASE)) for where, text in _PATTERNS)
_PLACEHOLDER = re.compile(rb".*[{}$<>].*|%.*|:.*|[*x.]+", re.IGNORECASE | re.DOTALL)


def secrets(data: bytes) -> Iterator[Secret]:
    """The passwords in a text, in order; `${VARIABLE}`, `%s`, `***` and the like are none."""
    found = {
        (match.start("secret"), match.end("secret")): where
        for where, pattern in reversed(_COMPILED)
        for match in pattern.finditer(data)
        if not _PLACEHOLDER.fullmatch(match["secret"])
    }
    for (start, end), where in sorted(found.items()):
        yield Secret(start, end, where)


def masked(source: Source) -> Source:
    """The text with asterisks for each character of its passwords, so that it can be shown."""
    parts: list[bytes] = []
    at = 0
    for secret in secrets(source.data):
        if secret.start >= at:
            word = source.data[secret.start : secret.end].decode("utf-8", "replace")
            parts += [source.data[at : secret.start], b"*" * len(word)]
            at = secret.end
    return Source(source.path, b"".join([*parts, source.data[at:]])) if parts else source
