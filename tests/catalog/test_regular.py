"""Patterns as languages: what is read, what belongs to what, and against Python's own engine."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.catalog.regular import (
    ANYTHING,
    CHARACTER,
    Fails,
    Holds,
    ecma,
    included,
    like,
    longest,
    matches,
    posix,
    repeat,
    shortest,
)


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [
        ("^[A-Z]{3}$", "^[A-Z]{3}$", Holds()),
        ("^[A-Z]{3}$", "[A-Z]", Holds()),
        ("^(ab|cd)+$", "^([a-d]{2})*$", Holds()),
        ("^a{2,5}$", "^a+$", Holds()),
        ("^a+?$", "^a*$", Holds()),
        ("^[^b]$", "^[^a-b]|a$", Holds()),
        ("[A-Z]{3}", "^[A-Z]{3}$", Fails("aAAA")),
        ("^a+$", "^a{1,3}$", Fails("aaaa")),
        ("^.$", "^\\w$", Fails(" ")),
        ("^$", "a", Fails("")),
        ("^\\n$", "^$", Fails("\n")),
        ("a", "^(?!b)", None),
        ("\\b", "a", None),
    ],
)
def test_inclusion(inside: str, outside: str, expected: object) -> None:
    one, other = ecma(inside), ecma(outside)
    found = None if one is None or other is None else included([one], [], other)
    assert found == expected


def test_classes_that_depend_on_the_locale_prove_and_refute_with_care() -> None:
    local = posix("^\\d$")
    assert local is not None
    assert included([local], [], repeat(CHARACTER, 1, 1)) == Holds()
    digit = ecma("^[0-9]$")
    assert digit is not None
    assert included([local], [], digit) is None
    assert included([digit], [], local) is None
    two = ecma("^..$")
    assert two is not None
    assert included([two], [], local) == Fails("aa")
    assert matches(local, "1") is None
    assert matches(local, "12") is False


def test_exceptions_and_lengths() -> None:
    word, short = ecma("^[ab]+$"), repeat(CHARACTER, 0, 2)
    assert word is not None
    no_b = posix("b")
    assert no_b is not None
    only_a = ecma("^a{1,2}$")
    assert only_a is not None
    assert included([word, short], [no_b], only_a) == Holds()
    assert included([word], [no_b], only_a) == Fails("aaa")
    assert included([ANYTHING], [], word) == Fails("")


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("^[ab]*a[ab]{40}$", "^[ab]*a[ab]{39}[ab]$"),
        ("^[ab]{900}a[ab]{900}$", "^[ab]{901}.{900}$"),
        ("^(a{1000}){1000}$", "^(a{999}){1000}b*$"),
    ],
)
def test_what_takes_too_long_is_not_known(inside: str, outside: str) -> None:
    one, other = ecma(inside), ecma(outside)
    assert one is not None
    assert other is not None
    start = time.process_time()
    assert not isinstance(included([one], [], other), Fails)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a",
        "***:a",
        "a**",
        "(a",
        "[a",
        "a{2,1}",
        "a{9999}",
        "^a^b$",
        "(^a)",
        "\\1",
        "*a",
        "\\m",
        "[[.a.]]",
        "[a-\\d]",
        "\\",
        "(" * 60 + ")" * 60,
        "a" * 3000,
    ],
)
def test_what_is_not_read(pattern: str) -> None:
    assert posix(pattern) is None


def test_dialects() -> None:
    assert posix("^[]a]$") == ecma("^[\\]a]$")
    assert posix("\\Aa\\Z") == ecma("^a$")
    assert ecma("\\Aa") is None
    assert posix("^.$") != ecma("^.$")
    assert posix("^[[:alpha:]]$") == posix("^\\d$")
    assert ecma("^\\u0041$") == ecma("^A$")
    assert posix("a]}") == ecma("a\\]\\}")
    assert ecma("a]") is None
    assert posix("^aÉ$", ignore_case=True) is None
    assert posix("^ab$", ignore_case=True) == ecma("^[aA][bB]$")


def test_like() -> None:
    assert like("a%") == ecma("^a")
    assert like("_\\%") == posix("^.%$")
    assert like("a\\") is None
    assert like("a_", ignore_case=True) == posix("^[Aa].$")
    assert like("é", ignore_case=True) is None


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        ("^[A-Z]{3}$", 3, 3),
        ("^a(b|cd)?$", 1, 3),
        ("a", 1, None),
        ("^(|a{2,4})$", 0, 4),
        ("^$", 0, 0),
    ],
)
def test_lengths(pattern: str, low: int, high: int | None) -> None:
    language = ecma(pattern)
    assert language is not None
    assert (shortest(language), longest(language)) == (low, high)


_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "c|a"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(
            lambda given: f"(?:{given[0]}){given[1]}"
        ),
    ),
    max_leaves=6,
)


@given(_PATTERNS, st.booleans(), st.booleans(), st.text("abc1 \n", max_size=5))
def test_agrees_with_another_engine(pattern: str, start: bool, end: bool, text: str) -> None:
    whole = f"{'^' * start}(?:{pattern}){'$' * end}"
    language = ecma(whole)
    assert language is not None
    python = re.compile(whole.replace("$", "\\Z"), re.ASCII)
    assert matches(language, text) is (python.search(text) is not None)


@given(_PATTERNS, _PATTERNS)
def test_a_witness_is_one(one: str, other: str) -> None:
    first, second = ecma(f"^(?:{one})$"), ecma(f"^(?:{other})$")
    assert first is not None
    assert second is not None
    found = included([first], [], second)
    if isinstance(found, Fails):
        assert matches(first, found.witness) is True
        assert matches(second, found.witness) is False
    if isinstance(found, Holds):
        for text in ("", "a", "b", "ab", "aa", "1", "ca", "aab"):
            assert not (matches(first, text) and not matches(second, text))
