"""Verifications in the working folder, on a server that runs already."""

import shutil
from pathlib import Path

from ddllint.cli.verified import project_of
from ddllint.postgres.server import Server
from ddllint.settings.load import load
from ddllint.verify.model import Proof, StageResult, Verdict, Verification
from ddllint.verify.project import Load
from ddllint.verify.run import verify
from ddllint.verify.scene import scene_of


def verified(
    server: Server, *stages: str, fail_fast: bool = False, given: Load | None = None
) -> Verification:
    with scene_of(project_of(load("ddllint.yaml"), given), server) as scene:
        return verify(scene, frozenset(stages), fail_fast=fail_fast)


def stage(server: Server, name: str, given: Load | None = None) -> StageResult:
    (result,) = verified(server, name, given=given).stages
    return result


def refuted(result: StageResult) -> list[Proof]:
    return [proof for proof in result.proofs if proof.verdict is Verdict.REFUTED]


def told(proof: Proof) -> str:
    """Where and of what, as people read it."""
    return f"{proof.span}: {proof.object}: {proof.evidence}"


def replace(path: Path, old: str, new: str, times: int = 1) -> None:
    text = path.read_text()
    assert text.count(old) >= 1, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new, times))


def line_of(path: Path, text: str) -> int:
    """The first line of a file that holds a text."""
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def spec(name: str) -> Path:
    """The spec of a relation of the reference schema."""
    return Path(f"db/docs/specs/{name}_ddl_spec.sql")


def without_revisions() -> None:
    """Take the revisions away, so that what the specs say is what is tried."""
    Path("alembic.ini").unlink()
    shutil.rmtree("alembic")
