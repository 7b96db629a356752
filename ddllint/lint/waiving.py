"""Waivers put to work: what they take away, and what is wrong with the waivers."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from ddllint.diagnostics.finding import Finding, Problem
from ddllint.diagnostics.span import Span
from ddllint.lint.result import Unchecked
from ddllint.lint.selection import UNREAD, near
from ddllint.lint.waivers import Malformed, Waiver
from ddllint.rules.rule import Family, Meta

NO_REASON = "WVR001"
EXPIRED = "WVR002"
UNUSED = "WVR003"
UNKNOWN_CODE = "WVR004"
MALFORMED = "WVR005"

T = TypeVar("T")


class Outcome(msgspec.Struct, frozen=True):
    """What stays, what is waived by which waivers, and a code and problem for each fault of one."""

    kept: list[Finding]
    waived: list[Finding]
    unchecked: list[Unchecked]
    waived_unchecked: list[Unchecked]
    faults: list[tuple[str, Problem]]
    holding: tuple[Waiver, ...] = ()


def waive(
    findings: Iterable[Finding],
    unchecked: Iterable[Unchecked],
    waivers: Sequence[Waiver | Malformed],
    metas: Sequence[Meta],
    ran: frozenset[str],
    today: datetime.date,
) -> Outcome:
    """Take away what the waivers cover.

    `ran` holds the codes that could have been found: a waiver for another code is not unused.
    A waiver without a reason, or whose last day is before `today`, takes nothing away.
    One that covers nothing but what was not checked is used.
    """
    by_word = {word: meta for meta in metas for word in (meta.code, meta.name)}
    by_path: dict[str, list[Waiver]] = {}
    faults: list[tuple[str, Problem]] = []
    for waiver in waivers:
        own = list(_faults(waiver, by_word, metas, today))
        faults += own
        # an unknown code does not keep the waiver's other codes from holding
        if isinstance(waiver, Waiver) and all(code == UNKNOWN_CODE for code, _ in own):
            by_path.setdefault(waiver.path, []).append(waiver)
    used: set[tuple[int, str]] = set()

    def accepted(meta: Meta, span: Span, about: str) -> bool:
        if _unwaivable(meta):
            return False
        hits = [
            (id(waiver), word)
            for waiver in by_path.get(span.path, ())
            for word in waiver.codes
            if word in (meta.code, meta.name) and waiver.covers(span, about)
        ]
        used.update(hits)
        return bool(hits)

    kept, waived = _parted(
        findings,
        lambda one: accepted(by_word[one.code], one.problem.span, one.problem.object),
    )
    open_, closed = _parted(
        unchecked, lambda one: accepted(one.meta, one.what.span, one.what.object)
    )
    holding = tuple(waiver for group in by_path.values() for waiver in group)
    for waiver in holding:
        for word in waiver.codes:
            meta = by_word.get(word)
            if meta and meta.code in ran and waiver.judged and (id(waiver), word) not in used:
                faults += [(UNUSED, _unused(waiver, word))] * (not _unwaivable(meta))
    return Outcome(kept, waived, open_, closed, faults, holding)


def _parted(items: Iterable[T], accepted: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    """The items that are not accepted, and those that are."""
    parts: tuple[list[T], list[T]] = ([], [])
    for item in items:
        parts[accepted(item)].append(item)
    return parts


def _unwaivable(meta: Meta) -> bool:
    return meta.family is Family.WAIVERS or meta.code in UNREAD


def _faults(
    waiver: Waiver | Malformed,
    by_word: Mapping[str, Meta],
    metas: Sequence[Meta],
    today: datetime.date,
) -> Iterator[tuple[str, Problem]]:
    """What is wrong with a waiver, whatever it covers."""
    if isinstance(waiver, Malformed):
        yield MALFORMED, Problem(waiver.message, "", waiver.span, waiver.help)
        return
    about = ", ".join(waiver.codes)
    for word in waiver.codes:
        meta = by_word.get(word)
        if meta is None:
            message = f"the waiver names {word}, which is no rule"
            yield UNKNOWN_CODE, Problem(message, word, waiver.span, near(word, metas))
        elif _unwaivable(meta):
            message = f"{word} cannot be waived"
            yield UNKNOWN_CODE, Problem(message, word, waiver.span, "Take it out of the waiver.")
    if not waiver.reason:
        yield (
            NO_REASON,
            Problem(
                f"the waiver of {about} gives no reason, so it does not hold",
                about,
                waiver.span,
                "Write the reason after a colon.",
            ),
        )
    if waiver.until is not None and waiver.until < today:
        yield (
            EXPIRED,
            Problem(
                f"the waiver of {about} ended on {waiver.until.isoformat()}",
                about,
                waiver.span,
                "Mend what it waives, or set a new date.",
            ),
        )


def _unused(waiver: Waiver, word: str) -> Problem:
    where = f" about {waiver.object}" if waiver.object is not None else ""
    if not waiver.attached:
        message = f"no statement follows the waiver of {word}"
    else:
        message = f"the waiver of {word} covers no finding{where}"
    return Problem(message, word, waiver.span, "Take it out, or move it to what it is for.")
