"""What a run over gates was told from, to keep: by file, digest, version and time.

Evidence stands for a server: with it, gates that ask for stages can be told where none runs, as
long as the files are those that the stages ran on.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from ddllint import __version__
from ddllint.diagnostics.errors import UsageError
from ddllint.gates.ground import Ground, Input
from ddllint.gates.inputs import EVERYTHING, inputs_of
from ddllint.gates.load import PlannedGate, PlannedPhase, asked
from ddllint.gates.model import GateResult, Outcome, Verdict
from ddllint.settings.paths import printable
from ddllint.verify.model import StageResult

JSON = "gates.json"
MARKDOWN = "gates.md"


class CheckEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check: what it asked, what it looked at, the files it read, and what it found."""

    asked: dict[str, Any]
    looked: tuple[str, ...]
    inputs: tuple[str, ...]
    faults: tuple[str, ...]


class GateEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gate's verdict, and the checks behind it; a blocked gate has none."""

    number: str
    promise: str
    verdict: Verdict
    checks: tuple[CheckEvidence, ...]


class PhaseEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The gates of a phase."""

    number: str
    title: str
    gates: tuple[GateEvidence, ...]


class Versions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ran; no `postgres` when no server was asked."""

    ddllint: str
    python: str
    pglast: str
    postgres: str | None


class Evidence(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"
):
    """A whole run."""

    version: Annotated[int, Meta(description="The version of this form.")] = 1
    began: Annotated[str, Meta(description="When it began, in UTC.")]
    seconds: float
    versions: Versions
    proven: bool
    phases: tuple[PhaseEvidence, ...]
    inputs: Annotated[
        dict[str, str], Meta(description="SHA-256 of each file, by path from the settings' folder.")
    ]
    stage_inputs: Annotated[tuple[str, ...], Meta(description="The files that stages read.")]
    stages: tuple[StageResult, ...]


def evidence_schema() -> dict[str, Any]:
    """The JSON Schema of evidence."""
    (root,), components = msgspec.json.schema_components([Evidence], ref_template="#/$defs/{name}")
    for component in components.values():
        if "description" in component:  # a docstring, whose lines are indented before Python 3.13
            component["description"] = inspect.cleandoc(component["description"])
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "Evidence of ddllint gates", **root, "$defs": components}


def digests(inputs: Iterable[Input], folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, by path. Raises UsageError for one that cannot be read."""
    found = {}
    for path in sorted({one.path for one in inputs}):
        try:
            found[path] = hashlib.sha256((folder / path).read_bytes()).hexdigest()
        except OSError as error:
            raise UsageError(f"cannot read {printable(path)}: {error.strerror}") from None
    return found


def inputs_before(phases: Iterable[PlannedPhase], ground: Ground) -> dict[str, str]:
    """The digests of all files that the gates will read."""
    checks = (check for phase in phases for one in phase.gates for check in one.gate.checks)
    return digests((one for check in checks for one in inputs_of(check, ground)), ground.folder)


def unchanged(before: Mapping[str, str], outcome: Outcome, folder: Path) -> dict[str, str]:
    """The digests of what was read. Raises UsageError if a file is not what it was before."""
    after = digests(outcome.inputs(), folder)
    for path, digest in after.items():
        if before.get(path) != digest:
            raise UsageError(
                f"{printable(path)} changed while the gates were looked at",
                help="Run it again: this is evidence of nothing.",
            )
    return after


def phases_told(phases: Iterable[PlannedPhase], outcome: Outcome) -> tuple[PhaseEvidence, ...]:
    """The gates as evidence."""
    planned = {one.number: one for phase in phases for one in phase.gates}
    return tuple(
        PhaseEvidence(
            phase.number,
            phase.title,
            tuple(_gate(planned[gate.number], gate) for gate in phase.gates),
        )
        for phase in outcome.phases
    )


def _gate(planned: PlannedGate, result: GateResult) -> GateEvidence:
    checks = tuple(
        CheckEvidence(
            asked(check),
            told.looked,
            tuple(one.path for one in told.inputs),
            tuple(map(str, told.faults)),
        )
        for check, told in zip(planned.gate.checks, result.checks, strict=True)
    )
    blocked = result.verdict is Verdict.BLOCKED
    return GateEvidence(result.number, result.promise, result.verdict, () if blocked else checks)


def encoded(evidence: Evidence) -> bytes:
    """The evidence as JSON."""
    return msgspec.json.format(msgspec.json.encode(evidence), indent=2) + b"\n"


def read_evidence(folder: Path, shown: str) -> Evidence:
    """The evidence in a folder, which messages call `shown`. Raises UsageError if there is none."""
    try:
        return msgspec.json.decode((folder / JSON).read_bytes(), type=Evidence)
    except OSError as error:
        raise UsageError(
            f"cannot read {shown}/{JSON}: {error.strerror}",
            help=f"`ddllint gates --evidence {shown}` writes it.",
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown}/{JSON} is no evidence: {error}") from None


def told_from(ground: Ground, evidence: Evidence, shown: str) -> Ground:
    """The same project, its stages as the evidence has them and no server asked.

    A stage of evidence that is stale, or that lacks it, raises UsageError: its gates are red.
    """
    stages = {stage.name: stage for stage in evidence.stages}

    def stage(name: str) -> StageResult:
        stale = _stale(ground, evidence)
        if stale:
            raise UsageError(f"the evidence in {shown} is stale: {stale}", help=_ANEW)
        if name not in stages:
            raise UsageError(f"the evidence in {shown} lacks the stage {name}", help=_ANEW)
        return stages[name]

    return structs.replace(ground, stage=stage, server=lambda: evidence.versions.postgres or "")


_ANEW = "`ddllint gates --evidence` makes it anew."


def _stale(ground: Ground, evidence: Evidence) -> str:
    """Why the stages of the evidence say nothing of the project as it is; empty if they do."""
    if evidence.versions.ddllint != __version__:
        return f"it is by ddllint {evidence.versions.ddllint}, and this is {__version__}"
    now = digests(stage_inputs(ground), ground.folder)
    then = {path: evidence.inputs.get(path, "") for path in evidence.stage_inputs}
    for path in sorted({*now, *then}):
        if path not in then:
            return f"the stages have not read {printable(path)}"
        if path not in now:
            return f"{printable(path)} is gone"
        if now[path] != then[path]:
            return f"{printable(path)} has changed since"
    return ""


def stage_inputs(ground: Ground) -> tuple[Input, ...]:
    """The files that stages read."""
    return tuple(one for kind in EVERYTHING for one in ground.inputs(kind))


def recording(
    stage: Callable[[str], StageResult], into: dict[str, StageResult]
) -> Callable[[str], StageResult]:
    """The same function, which keeps what it gave."""

    def recorded(name: str) -> StageResult:
        into[name] = stage(name)
        return into[name]

    return recorded
