"""Write `docs/gates.schema.json`, the JSON Schema of a file of gates.

`--check` writes nothing and fails when the file is missing or out of date.
"""

import argparse
import json
import sys
from pathlib import Path

from ddllint.gates.format import gates_schema

FILE = Path(__file__).resolve().parent.parent / "docs" / "gates.schema.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="fail instead of writing")
    if not parser.parse_args().check:
        FILE.write_text(rendered(), "utf-8")
        return 0
    if FILE.is_file() and FILE.read_text("utf-8") == rendered():
        return 0
    print(
        f"{FILE.name} is out of date. Run `python tools/render_gates_schema.py`.", file=sys.stderr
    )
    return 1


def rendered() -> str:
    return json.dumps(gates_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
