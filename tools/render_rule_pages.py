"""Write `docs/rules/`: a page for each rule, as `ddllint explain` prints it, and an index.

`--check` writes nothing and fails when a page is missing, out of date or of no rule.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ddllint.rules.builtin import BUILTIN, Builtin
from ddllint.rules.explain import explain
from ddllint.rules.registry import all_rules
from ddllint.rules.rule import Family, Meta, Rule

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"

_NOTE = "<!-- Written by tools/render_rule_pages.py; change the rule's module instead. -->\n\n"
_INDEX = """\
# Rules

What `ddllint` reports, by family. `ddllint explain CODE` prints the same pages, and
`ddllint rules` lists what your settings leave on.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="fail instead of writing")
    wanted = pages()
    if parser.parse_args().check:
        stale = differences(FOLDER, wanted)
        for line in stale:
            print(line, file=sys.stderr)
        if stale:
            print("Run `python tools/render_rule_pages.py`.", file=sys.stderr)
        return 1 if stale else 0
    write(FOLDER, wanted)
    return 0


def pages() -> Mapping[str, str]:
    """The text of each page, by the name of its file."""
    entries: tuple[Rule[Any] | Builtin, ...] = (*all_rules(), *BUILTIN)
    texts = {f"{entry.meta.code}.md": _NOTE + explain(entry) for entry in entries}
    return {"README.md": _NOTE + _index([entry.meta for entry in entries]), **texts}


def differences(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """What in the folder is not as wanted, a line each."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    return [
        *(f"docs/rules/{name} is missing" for name in wanted if name not in there),
        *(f"docs/rules/{name} is of no rule" for name in sorted(there) if name not in wanted),
        *(
            f"docs/rules/{name} is out of date"
            for name, text in wanted.items()
            if there.get(name, text) != text
        ),
    ]


def write(folder: Path, wanted: Mapping[str, str]) -> None:
    """Make the folder as wanted; pages of rules that are no more are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _index(metas: list[Meta]) -> str:
    parts = [_INDEX]
    for family in Family:
        members = [meta for meta in metas if meta.family is family]
        if members:
            title = "SQL" if family is Family.SQL else family.value.capitalize()
            parts.append(f"## {title}\n")
            parts.append("| rule | name | severity | since |\n| --- | --- | --- | --- |\n")
            parts[-1] += "".join(
                f"| [{meta.code}]({meta.code}.md) {meta.summary} | {meta.name} "
                f"| {meta.severity.value} | {meta.since} |\n"
                for meta in sorted(members, key=lambda meta: meta.code)
            )
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
