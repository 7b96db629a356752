"""The inputs of the measurements are what bench/README.md says they are."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("ddllint")


def generate(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, ROOT / "bench/generate.py", *arguments], check=True)


def report(*arguments: str, folder: Path) -> dict[str, dict[str, int]]:
    outcome = subprocess.run(
        [PROGRAM, "check", "--no-config", "--format", "json", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode in (0, 1), outcome.stderr
    found: dict[str, dict[str, int]] = json.loads(outcome.stdout)
    return found


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    generate("specs", "--files", "200", folder / "specs")
    return folder


def texts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.sql"))}


def test_specs_are_as_many_and_as_large_as_promised(specs: Path) -> None:
    sizes = [len(text) for text in texts(specs / "specs").values()]

    assert len(sizes) == 200
    assert 3500 < sum(sizes) / len(sizes) < 4500


def test_specs_are_the_same_every_time(specs: Path, tmp_path: Path) -> None:
    generate("specs", "--files", "200", tmp_path / "specs")
    generate("specs", "--files", "200", "--seed", "2", tmp_path / "others")

    assert texts(tmp_path / "specs") == texts(specs / "specs")
    assert texts(tmp_path / "others") != texts(specs / "specs")


def test_references_go_both_ways_in_path_order(specs: Path) -> None:
    places: dict[str, int] = {}
    references: list[tuple[int, str]] = []
    for at, text in enumerate(texts(specs / "specs").values()):
        places |= dict.fromkeys(re.findall(r"CREATE TABLE (\w+)", text.decode()), at)
        references += [(at, n) for n in re.findall(r"REFERENCES (\w+) \(tenant_id", text.decode())]

    assert sum(places[name] < at for at, name in references) > 50
    assert sum(places[name] > at for at, name in references) > 50


def test_specs_are_clean(specs: Path) -> None:
    found = report("specs", folder=specs)

    assert found["summary"]["files"] == 200
    assert found["summary"]["statements"] > 200 * 15
    assert found["findings"] == []
    assert found["unmodelled"] == []


def test_the_project_is_clean_and_checked_against_its_contracts(tmp_path: Path) -> None:
    generate("project", "--files", "60", tmp_path / "one")
    generate("project", "--files", "60", tmp_path / "other")
    of = [
        {str(p.relative_to(f)): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()}
        for f in (tmp_path / "one", tmp_path / "other")
    ]
    assert of[0] == of[1]
    assert sum(text.count(b"additionalProperties") for text in of[0].values()) > 59

    outcome = subprocess.run(
        [PROGRAM, "check", "--format", "json", "--require-complete"],
        cwd=tmp_path / "one",
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(outcome.stdout)
    assert outcome.returncode == 0, outcome.stderr
    assert found["findings"] == []
    assert found["skipped"] == []
    assert found["not_checked"] == []


def test_the_dump_is_read_to_its_end(tmp_path: Path) -> None:
    generate("structure", tmp_path / "structure.sql")

    assert (tmp_path / "structure.sql").stat().st_size >= 534_000
    found = report("structure.sql", "--select", "DDL002", folder=tmp_path)
    assert found["summary"]["statements"] > 2000
    assert found["findings"] == []
