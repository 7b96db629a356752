"""Phases one after the other: a gate is looked at when all before its phase are proven."""

from collections.abc import Iterable, Iterator

from ddllint.diagnostics.errors import UnavailableError, UsageError
from ddllint.gates.checks.catalog import catalog_faults
from ddllint.gates.checks.contract import contract_faults
from ddllint.gates.checks.document import document_faults, file_faults
from ddllint.gates.checks.findings import findings_faults
from ddllint.gates.checks.revision import revision_faults
from ddllint.gates.checks.running import (
    command_faults,
    docs_faults,
    isolation_faults,
    results_faults,
    verify_faults,
)
from ddllint.gates.format import Check
from ddllint.gates.ground import Ground
from ddllint.gates.inputs import inputs_of
from ddllint.gates.load import PlannedGate, PlannedPhase, kind_of
from ddllint.gates.model import (
    CheckResult,
    Fault,
    GateResult,
    Looked,
    Outcome,
    PhaseResult,
    Verdict,
)


def run(phases: Iterable[PlannedPhase], ground: Ground) -> Outcome:
    """Look at the gates of the phases, which come after those that they need."""
    results: dict[str, PhaseResult] = {}
    for phase in phases:
        blocked_by = tuple(
            need for need in phase.needs if results[need].verdict is not Verdict.PROVEN
        )
        gates = tuple(_result(gate, ground, blocked=bool(blocked_by)) for gate in phase.gates)
        results[phase.number] = PhaseResult(phase.number, phase.title, gates, blocked_by)
    return Outcome(tuple(results.values()))


def _result(planned: PlannedGate, ground: Ground, *, blocked: bool) -> GateResult:
    gate = planned.gate
    if blocked:
        checks = tuple(CheckResult(kind_of(check)) for check in gate.checks)
        return GateResult(planned.number, gate.promise, planned.span, checks, Verdict.BLOCKED)
    checks = tuple(_looked_at(check, ground) for check in gate.checks)
    faults = any(check.faults for check in checks)
    verdict = Verdict.RED if faults else Verdict.PROVEN
    return GateResult(planned.number, gate.promise, planned.span, checks, verdict)


def _looked_at(check: Check, ground: Ground) -> CheckResult:
    looked: list[str] = []
    faults: list[Fault] = []
    try:
        for told in _against(check, ground):
            if isinstance(told, Looked):
                looked.append(told.what)
            else:
                faults.append(told)
    except UsageError as error:
        # what cannot be looked at proves nothing, and the other gates can still be tried
        help = f": {error.help}" if error.help else ""
        unavailable = isinstance(error, UnavailableError)
        faults.append(Fault(f"{error.message}{help}", error.span, unavailable))
    inputs = inputs_of(check, ground)
    return CheckResult(kind_of(check), tuple(looked), inputs, tuple(faults))


def _against(check: Check, ground: Ground) -> Iterator[Fault | Looked]:
    if check.document is not None:
        yield from document_faults(check.document, ground)
    elif check.file is not None:
        yield from file_faults(check.file, ground)
    elif check.findings is not None:
        yield from findings_faults(check.findings, ground)
    elif check.catalog is not None:
        yield from catalog_faults(check.catalog, ground)
    elif check.contract is not None:
        yield from contract_faults(check.contract, ground)
    elif check.revision is not None:
        yield from revision_faults(check.revision, ground)
    elif check.verify is not None:
        yield from verify_faults(check.verify, ground)
    elif check.isolation is not None:
        yield from isolation_faults(check.isolation, ground)
    elif check.docs_fresh is not None:
        yield from docs_faults(check.docs_fresh, ground)
    elif check.results_fresh is not None:
        yield from results_faults(check.results_fresh, ground)
    elif check.command is not None:
        yield from command_faults(check.command, ground)
