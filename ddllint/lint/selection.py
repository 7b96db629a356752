"""Which rules run, how heavy they weigh and with which options."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.rules.rule import Meta, Rule
from ddllint.settings.load import Layer, Loaded
from ddllint.settings.typed import MistakeError, typed, unknown

OFF = "off"
UNREAD = frozenset({"SQL001", "SQL003"})
"""Codes that say that something was not read. No setting, waiver or baseline silences them."""


class Chosen(msgspec.Struct, frozen=True):
    """A rule that runs, with its options and the severity of its findings."""

    rule: Rule[Any]
    options: Any
    severity: Severity

    @property
    def meta(self) -> Meta:
        """The rule's metadata."""
        return self.rule.meta


class Selection(msgspec.Struct, frozen=True):
    """The rules that run, and the severity of each code that is reported without a rule.

    A code that is off is not in `reported`. `known` holds all that there is, chosen or not.
    `without_contracts` are rules that would be chosen, and are not loaded for want of contracts.
    """

    rules: tuple[Chosen, ...]
    reported: Mapping[str, Severity]
    known: Mapping[str, Meta]
    without_contracts: tuple[Meta, ...] = ()


def choose(
    loaded: Loaded,
    rules: Sequence[Rule[Any]],
    always: Sequence[Meta],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    elsewhere: Sequence[Meta] = (),
    of_contracts: Sequence[Meta] = (),
) -> Selection:
    """The rules that the settings leave on, narrowed by the command line.

    `select` and `ignore` hold codes, names and beginnings of codes (`DDL`). A rule that is off
    in the settings runs when `select` has its own code or name. `elsewhere` are rules that are
    not loaded, since nothing of what they are about is checked; nor need those `of_contracts` be
    without any. Raises UsageError for a rule that does not exist, a wrong severity or option, and
    when no rule is left.
    """
    validate(loaded, rules, always)
    loaded_codes = {rule.meta.code for rule in rules}
    absent = [meta for meta in of_contracts if meta.code not in loaded_codes]
    others = [meta for meta in elsewhere if meta.code not in loaded_codes]
    metas = [*(rule.meta for rule in rules), *absent, *others, *always]
    wanted = _codes("--select", select, metas)
    unwanted = _codes("--ignore", ignore, metas)
    by_itself = {meta.code for meta in metas if meta.code in select or meta.name in select}
    entries = loaded.settings.rules

    def severity(meta: Meta) -> Severity | None:
        set_to = entries.get(meta.code, {}).get("severity", meta.severity)
        if meta.code in unwanted:
            return None
        if set_to == OFF:
            return meta.severity if meta.code in by_itself else None
        return Severity(str(set_to))

    def chosen_as(meta: Meta) -> Severity | None:
        return severity(meta) if not select or meta.code in wanted else None

    chosen = [
        Chosen(rule, _typed_options(loaded, rule), weight)
        for rule in rules
        if (weight := chosen_as(rule.meta)) is not None
    ]
    if not chosen:
        raise UsageError(
            "no rule is selected: nothing would be checked",
            help="Look at `rules` in the settings, --select and --ignore; "
            "`ddllint rules` lists what there is.",
        )
    silenced = sorted(UNREAD & unwanted)
    if silenced:
        raise UsageError(f"--ignore: {silenced[0]} {_CANNOT_BE_OFF}")
    weights = {meta.code: weight for meta in always if (weight := severity(meta)) is not None}
    known = {meta.code: meta for meta in metas}
    return Selection(
        tuple(chosen), weights, known, tuple(meta for meta in absent if chosen_as(meta) is not None)
    )


_SeverityWord = Literal["off", "error", "warning", "info"]
_CANNOT_BE_OFF = "cannot be silenced: it says that something was not read"


def validate(loaded: Loaded, rules: Sequence[Rule[Any]], always: Sequence[Meta]) -> None:
    """Raise UsageError, with its place, for what is wrong under `rules` in the settings."""
    by_code = {rule.meta.code: rule for rule in rules}
    metas = [*(rule.meta for rule in rules), *always]
    for layer in loaded.layers:
        _check_layer(layer, by_code, metas)


def _check_layer(layer: Layer, rules: Mapping[str, Rule[Any]], metas: Iterable[Meta]) -> None:
    """Refuse what one settings file says of rules, at its place."""
    try:
        for code, entry in layer.data.get("rules", {}).items():
            pointer = ("rules", code)
            meta = next((meta for meta in metas if meta.code == code), None)
            if meta is None:
                raise MistakeError(
                    pointer, f"unknown rule `{code}`", near(code, metas), in_key=True
                )
            _check_severity(entry, code)
            if code in rules:
                _check_options(entry, rules[code], pointer)
            elif _options(entry):
                option = next(iter(_options(entry)))
                raise MistakeError((*pointer, option), f"{code} has no options", in_key=True)
    except MistakeError as mistake:
        raise mistake.at(layer.document) from None


def _check_severity(entry: Mapping[str, object], code: str) -> None:
    if "severity" not in entry:
        return
    pointer = ("rules", code, "severity")
    value = typed(entry["severity"], _SeverityWord, pointer)
    if value == OFF and code in UNREAD:
        raise MistakeError(pointer, f"{code} {_CANNOT_BE_OFF}")


def _check_options(entry: Mapping[str, object], rule: Rule[Any], pointer: tuple[str, str]) -> None:
    options = _options(entry)
    fields = [field.encode_name for field in msgspec.structs.fields(rule.options)]
    for key in options:
        if key not in fields:
            message, help = unknown(key, ["severity", *fields], f"`rules.{pointer[1]}`")
            raise MistakeError((*pointer, key), message, help, in_key=True)
    typed(options, rule.options, pointer)


def _typed_options(loaded: Loaded, rule: Rule[Any]) -> Any:
    pointer = ("rules", rule.meta.code)
    try:
        return typed(_options(loaded.settings.rules.get(rule.meta.code, {})), rule.options, pointer)
    except MistakeError as mistake:
        raise UsageError(mistake.message, loaded.place(mistake.pointer), mistake.help) from None


def _options(entry: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in entry.items() if key != "severity"}


def _codes(option: str, words: Iterable[str], metas: Iterable[Meta]) -> set[str]:
    """The codes that the words stand for."""
    found: set[str] = set()
    for word in words:
        codes = {meta.code for meta in metas if _matches(word, meta)}
        if not codes:
            raise UsageError(f"{option}: unknown rule `{word}`", help=near(word, metas))
        found |= codes
    return found


def _matches(word: str, meta: Meta) -> bool:
    return bool(word) and (meta.name == word or meta.code.startswith(word.upper()))


def near(word: str, metas: Iterable[Meta]) -> str:
    """A hint at the rule that `word` may stand for."""
    import difflib

    by_word = {word: meta for meta in metas for word in (meta.code, meta.name)}
    found = difflib.get_close_matches(word, by_word, 1) or difflib.get_close_matches(
        word.upper(), by_word, 1
    )
    if not found:
        return "`ddllint rules` lists what there is."
    meta = by_word[found[0]]
    return f"Did you mean `{meta.code}` ({meta.name})?"
