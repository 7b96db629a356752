"""A copy of the reference project, complete, and what its gates say after something is broken."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from msgspec import structs

from ddllint.cli.gated import ground_of
from ddllint.gates.load import chosen, load_gates
from ddllint.gates.model import Outcome
from ddllint.gates.run import run
from ddllint.settings.load import load
from ddllint.verify.model import Proof, StageResult, Verdict
from ddllint.verify.stages import STAGES

ROOT = Path(__file__).parents[2]
WRITTEN = (
    "db/tests/test_rls_isolation.sql",
    "db/tests/test_rls_isolation_results.md",
    "db/tests/test_contract_compliance.sql",
    "db/tests/test_contract_compliance_results.md",
    "db/docs/MIGRATION_SAFETY_VERIFICATION.md",
    "db/docs/LINT_VALIDATION_RESULTS.md",
)
"""Documents that gates ask for; the copy has them, whatever the repository has."""

Break = Callable[[Path], None]


def copied(folder: Path) -> Path:
    """The reference project in a folder."""
    for part in ("alembic", "contracts", "db", "rules", ".github"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("alembic.ini", "ddllint.yaml"):
        shutil.copy(ROOT / file, folder / file)
    for document in WRITTEN:
        path = folder / document
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text("# Results\n\nWritten by the test.\n", "utf-8")
    return folder


def replaced(path: str, old: str, new: str) -> Break:
    def do(folder: Path) -> None:
        (file,) = folder.glob(path)
        text = file.read_text("utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new), "utf-8")

    return do


def removed(path: str) -> Break:
    return lambda folder: (folder / path).unlink()


def renamed(path: str, name: str) -> Break:
    def do(folder: Path) -> None:
        (file,) = folder.glob(path)
        file.rename(file.with_name(name))

    return do


def proven(name: str) -> StageResult:
    """A stage that nobody ran: for tests of the gates that ask no server."""
    return StageResult(name, (Proof("it holds", "all", Verdict.PROVEN, "assumed"),))


def looked_at(folder: Path, phase: str = "4", *, server: bool = False) -> Outcome:
    """The gates up to a phase, in the working folder `folder`; without a server stages hold."""
    path = folder / "db/docs/gates.yaml"
    phases = load_gates(path, "db/docs/gates.yaml", {stage.name for stage in STAGES})
    with ExitStack() as stack:
        ground = ground_of(load(str(folder / "ddllint.yaml")), stack)
        if not server:
            ground = structs.replace(ground, stage=proven)
        return run(chosen(phases, phase), ground)


def red(outcome: Outcome) -> list[str]:
    """The numbers of the red gates, in their order."""
    return [
        gate.number
        for phase in outcome.phases
        for gate in phase.gates
        if gate.verdict.value == "red"
    ]
