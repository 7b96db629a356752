"""What is run: stages of `ddllint verify`, `ddllint docs --check`, a command of the team's."""

import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault
from ddllint.verify.model import Verdict

_SECONDS = 600


def verify_faults(stages: tuple[str, ...], ground: Ground) -> Iterator[Fault]:
    """Promises of the stages that are refuted or could not be tried."""
    for name in stages:
        stage = ground.stage(name)
        if stage.verdict is Verdict.PROVEN:
            continue
        if stage.reason:
            yield Fault(f"{name}: {stage.reason}")
        for proof in stage.proofs:
            if proof.verdict is not Verdict.PROVEN:
                what = f"{name}: {proof.promise}: {proof.verdict.value}: {proof.evidence}"
                yield Fault(what, proof.span)


def docs_faults(files: tuple[str, ...], ground: Ground) -> Iterator[Fault]:
    """Generated documents that differ from what `ddllint docs` writes, or are not there."""
    found = ground.documents()
    changed = {ground.shown(Path(one.path).absolute()) for one in found.changes}
    patterns = [ground.shown(ground.folder / file) for file in files] or ["*"]
    for shown in sorted(changed):
        if any(fnmatchcase(shown, pattern) for pattern in patterns):
            yield Fault(f"{shown} is out of date: run `ddllint docs`")
    for file in files:
        if not any(ground.folder.glob(file)):
            yield Fault(f"there is no file {file}")


def command_faults(command: tuple[str, ...], ground: Ground) -> Iterator[Fault]:
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
        if ended.returncode:
            yield Fault(f"`{shown}` ended with exit code {ended.returncode}")
