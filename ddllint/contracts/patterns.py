"""Regular expressions of contracts: are they valid, who else takes them, do they match.

Contracts write ECMA-262 (JSON Schema 2020-12 Core, 6.4). A contract's pattern comes from anybody,
and a backtracking engine may take years over one: it is only run when its form says that the
time is bounded.
"""

import functools
import re

import msgspec

from ddllint.contracts.pattern_parser import InvalidPattern, Traits, parse

MAX_PATTERN = 2_000
_MAX_TEXT = 500
_MAX_STEPS = 1_000_000
_POSTGRES_BOUND = 255


class Verdict(msgspec.Struct, frozen=True):
    """Who does not take a pattern, and why; empty texts for those that do.

    `ecma` says why it is no regular expression at all; `postgres` why PostgreSQL's `~` refuses it
    or reads it otherwise; `python` the same of the `re` module, which many validators use.
    """

    ecma: str = ""
    postgres: str = ""
    python: str = ""


@functools.cache
def verdict(pattern: str) -> Verdict:
    """What is to be said of the pattern."""
    try:
        traits = parse(pattern)
    except InvalidPattern as error:
        return Verdict(ecma=str(error))
    return Verdict(postgres=_for_postgres(traits), python=_for_python(traits))


def _for_postgres(traits: Traits) -> str:
    """PostgreSQL manual, 9.7.3: bounds up to 255, its own escapes, no named groups."""
    if traits.properties:
        return f"it has no `{traits.properties}`"
    if traits.named_groups:
        return "it has no named groups"
    if traits.braced_code_points:
        return "it has no `\\u{...}`"
    if traits.empty_class:
        return f"it has no `{traits.empty_class}`"
    if traits.highest_bound > _POSTGRES_BOUND:
        return f"it repeats {_POSTGRES_BOUND} times at most, not {traits.highest_bound}"
    if traits.open_brace:
        return "`{` before a number starts a repetition there; write `\\{`"
    if traits.word_boundary:
        return f"`{traits.word_boundary}` is something else there; a word's edge is `\\y`"
    return ""


def _for_python(traits: Traits) -> str:
    if traits.properties:
        return f"it has no `{traits.properties}`"
    if traits.named_groups:
        return "it writes named groups `(?P<name>...)`"
    if traits.braced_code_points:
        return "it has no `\\u{...}`"
    if traits.empty_class:
        return f"it has no `{traits.empty_class}`"
    if traits.control_escape:
        return "it has no `\\c`"
    if traits.lookbehind and (traits.unbounded or traits.ways > 1):
        return "it looks behind over a fixed length only"
    return ""


def matches(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None when that cannot be told in bounded time.

    It is told of patterns without back references, looking around, words' edges and repeated
    choices, when all ways to match them are a million at most.
    """
    if len(pattern) > MAX_PATTERN or len(text) > _MAX_TEXT:
        return None
    try:
        traits = parse(pattern)
    except InvalidPattern:
        return None
    looks = traits.lookbehind or traits.lookahead or traits.word_boundary
    if looks or traits.nested or traits.back_reference or _for_python(traits):
        return None
    if (len(text) + 1) ** (traits.unbounded + 1) * traits.ways > _MAX_STEPS:
        return None
    try:
        return re.search(traits.for_python, text, re.ASCII) is not None
    except (re.error, OverflowError):
        return None
