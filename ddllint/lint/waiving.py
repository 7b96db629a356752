"""Waivers put to work: which findings they take away, and what is wrong with the waivers."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from ddllint.diagnostics.finding import Finding, Problem
from ddllint.lint.selection import UNREAD, near
from ddllint.lint.waivers import Malformed, Waiver
from ddllint.rules.rule import Family, Meta

NO_REASON = "WVR001"
EXPIRED = "WVR002"
UNUSED = "WVR003"
UNKNOWN_CODE = "WVR004"
MALFORMED = "WVR005"


class Outcome(msgspec.Struct, frozen=True):
    """The findings that stay, those that are waived, and a code and problem for each fault."""

    kept: list[Finding]
    waived: list[Finding]
    faults: list[tuple[str, Problem]]


def waive(
    findings: Iterable[Finding],
    waivers: Sequence[Waiver | Malformed],
    metas: Sequence[Meta],
    ran: frozenset[str],
    today: datetime.date,
) -> Outcome:
    """Take away what the waivers cover.

    `ran` holds the codes that could have been found: a waiver for another code is not unused.
    A waiver without a reason, or whose last day is before `today`, takes nothing away.
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
    kept: list[Finding] = []
    waived: list[Finding] = []
    for finding in findings:
        hits = [
            (id(waiver), word)
            for waiver in by_path.get(finding.problem.span.path, ())
            for word in waiver.codes
            if word in (finding.code, finding.name) and waiver.covers(finding)
        ]
        hits = [] if _unwaivable(by_word[finding.code]) else hits
        used.update(hits)
        (waived if hits else kept).append(finding)
    for waiver in (waiver for group in by_path.values() for waiver in group):
        for word in waiver.codes:
            meta = by_word.get(word)
            if meta and meta.code in ran and waiver.judged and (id(waiver), word) not in used:
                faults += [(UNUSED, _unused(waiver, word))] * (not _unwaivable(meta))
    return Outcome(kept, waived, faults)


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
