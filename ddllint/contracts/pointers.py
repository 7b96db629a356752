"""JSON pointers and references, as text and as steps (RFC 6901)."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from ddllint.settings.yaml import Data, Pointer


def written(file: str, pointer: Pointer) -> str:
    """`file#/json/pointer`."""
    text = "/".join(map(str, pointer))
    if "~" in text or text.count("/") >= len(pointer):
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
        text = "/".join(steps)
    return f"{file}#/{text}" if pointer else f"{file}#"


def steps_of(fragment: str) -> Pointer | None:
    """The steps of a pointer as written after `#`; None for what is not a JSON pointer."""
    text = unquote(fragment)
    if text and not text.startswith("/"):
        return None
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def part_of(value: Data, step: str | int) -> tuple[bool, Data]:
    """Whether `value` has the part that `step` names, and that part."""
    if isinstance(value, dict):
        return str(step) in value, value.get(str(step))
    if isinstance(value, list) and re.fullmatch(r"0|[1-9][0-9]{0,8}", str(step)):
        at = int(step)
        return at < len(value), value[at] if at < len(value) else None
    return False, None


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or nothing when no known word is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1, 0.75)
    return f"Did you mean `{near[0]}`?" if near else ""
