"""Patterns against an engine for ECMA-262 (regress), over random ones."""

import re
from random import Random

import psycopg
import pytest
import regress
from hypothesis import given, settings
from hypothesis import strategies as st

from ddllint.contracts.pattern_parser import MAX_DEPTH
from ddllint.contracts.patterns import Verdict, matches, verdict

WRITTEN = (
    *(r"\d", r"\w", r"\.", r"\-", r"\@", r"\b", r"\B", r"\A", r"\e", r"\0", r"\1", r"\/"),
    *("[a-z]", "[^a]", "[", "]", "[]", "[^]", r"[\d-z]", r"[a-\d]", "[z-a]", "[a-"),
    *("(", "(?:", ")", "|", "(?=", "(?!", "(?<=", "(?<n>", r"\k<n>", "(?P<n>", "(?i)"),
    *("*", "+", "?", "{2}", "{1,3}", "{2,}", "{3,1}", "{,3}", "{", "}", "+?", "^", "$"),
    *(r"\p{L}", r"\P{Script=Greek}", r"\u{1F600}", r"\u00e9", r"\x41", r"\xZZ", r"\cA", r"\c"),
)
PARTS = st.sampled_from([*"abé-,/5", *WRITTEN])
PATTERNS = st.lists(PARTS, min_size=1, max_size=7).map("".join)
TEXTS = st.text("ab zé/,-5.AB_\n", max_size=7)


def takes(pattern: str, flags: str) -> bool:
    try:
        regress.Regex(pattern, flags)
    except regress.RegressError:
        return False
    return True


@settings(max_examples=1000)
@given(PATTERNS)
def test_what_is_valid_lies_between_the_strict_and_the_lax_reading(pattern: str) -> None:
    """The strict one has the flag `u`. regress repeats `\\b` there, which ECMA-262 does not."""
    valid = not verdict(pattern).ecma
    if takes(pattern, "u") and not re.search(r"\\[bB][*+?{]", pattern):
        assert valid
    if valid:
        assert takes(pattern, "")


@settings(max_examples=1000)
@given(PATTERNS, TEXTS)
def test_a_match_is_what_the_engine_finds(pattern: str, text: str) -> None:
    found = matches(pattern, text)
    if found is not None and takes(pattern, "u"):
        assert found == (regress.Regex(pattern, "u").find(text) is not None)


@settings(max_examples=300)
@given(st.text(max_size=30))
def test_any_text_has_a_verdict(pattern: str) -> None:
    assert isinstance(verdict(pattern), Verdict)


def test_deep_nesting_is_refused() -> None:
    assert "nested deeper" in verdict("(" * 900).ecma
    assert not verdict("(" * MAX_DEPTH + ")" * MAX_DEPTH).ecma


OTHERS = {
    r"^\p{L}+$": ("it has no `\\p{...}`", "it has no `\\p{...}`"),
    r"^(?<year>\d{4})$": ("it has no named groups", "it writes named groups `(?P<name>...)`"),
    r"^\u{1F600}$": ("it has no `\\u{...}`", "it has no `\\u{...}`"),
    "[^]": ("it has no `[^]`", "it has no `[^]`"),
    "^a{1,300}$": ("it repeats 255 times at most, not 300", ""),
    r"\bword\b": ("`\\b` is something else there; a word's edge is `\\y`", ""),
    "(?<=a+)b": ("", "it looks behind over a fixed length only"),
    "a{5": ("`{` before a number starts a repetition there; write `\\{`", ""),
    r"\cA": ("", "it has no `\\c`"),
    "^[A-Z]{3}$": ("", ""),
    r"^[0-9]{1,8}(\.[0-9]{1,2})?$": ("", ""),
}


@pytest.mark.parametrize("pattern", OTHERS)
def test_it_is_told_who_else_does_not_take_a_pattern(pattern: str) -> None:
    found = verdict(pattern)
    assert (found.ecma, found.postgres, found.python) == ("", *OTHERS[pattern])
    if not found.python:
        re.compile(pattern)
    elif "named" not in found.python:
        with pytest.raises(re.error):
            re.compile(pattern)


def refused_by_postgres(connection: psycopg.Connection, pattern: str) -> bool:
    try:
        with connection.transaction():
            connection.execute("SELECT 'a' ~ %s", (pattern,))
    except psycopg.errors.InvalidRegularExpression:
        return True
    return False


def test_postgres_takes_what_it_is_said_to_take(connection: psycopg.Connection) -> None:
    rng = Random(20)
    parts = [*"ab-,/5", *WRITTEN]
    counted = 0
    for _ in range(3000):
        pattern = "".join(rng.choice(parts) for _ in range(rng.randint(1, 6)))
        found = verdict(pattern)
        if not found.ecma and not found.postgres:
            counted += 1
            assert not refused_by_postgres(connection, pattern), pattern
    assert counted > 300


@pytest.mark.parametrize("pattern", [p for p in OTHERS if OTHERS[p][0] and r"\b" not in p])
def test_postgres_refuses_what_it_is_said_to_refuse(
    connection: psycopg.Connection, pattern: str
) -> None:
    assert refused_by_postgres(connection, pattern)
