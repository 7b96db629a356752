"""The rules that may run here: ddllint's own, and those of other packages that the settings name.

Another package declares its rules as entry points of the group `ddllint.rules` (Python Packaging
User Guide, "Entry points specification"); each leads to a `Rule` or to several. Nothing is imported
unless the settings name it: to be installed is not to be asked for.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.rules.registry import (
    ALWAYS,
    OF_CONTRACTS,
    OF_MIGRATIONS,
    RULES,
    all_rules,
    schema_rules,
)
from ddllint.rules.rule import Rule
from ddllint.settings.load import Loaded
from ddllint.settings.typed import suggestion

GROUP = "ddllint.rules"
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEPT = frozenset({"DSN", "NAM", "TEN"})
"""Beginnings of codes that ddllint keeps for rules to come."""


def every_rule(loaded: Loaded) -> tuple[Rule[Any], ...]:
    """All rules, those about migrations too. Raises UsageError as `plugged` does."""
    return (*all_rules(), *plugged(loaded))


def rules_of_schemas(loaded: Loaded, *, whole: bool = False) -> tuple[Rule[Any], ...]:
    """The rules for a run over specs alone. Raises UsageError as `plugged` does.

    Those about migrations, which take time to load, are among them when the settings speak of
    one; so are those about contracts, and when there are contracts or the run is to be `whole`.
    """
    named = loaded.settings.rules.keys()
    if any(meta.code in named for meta in OF_MIGRATIONS):
        return every_rule(loaded)
    whole = whole or bool(loaded.settings.contracts)
    if whole or any(meta.code in named for meta in OF_CONTRACTS):
        return (*schema_rules(), *plugged(loaded))
    return (*RULES, *plugged(loaded))


def plugged(loaded: Loaded) -> tuple[Rule[Any], ...]:
    """The rules of other packages that the settings name under `plugins`, in that order.

    Raises UsageError, with the place in the settings, for one that is not installed or cannot be
    imported, for what is no rule, and for a code or a name that is taken.
    """
    found: list[Rule[Any]] = []
    for at, name in enumerate(loaded.settings.plugins):
        place = loaded.place(("plugins", at))
        for rule in _rules(name, place):
            _refuse_misfit(rule, name, found, place)
            found.append(rule)
    return tuple(found)


def _rules(name: str, place: Span | None) -> Sequence[Rule[Any]]:
    """The rules behind an entry point."""
    from importlib.metadata import entry_points  # takes longer to import than most runs have

    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        raise UsageError(
            f"no plug-in `{name}` is installed",
            place,
            suggestion(name, installed)
            if installed
            else f"Install the package whose entry points in the group `{GROUP}` hold that name.",
        )
    point = installed[name]
    try:
        loaded = point.load()
    except Exception as error:
        raise UsageError(
            f"plug-in `{name}` cannot be imported: {type(error).__name__}: {error}",
            place,
            f"Its entry point is `{point.value}`; to import that alone shows where it fails.",
        ) from error
    rules = list(loaded) if isinstance(loaded, Iterable) else [loaded]
    wrong = next((one for one in rules if not isinstance(one, Rule)), None)
    if wrong is not None or not rules:
        what = "nothing" if wrong is None else f"{type(wrong).__name__}"
        raise UsageError(
            f"plug-in `{name}` gives no rule, but {what}",
            place,
            f"`{point.value}` must be a `ddllint.rules.rule.Rule`, or a sequence of them.",
        )
    return rules


def _refuse_misfit(
    rule: Rule[Any], plugin: str, others: Iterable[Rule[Any]], place: Span | None
) -> None:
    meta = rule.meta
    own = [*(one.meta for one in RULES), *OF_CONTRACTS, *OF_MIGRATIONS, *ALWAYS]
    kept = _KEPT | {one.code[:3] for one in own}
    if _CODE.fullmatch(meta.code) is None or _NAME.fullmatch(meta.name) is None:
        raise UsageError(
            f"plug-in `{plugin}`: `{meta.code}` and `{meta.name}` are not the code and the name "
            "of a rule",
            place,
            "A code is three capital letters and three digits, a name is in kebab-case.",
        )
    if meta.code[:3] in kept:
        raise UsageError(
            f"plug-in `{plugin}`: the codes that begin with {meta.code[:3]} are ddllint's own",
            place,
            f"{meta.code} needs letters of the plug-in's own.",
        )
    for taken in (*own, *(one.meta for one in others)):
        word = "code" if taken.code == meta.code else "name" if taken.name == meta.name else ""
        if word:
            raise UsageError(
                f"plug-in `{plugin}`: the {word} of {meta.code} {meta.name} is that of "
                f"{taken.code} {taken.name}",
                place,
            )
