r"""Patterns as they are for ASCII texts, where classes like `\d` mean the same in every locale.

Source: PostgreSQL manual, 9.7.3.2 (bracket expressions) and 9.7.3.3 (class shorthands).
"""

import re
from collections.abc import Iterator

from msgspec import structs

from ddllint.catalog.predicates import Allowed, Regex, Said

_CLASSES = {
    "alpha": "A-Za-z",
    "lower": "a-z",
    "upper": "A-Z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "xdigit": "0-9A-Fa-f",
    "space": " \t\n",
}
_SHORT = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \t\n"}
_PART = re.compile(r"\\(.)|\[:(\w+):\]|(\[\^?\]?)|(\])|(.)", re.DOTALL)


def for_ascii(pattern: Regex) -> Regex:
    """The pattern with the classes written out; one of LIKE has none."""
    if pattern.like:
        return pattern
    return structs.replace(pattern, text="".join(_written_out(pattern.text)))


def allowed_in_ascii(allowed: Allowed) -> Allowed:
    """The same of what a column allows."""
    patterns = tuple(Said(for_ascii(said.value), said.basis) for said in allowed.patterns)
    return structs.replace(allowed, patterns=patterns)


def _written_out(text: str) -> Iterator[str]:
    within = False
    for part in _PART.finditer(text):
        escaped, named, opening, closing, _ = part.groups()
        short = _SHORT.get((escaped or "").lower())
        if short is not None and (escaped == escaped.lower() or not within):
            yield short if within else f"[{'^' * escaped.isupper()}{short}]"
        elif named in _CLASSES and within:
            yield _CLASSES[named]
        else:
            within = (within or opening is not None) and closing is None
            yield part[0]
