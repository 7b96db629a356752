"""Measure ddllint against its peers, in one run on one machine, and print a Markdown table.

The tools run in turn, round after round, so that a machine that slows down slows all of them
down. Each figure is the median of the rounds; the first round only warms the disk cache. Times
are of the whole process, its start included; a tool that uses several cores has more CPU time
than wall time. Peak memory is that of the largest process.

Run `python bench/run.py` in an environment that holds ddllint and squawk-cli, with
`--pgrubic PATH` for a pgrubic elsewhere. The exit code is 1 when a budget is exceeded.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from generate import write_project, write_specs, write_structure

ROOT = Path(__file__).resolve().parent.parent
FIRING = (
    "prefer-robust-stmts", "require-concurrent-index-creation", "require-statement-timeout",
    "require-lock-timeout", "prefer-bigint-over-int", "prefer-text-field",
)  # fmt: skip
"""squawk's rules that find something in the generated specs, which are clean for ddllint."""


@dataclass(frozen=True)
class Tool:
    """A way to call a program. A slow one runs once, without warming up."""

    name: str
    command: tuple[str, ...]
    once: bool = False


@dataclass(frozen=True)
class Work:
    """What is done, in which folder, and by whom; the first tool is the one that is compared."""

    name: str
    folder: Path
    tools: tuple[Tool, ...]


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall and CPU time, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Budget:
    """A bound, and whether it was kept."""

    name: str
    measured: float
    bound: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.measured <= self.bound


Results = Mapping[tuple[str, str], Run]


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works = [work for work in _works(folder, arguments) if arguments.only in work.name]
        floor = _own_peak()
        results: dict[tuple[str, str], Run] = {}
        for work in works:
            results |= _measured(work, arguments.rounds)
    print("\n".join(_table(works, results, floor)))
    budgets = _budgets(results)
    print("\n" + "\n".join(_budget_table(budgets)))
    return 0 if all(budget.kept for budget in budgets) else 1


def _works(folder: Path, arguments: argparse.Namespace) -> Sequence[Work]:
    for files in (1000, 10000):
        write_specs(folder / str(files) / "specs", files)
    write_project(folder / "project", 1000)
    write_structure(folder / "structure.sql")
    shutil.copytree(ROOT / "db/docs/specs", folder / "8" / "specs")
    for part in ("db", "contracts", "rules"):
        shutil.copytree(ROOT / part, folder / "reference" / part)
    for part in ("ddllint.yaml", "alembic.ini"):
        shutil.copy(ROOT / part, folder / "reference")
    (folder / "reference/alembic").mkdir()  # no revision yet: the whole schema is emitted
    ours: str = arguments.ddllint
    squawk: str = arguments.squawk
    pgrubic: str | None = arguments.pgrubic
    quiet = tuple(word for rule in FIRING for word in ("--exclude", rule))

    def version() -> list[Tool]:
        return [
            Tool("ddllint", (ours, "--version")),
            Tool("squawk", (squawk, "--version")),
            *([Tool("pgrubic", (pgrubic, "--version"))] if pgrubic else []),
        ]

    def specs(slow: bool, with_pgrubic: bool) -> list[Tool]:
        tools = [
            Tool("ddllint", (ours, "check", "--no-config", "specs")),
            Tool("squawk", (squawk, "specs/**/*.sql")),
            Tool("squawk, silent rules only", (squawk, *quiet, "specs/**/*.sql")),
        ]
        if pgrubic and with_pgrubic:
            tools.append(Tool("pgrubic", (pgrubic, "lint", "specs"), once=slow))
        return tools

    dump = [
        Tool("ddllint", (ours, "check", "--no-config", "structure.sql")),
        Tool("ddllint, json", (ours, "check", "--no-config", "--format=json", "structure.sql")),
        Tool("squawk", (squawk, "structure.sql")),
        Tool("squawk, json", (squawk, "--reporter=json", "structure.sql")),
        *([Tool("pgrubic", (pgrubic, "lint", "structure.sql"), once=True)] if pgrubic else []),
    ]
    project = (
        Tool("ddllint", (ours, "check")),
        Tool("ddllint, without contracts", (ours, "check", "--ignore", "CON,DDL003")),
    )
    return (
        Work("--version", folder, tuple(version())),
        Work("8 files", folder / "8", tuple(specs(False, True))),
        Work("8 files and contracts", folder / "reference", project),
        Work("emit", folder / "reference", (Tool("ddllint", (ours, "emit", "--dry-run")),)),
        Work("structure.sql", folder, tuple(dump)),
        Work("1,000 files", folder / "1000", tuple(specs(True, True))),
        Work("1,000 files and schemas", folder / "project", project),
        Work("10,000 files", folder / "10000", tuple(specs(True, False))),
    )


def _measured(work: Work, rounds: int) -> Results:
    runs: dict[str, list[Run]] = {tool.name: [] for tool in work.tools}
    for number in range(rounds + 1):
        for tool in work.tools:
            if tool.once and number != 1:
                continue
            print(f"{work.name}: {tool.name}, round {number}", file=sys.stderr)
            run = _run(tool.command, work.folder)
            if number:
                runs[tool.name].append(run)
    return {
        (work.name, name): Run(
            median(run.wall for run in many),
            median(run.cpu for run in many),
            median(run.memory for run in many),
        )
        for name, many in runs.items()
    }


def _run(command: Sequence[str], folder: Path) -> Run:
    """Run a linter. It may find something (1), but not fail in another way."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "NO_COLOR": "1"},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            errors.seek(0)
            told = errors.read().decode("utf-8", "replace")
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
    return Run(wall, usage.ru_utime + usage.ru_stime, _megabytes(usage.ru_maxrss))


def _own_peak() -> float:
    """This process's peak memory in MB: a child begins as its copy, so no figure is below."""
    import resource

    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(maxrss: int) -> float:
    """getrusage(2): kilobytes on Linux, bytes on macOS."""
    return maxrss / (1_000_000 if sys.platform == "darwin" else 1000)


def _table(works: Sequence[Work], results: Results, floor: float) -> list[str]:
    lines = [
        "| work | tool | wall | CPU | peak memory | wall against ddllint | CPU against ddllint |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for work in works:
        ours = results[work.name, work.tools[0].name]
        for tool in work.tools:
            run = results[work.name, tool.name]
            memory = f"{run.memory:.0f} MB" if run.memory > floor * 1.05 else f"< {floor:.0f} MB"
            lines.append(
                f"| {work.name} | {tool.name} | {_seconds(run.wall)} | {_seconds(run.cpu)} "
                f"| {memory} | {_ratio(run.wall / ours.wall)} | {_ratio(run.cpu / ours.cpu)} |"
            )
    return lines


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _ratio(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2f}"


def _budgets(results: Results) -> list[Budget]:
    """The budgets whose measurements were made."""

    def wall(work: str, tool: str = "ddllint") -> float:
        return results[work, tool].wall

    rows: tuple[tuple[str, str, float, Callable[[], float]], ...] = (
        ("`--version`", "ms", 60, lambda: wall("--version") * 1000),
        ("8 files", "ms", 150, lambda: wall("8 files") * 1000),
        ("emit, CPU", "ms", 1000, lambda: results["emit", "ddllint"].cpu * 1000),
        (
            "1,000 files, wall, against squawk",
            "times",
            1,
            lambda: wall("1,000 files") / wall("1,000 files", "squawk"),
        ),
        (
            "1,000 files, wall, against pgrubic",
            "times",
            1 / 50,
            lambda: wall("1,000 files") / wall("1,000 files", "pgrubic"),
        ),
        ("1,000 files, memory", "MB", 150, lambda: results["1,000 files", "ddllint"].memory),
        (
            "structure.sql, wall, against squawk",
            "times",
            1,
            lambda: wall("structure.sql") / wall("structure.sql", "squawk"),
        ),
        (
            "structure.sql, wall, against pgrubic",
            "times",
            1 / 50,
            lambda: wall("structure.sql") / wall("structure.sql", "pgrubic"),
        ),
        (
            "1,000 files and schemas, CPU, against without contracts",
            "times",
            2,
            lambda: (
                results["1,000 files and schemas", "ddllint"].cpu
                / results["1,000 files and schemas", "ddllint, without contracts"].cpu
            ),
        ),
        (
            "1,000 files and schemas, wall, against without contracts",
            "times",
            2,
            lambda: (
                wall("1,000 files and schemas")
                / wall("1,000 files and schemas", "ddllint, without contracts")
            ),
        ),
        (
            "10,000 files against 1,000, CPU",
            "times",
            11,
            lambda: results["10,000 files", "ddllint"].cpu / results["1,000 files", "ddllint"].cpu,
        ),
    )
    budgets = []
    for name, unit, bound, measure in rows:
        try:
            budgets.append(Budget(name, measure(), bound, unit))
        except KeyError:  # that work or tool was left out of this run
            continue
    return budgets


def _budget_table(budgets: Sequence[Budget]) -> list[str]:
    lines = ["| budget | bound | measured | kept |", "| --- | ---: | ---: | --- |"]
    for budget in budgets:
        digits = 0 if budget.unit != "times" else 3 if budget.bound < 1 else 2
        lines.append(
            f"| {budget.name} | {budget.bound:.{digits}f} {budget.unit} "
            f"| {budget.measured:.{digits}f} {budget.unit} | {'yes' if budget.kept else 'NO'} |"
        )
    return lines


def _arguments() -> argparse.Namespace:
    beside = Path(sys.executable).parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--ddllint", default=str(beside / "ddllint"))
    parser.add_argument("--squawk", default=str(beside / "squawk"))
    parser.add_argument("--pgrubic", help="needs Python 3.12; left out without this")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only works whose name holds this text")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
