"""Stages run one after the other, timed, each with what it proved."""

import time
from collections.abc import Callable, Iterable

import psycopg
from msgspec import structs

from ddllint.verify.applying import said
from ddllint.verify.model import CannotRun, Proof, StageResult, Verdict, Verification
from ddllint.verify.scene import Scene
from ddllint.verify.stages import STAGES, Stage

Progress = Callable[[str, int], None]
"""Told the name of the stage that runs, and how many proofs it has so far."""


def verify(
    scene: Scene,
    selected: frozenset[str],
    *,
    stages: Iterable[Stage] = STAGES,
    fail_fast: bool = False,
    progress: Progress = lambda _name, _proofs: None,
) -> Verification:
    """Run the stages of those names; none stands for all.

    With `fail_fast` nothing more is tried after the first refutation.
    """
    began = time.monotonic()
    results: list[StageResult] = []
    refuted = ""
    for stage in stages:
        if selected and stage.name not in selected:
            continue
        if refuted:
            reason = f"--fail-fast: {refuted} was refuted"
            results.append(StageResult(stage.name, reason=reason))
            continue
        result = _result(stage, scene, fail_fast, progress)
        if fail_fast and result.verdict is Verdict.REFUTED:
            refuted = stage.name
        results.append(result)
    ran = {result.name for result in results}
    return Verification(
        server=scene.server.version,
        stages=tuple(results),
        deselected=tuple(stage.name for stage in stages if stage.name not in ran),
        seconds=time.monotonic() - began,
    )


def _result(stage: Stage, scene: Scene, fail_fast: bool, progress: Progress) -> StageResult:
    began = time.monotonic()
    proofs: list[Proof] = []
    reason = ""
    progress(stage.name, 0)
    try:
        for proof in stage.run(scene):
            proofs.append(structs.replace(proof, evidence=scene.server.plain(proof.evidence)))
            progress(stage.name, len(proofs))
            if fail_fast and proof.verdict is Verdict.REFUTED:
                reason = "--fail-fast: stopped at the first refutation"
                break
    except CannotRun as error:
        reason = scene.server.plain(str(error))
    except psycopg.Error as error:
        # the others may still be tried, and this one is not green
        reason = scene.server.plain(f"the server refuses what the stage needs: {said(error)}")
    if not proofs and not reason:
        reason = "there is nothing to prove"
    return StageResult(stage.name, tuple(proofs), time.monotonic() - began, reason)
