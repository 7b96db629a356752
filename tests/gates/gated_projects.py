"""A copy of the reference project, complete, and what its gates say after something is broken."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from ddllint.cli.gated import Server, ground_of
from ddllint.gates.load import Known, chosen, load_gates
from ddllint.gates.model import Outcome
from ddllint.gates.run import run
from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.settings.load import load
from ddllint.verify.model import STAGE_NAMES, StageResult

ROOT = Path(__file__).parents[2]
KNOWN = Known(
    STAGE_NAMES, [*(rule.meta.code for rule in all_rules()), *(meta.code for meta in ALWAYS)]
)
Break = Callable[[Path], None]


def copied(folder: Path) -> Path:
    """The reference project in a folder."""
    for part in ("alembic", "contracts", "db", "rules", ".github"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("alembic.ini", "ddllint.yaml"):
        shutil.copy(ROOT / file, folder / file)
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


@dataclass(frozen=True)
class Recorded:
    """What all stages said of the project as it is: for breaks that no server sees."""

    server: str
    stages: dict[str, StageResult]


def recorded(folder: Path) -> Recorded:
    """Run all stages on the project in the working folder `folder`."""
    with ExitStack() as stack:
        ground = ground_of(load(str(folder / "ddllint.yaml")), stack, Server())
        return Recorded(ground.server(), {name: ground.stage(name) for name in STAGE_NAMES})


def looked_at(folder: Path, phase: str = "4", *, said: Recorded | None = None) -> Outcome:
    """The gates up to a phase, in the working folder `folder`; stages run if not `said`."""
    phases = load_gates(folder / "db/docs/gates.yaml", "db/docs/gates.yaml", KNOWN)
    with ExitStack() as stack:
        ground = ground_of(load(str(folder / "ddllint.yaml")), stack, Server())
        if said is not None:
            stages = said.stages
            ground = structs.replace(ground, stage=stages.__getitem__, server=lambda: said.server)
        return run(chosen(phases, phase), ground)


def red(outcome: Outcome) -> list[str]:
    """The numbers of the red gates, in their order."""
    return [
        gate.number
        for phase in outcome.phases
        for gate in phase.gates
        if gate.verdict.value == "red"
    ]
