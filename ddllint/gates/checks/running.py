"""What is run: stages of verify, what documents are made of, a command of the team's."""

import itertools
import subprocess
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from ddllint.docs.changes import Change, changes
from ddllint.gates.format import IsolationCheck
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault, Looked
from ddllint.report.summary import count
from ddllint.verify.model import STAGE_NAMES, Proof, Verdict

_SECONDS = 600
_LONGEST = 120
_ISOLATION = "row-security"


def verify_faults(stages: tuple[str, ...], ground: Ground) -> Iterator[Fault | Looked]:
    """Promises of the stages that are refuted or could not be tried."""
    for name in stages:
        stage = ground.stage(name)
        proofs = count(len(stage.proofs), "promise")
        yield Looked(f"{name}: {proofs} on PostgreSQL {ground.server()}")
        if stage.verdict is Verdict.PROVEN:
            continue
        if stage.reason:
            yield Fault(f"{name}: {stage.reason}")
        for proof in stage.proofs:
            if proof.verdict is not Verdict.PROVEN:
                yield Fault(f"{name}: {_broken(proof)}", proof.span)


def isolation_faults(wanted: IsolationCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """Promises of row security that do not hold in the wanted states of the setting.

    A promise that could not be tried holds in none.
    """
    stage = ground.stage(_ISOLATION)
    if stage.reason:
        yield Fault(f"{_ISOLATION}: {stage.reason}")
    tried = Counter(_setting(state) for proof in stage.proofs for state, _ in proof.states)
    for setting in wanted.settings:
        yield Looked(f"{setting}: {count(tried[setting], 'trial')} on PostgreSQL {ground.server()}")
        if not tried[setting]:
            yield Fault(f"{_ISOLATION}: nothing was tried with the setting: {setting}")
    for proof in stage.proofs:
        failed = {_setting(state) for state, holds in proof.states if not holds}
        if proof.verdict is not Verdict.PROVEN and (not failed or failed & {*wanted.settings}):
            yield Fault(f"{_ISOLATION}: {_broken(proof)}", proof.span)


def _setting(state: str) -> str:
    """The state of the setting as gates name it; all trials with a tenant are told together."""
    return state if state in ("never set", "reset", "empty", "garbage") else "tenant"


def _broken(proof: Proof) -> str:
    return f"{proof.object}: {proof.promise}: {proof.verdict.value}: {proof.evidence}"


def docs_faults(files: tuple[str, ...], ground: Ground) -> Iterator[Fault | Looked]:
    """Generated documents that differ from what `ddllint docs` writes, or are not there."""
    found = ground.documents()
    yield Looked(f"{count(found.documents, 'document')} made anew")
    changed = {ground.shown(Path(one.path).absolute()) for one in found.changes}
    patterns = [ground.shown(ground.folder / file) for file in files] or ["*"]
    for shown in sorted(changed):
        if any(fnmatchcase(shown, pattern) for pattern in patterns):
            yield Fault(f"{shown} is out of date: run `ddllint docs`")
    for file in files:
        if not any(ground.folder.glob(file)):
            yield Fault(f"there is no file {file}")


def results_faults(files: tuple[str, ...], ground: Ground) -> Iterator[Fault | Looked]:
    """Written results that a new run of their stages would write otherwise."""
    written = {ground.shown(Path(one.path).absolute()): one for one in ground.written()}
    for file in files or ("*",):
        pattern = ground.shown(ground.folder / file) if files else "*"
        fits = [shown for shown in written if fnmatchcase(shown, pattern)]
        if not fits:
            yield Fault(f"`ddllint verify --write-results` writes no file {file}")
        for shown in fits:
            one = written[shown]
            names = [name for name in STAGE_NAMES if name in one.stages]
            stages = tuple(map(ground.stage, names))
            document = one.document(ground.server() if stages else "", stages)
            yield Looked(f"{shown}: against a new run{_of_stages(names)}")
            for change in changes([document], ()).changes:
                yield Fault(f"{shown} {_told(change)}: run `ddllint verify --write-results`")


def _told(change: Change) -> str:
    """That a file is missing or out of date, with the first line that a new run has otherwise."""
    if change.before is None or change.after is None:
        return "does not exist"
    pairs = itertools.zip_longest(change.before.split("\n"), change.after.split("\n"), fillvalue="")
    for number, (before, after) in enumerate(pairs, 1):
        if before != after:
            return f"is out of date, from line {number} on, now `{after[:_LONGEST]}`"
    return "is out of date"


def _of_stages(names: list[str]) -> str:
    """Which stages a run is of, as the end of a sentence."""
    return f" of {', '.join(names)}" if names else ""


def command_faults(command: tuple[str, ...], ground: Ground) -> Iterator[Fault | Looked]:
    """A command that does not exit with 0, or not within ten minutes; it runs without a shell."""
    shown = " ".join(command)
    try:
        ended = subprocess.run(
            command, cwd=ground.folder, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        yield Fault(f"`{shown}` did not end within {_SECONDS} seconds")
    except OSError as error:
        yield Fault(f"`{shown}` cannot be run: {error.strerror}")
    else:
        yield Looked(f"`{shown}`: exit code {ended.returncode}")
        if ended.returncode:
            yield Fault(f"`{shown}` ended with exit code {ended.returncode}")
