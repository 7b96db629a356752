"""Write the inputs of the measurements: the same arguments give the same bytes anywhere.

Run `python bench/generate.py specs --files 1000 OUT` for a folder of specs,
`... project --files 1000 OUT` for one with contracts, a mapping and settings, and
`python bench/generate.py structure --kilobytes 534 OUT/structure.sql` for one long dump.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from specs import specs
from structure import structure

from contracts import contracts


def main() -> int:
    arguments = _arguments()
    if arguments.kind in ("specs", "project"):
        if arguments.files < 1:
            print("generate: --files must be at least 1", file=sys.stderr)
            return 2
        write = write_specs if arguments.kind == "specs" else write_project
        write(arguments.out, arguments.files, arguments.seed)
    else:
        write_structure(arguments.out, arguments.kilobytes, arguments.seed)
    return 0


def write_specs(folder: Path, files: int, seed: int = 1) -> None:
    """Write that many spec files below a folder, which must be empty or not there."""
    _write(folder, specs(files, seed))


def write_project(folder: Path, files: int, seed: int = 1) -> None:
    """Write that many spec files, and contracts, mapping and settings beside them."""
    write_specs(folder / "specs", files, seed)
    for path, text in contracts(files, seed):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _write(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"generate: {folder} is not empty")
    for path, text in texts:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def write_structure(path: Path, kilobytes: int = 534, seed: int = 1) -> None:
    """Write a dump of at least that many thousand bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(structure(kilobytes * 1000, seed), encoding="utf-8", newline="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    many = kinds.add_parser("specs", help="a folder of spec files")
    many.add_argument("--files", type=int, default=1000)
    many.add_argument("--seed", type=int, default=1)
    many.add_argument("out", type=Path)
    whole = kinds.add_parser("project", help="specs with contracts, mapping and settings")
    whole.add_argument("--files", type=int, default=1000)
    whole.add_argument("--seed", type=int, default=1)
    whole.add_argument("out", type=Path)
    one = kinds.add_parser("structure", help="one long structure.sql")
    one.add_argument("--kilobytes", type=int, default=534)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
