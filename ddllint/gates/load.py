"""The file of gates as phases in their order, each gate with its place."""

import difflib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.gates.format import Check, FindingsCheck, Gate, GatesFile, Phase
from ddllint.settings.typed import MistakeError, suggestion, typed
from ddllint.settings.yaml import Document, Pointer, read


class PlannedGate(msgspec.Struct, frozen=True):
    """A gate, its number and the place of that."""

    number: str
    gate: Gate
    span: Span


class PlannedPhase(msgspec.Struct, frozen=True):
    """A phase; `needs` are the numbers of phases that stand above it."""

    number: str
    title: str
    needs: tuple[str, ...]
    gates: tuple[PlannedGate, ...]


class Known(msgspec.Struct, frozen=True):
    """The words that a file of gates may name: stages of verify, codes of rules."""

    stages: Collection[str]
    codes: Collection[str]


def load_gates(path: Path, shown: str, known: Known) -> tuple[PlannedPhase, ...]:
    """The phases of the file, which messages call `shown`.

    Raises UsageError at the place of the first mistake.
    """
    document = read(path, shown)
    for problem in document.problems:
        raise UsageError(problem.message, problem.span, problem.help)
    try:
        file = typed({} if document.data is None else document.data, GatesFile)
        return tuple(_planned(file, document, known))
    except MistakeError as mistake:
        raise mistake.at(document) from None


def chosen(phases: tuple[PlannedPhase, ...], number: str) -> tuple[PlannedPhase, ...]:
    """The phase of that number and those that it needs. Raises UsageError if there is none."""
    known = {phase.number: phase for phase in phases}
    if number not in known:
        raise UsageError(f"there is no phase `{number}`", help=suggestion(number, known))
    wanted = {number}
    for phase in reversed(phases):
        if phase.number in wanted:
            wanted.update(phase.needs)
    return tuple(phase for phase in phases if phase.number in wanted)


def kind_of(check: Check) -> str:
    """The name of a check's kind, as it is written."""
    return _kinds(check)[0]


def asked(check: Check) -> dict[str, Any]:
    """What a check asks, under the name of its kind; what it leaves to defaults is left out."""
    written = msgspec.to_builtins(check)
    kind = kind_of(check)
    what = written[kind]
    if isinstance(what, dict):
        what = {key: value for key, value in what.items() if value not in (None, False, [], (), {})}
    return {kind: what}


def _kinds(check: Check) -> list[str]:
    fields = msgspec.structs.fields(Check)
    return [one.encode_name for one in fields if getattr(check, one.name) is not None]


def _planned(file: GatesFile, document: Document, known: Known) -> Iterable[PlannedPhase]:
    above: list[str] = []
    numbers: set[str] = set()
    for number, phase in file.phases.items():
        at = ("phases", number)
        gates = []
        for name, gate in phase.gates.items():
            where = (*at, "gates", name)
            if name in numbers:
                raise MistakeError(where, f"a gate {name} stands above already", in_key=True)
            numbers.add(name)
            _refuse(gate, where, known)
            gates.append(PlannedGate(name, gate, document.key_span_of(where)))
        yield PlannedPhase(number, phase.title, _needs(phase, above, at), tuple(gates))
        above.append(number)


def _needs(phase: Phase, above: list[str], at: Pointer) -> tuple[str, ...]:
    if phase.needs is None:
        return tuple(above[-1:])
    for which, need in enumerate(phase.needs):
        if need not in above:
            message = f"no phase `{need}` stands above this one"
            raise MistakeError((*at, "needs", which), message, suggestion(need, above))
    return phase.needs


def _refuse(gate: Gate, at: Pointer, known: Known) -> None:
    for which, check in enumerate(gate.checks):
        where = (*at, "checks", which)
        kinds = _kinds(check)
        if len(kinds) != 1:
            found = ", ".join(kinds) or "none"
            raise MistakeError(where, f"a check is of one kind; this one names {found}")
        for number, stage in enumerate(check.verify or ()):
            if stage not in known.stages:
                message = f"`ddllint verify` has no stage `{stage}`"
                help = suggestion(stage, sorted(known.stages))
                raise MistakeError((*where, "verify", number), message, help)
        if check.findings is not None:
            _refuse_rules(check.findings, (*where, "findings"), known.codes)


def _refuse_rules(check: FindingsCheck, at: Pointer, codes: Collection[str]) -> None:
    for key, words in (("rules", check.rules), ("without", check.without)):
        for number, word in enumerate(words):
            if not any(code.startswith(word) for code in codes):
                near = difflib.get_close_matches(word, codes, 1)
                help = f"Did you mean `{near[0]}`?" if near else _RULES
                raise MistakeError((*at, key, number), f"there is no rule `{word}`", help)


_RULES = "`ddllint rules` lists what there is."
