"""Write the JSON Schemas of a file of gates and of the evidence of a run.

`--check` writes nothing and fails when a file is missing or out of date.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ddllint.gates.evidence import evidence_schema
from ddllint.gates.format import gates_schema

FOLDER = Path(__file__).resolve().parent.parent / "docs"
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "gates.schema.json": gates_schema,
    "gates-evidence.schema.json": evidence_schema,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="fail instead of writing")
    check = parser.parse_args().check
    stale = False
    for name, schema in SCHEMAS.items():
        text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        file = FOLDER / name
        if not check:
            file.write_text(text, "utf-8")
        elif not file.is_file() or file.read_text("utf-8") != text:
            stale = True
            told = f"{name} is out of date. Run `python tools/render_gates_schema.py`."
            print(told, file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    raise SystemExit(main())
