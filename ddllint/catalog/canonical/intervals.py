"""The text of an interval as the server prints it in its default style.

Source: PostgreSQL manual, 8.5.4 (interval input) and 8.5.5 (interval output).
"""

import re
from fractions import Fraction

_MICROSECONDS = {
    "microsecond": 1,
    "millisecond": 1000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_DAY = 86_400_000_000
_SHORT = {
    "us": "microsecond",
    "usec": "microsecond",
    "ms": "millisecond",
    "msec": "millisecond",
    "s": "second",
    "sec": "second",
    "m": "minute",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "d": "day",
    "w": "week",
    "mon": "month",
    "y": "year",
    "yr": "year",
    "centurie": "century",
}
_PART = (
    r"(?i)\s*([+-]?)"
    r"(?:(\d+):(\d\d)(?::(\d\d(?:\.\d{1,6})?))?|(\d+(?:\.\d+)?)\s*([a-z]+))(?![\w.])"
)
_ISO = r"P(?:[+-]?\d+[YMWD])*(?:T(?:[+-]?\d+(?:\.\d+)?[HMS])+)?"
_ISO_PART = r"([+-]?[\d.]+)([YMWDHS])"
_ISO_DAYS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_ISO_CLOCK = {"H": "hour", "M": "minute", "S": "second"}
_NUMBER = r"[+-]?\d+(?:\.\d+)?"


def normal_interval(text: str, fields: str = "") -> str:
    """For example `1 day 02:00:00`; the text as it is where this reader does not know it.

    `fields` are those of the type, such as `day to hour`: the last is that of a mere number.
    """
    text = text.strip()
    if re.fullmatch(_NUMBER, text):
        text += f" {fields.rpartition(' ')[2] or 'second'}"
    parts = _parts(_spaced(text))
    if parts is None:
        return text
    months, days, microseconds = parts
    words: list[str] = []
    for count, unit in (
        (int(abs(months) // 12) * (1 if months > 0 else -1), "year"),
        (int(abs(months) % 12) * (1 if months > 0 else -1), "mon"),
        (int(days), "day"),
    ):
        if count:
            sign = "+" if words and words[-1].startswith("-") and count > 0 else ""
            words.append(f"{sign}{count} {unit}{'' if count == 1 else 's'}")
    if microseconds or not words:
        words.append(_clock(int(microseconds), bool(words) and words[-1].startswith("-")))
    return " ".join(words)


def _clock(microseconds: int, after_negative: bool) -> str:
    sign = "-" if microseconds < 0 else "+" if after_negative else ""
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    tail = f".{fraction:06d}".rstrip("0") if fraction else ""
    return f"{sign}{hours:02d}:{minute:02d}:{second:02d}{tail}"


def _parts(text: str) -> tuple[Fraction, Fraction, Fraction] | None:
    """Months, days and microseconds."""
    months = days = microseconds = Fraction(0)
    pattern = re.compile(_PART)
    at = 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None:
            return None
        at = found.end()
        sign = -1 if found[1] == "-" else 1
        if found[2] is not None:
            seconds = int(found[2]) * 3600 + int(found[3]) * 60 + Fraction(found[4] or 0)
            microseconds += sign * seconds * 1_000_000
            continue
        count, unit = sign * Fraction(found[5]), _unit(found[6].lower())
        if unit in _MICROSECONDS:
            microseconds += count * _MICROSECONDS[unit]
        elif unit in _DAYS:
            whole = int(count * _DAYS[unit])
            days += whole
            microseconds += (count * _DAYS[unit] - whole) * _DAY
        elif unit in _MONTHS and (count * _MONTHS[unit]).denominator == 1:
            months += count * _MONTHS[unit]
        else:
            return None
    if not text or microseconds.denominator != 1:
        return None
    return months, days, microseconds


def _spaced(text: str) -> str:
    """The form of ISO 8601 with designators (`P1DT2H`) in words; any other text as it is."""
    if not re.fullmatch(_ISO, text):
        return text
    days, _, clock = text[1:].partition("T")
    named = [(re.findall(_ISO_PART, days), _ISO_DAYS), (re.findall(_ISO_PART, clock), _ISO_CLOCK)]
    return " ".join(f"{count} {words[unit]}" for parts, words in named for count, unit in parts)


def _unit(word: str) -> str:
    singular = word if word in _SHORT else word.removesuffix("s")
    return _SHORT.get(singular, singular)
