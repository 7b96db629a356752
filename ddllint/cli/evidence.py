"""A run over gates whose evidence is written down."""

import datetime
import platform
import time
from pathlib import Path

from msgspec import structs

from ddllint import __version__
from ddllint.cli.output import write_file
from ddllint.diagnostics.errors import UsageError
from ddllint.gates.evidence import (
    JSON,
    MARKDOWN,
    Evidence,
    Versions,
    encoded,
    inputs_before,
    phases_told,
    recording,
    stage_inputs,
    unchanged,
)
from ddllint.gates.ground import Ground
from ddllint.gates.load import PlannedPhase
from ddllint.gates.model import Outcome
from ddllint.gates.report.evidence import evidence_markdown
from ddllint.gates.run import run
from ddllint.settings.paths import printable
from ddllint.verify.model import StageResult


def written_down(phases: tuple[PlannedPhase, ...], ground: Ground, folder: str) -> Outcome:
    """Look at the gates, and write the evidence into the folder.

    Raises UsageError when a file changes meanwhile, or the folder cannot be written to.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {printable(folder)}: {error.strerror}") from None
    from importlib.metadata import version  # slow to import, and only evidence asks

    began = datetime.datetime.now(datetime.UTC)
    clock = time.monotonic()
    before = inputs_before(phases, ground)
    stages: dict[str, StageResult] = {}
    outcome = run(phases, structs.replace(ground, stage=recording(ground.stage, stages)))
    evidence = Evidence(
        began=began.strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(time.monotonic() - clock, 3),
        versions=Versions(
            ddllint=__version__,
            python=platform.python_version(),
            pglast=version("pglast"),
            postgres=ground.server() if stages else None,
        ),
        proven=outcome.proven,
        phases=phases_told(phases, outcome),
        inputs=unchanged(before, outcome, ground.folder),
        stage_inputs=tuple(one.path for one in stage_inputs(ground)) if stages else (),
        stages=tuple(stages.values()),
    )
    write_file(str(Path(folder, JSON)), encoded(evidence))
    write_file(str(Path(folder, MARKDOWN)), evidence_markdown(evidence).encode())
    return outcome
