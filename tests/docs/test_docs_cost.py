"""What `ddllint docs --check` costs the processor, against `ddllint check` of the same project."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from docs_projects import ROOT, docs


def processor_time(folder: Path, *arguments: str) -> float:
    """Seconds of the processor that `ddllint` takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "ddllint", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.mark.slow
def test_a_thousand_tables_cost_less_than_three_checks(tmp_path: Path) -> None:
    project = tmp_path / "project"
    subprocess.run(
        [sys.executable, ROOT / "bench/generate.py", "project", "--files", "1000", project],
        check=True,
    )
    assert docs(project).returncode == 0

    pairs = [
        (processor_time(project, "docs", "--check"), processor_time(project, "check"))
        for _ in range(3)
    ]

    assert min(own / check for own, check in pairs) < 3
