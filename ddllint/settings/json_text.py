"""What JSON forbids (RFC 8259) and YAML allows: others who read the file would refuse it."""

import json
import re
from typing import NoReturn

from ddllint.diagnostics.errors import UsageError
from ddllint.settings.yaml_text import Text

_STRING_OR_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)', re.DOTALL)
_COMMA_BEFORE_END = re.compile(r",\s*[\]}]")


class _NoNumber(Exception):
    """Raised for a number that JSON does not have."""


def refuse_unlike_json(source: Text) -> None:
    """Raise UsageError, with the place, for text that is not JSON.

    Left alone is what the limits of `load` are for, nesting and numbers that are too long, and
    text that is empty.
    """
    text = source.text
    if not text.strip():
        return
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse(source, error)
    except _NoNumber:
        found = next(one for one in _STRING_OR_NUMBER.finditer(text) if one[1])
        span = source.span(found.start(), found.end())
        raise UsageError(f"not valid JSON: `{found[1]}` is no number of JSON", span) from None
    except RecursionError:
        return


def _refuse(source: Text, error: json.JSONDecodeError) -> NoReturn:
    text, at = source.text, error.pos
    # Python 3.13 tells of a comma before the end at the comma, earlier ones at what follows it
    comma = max(text.rfind(",", 0, at + 1), 0)
    ended = _COMMA_BEFORE_END.match(text, comma)
    if ended and at < ended.end():
        span = source.span(comma, comma + 1)
        message = "not valid JSON: nothing follows the comma"
        raise UsageError(message, span, "Remove the comma.") from None
    reason = error.msg[0].lower() + error.msg[1:].removesuffix(" at")
    raise UsageError(f"not valid JSON: {reason}", source.span(at, at)) from None


def _no_number(written: str) -> NoReturn:
    raise _NoNumber(written)


_DECODER = json.JSONDecoder(parse_int=str, parse_constant=_no_number)
