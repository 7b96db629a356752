"""Texts of a field and its column match the same patterns.

## What it does
Compares the `pattern` of each mapped field with what the column's CHECK constraints say by `~`,
`~*`, LIKE, ILIKE and `btrim(x) <> ''`, with its lengths and with its list of values, if it has
one. Patterns are compared as the sets of texts that they admit, not by their spelling: an answer
must not hold a text that the contract's pattern refuses, and a request must not bring one that the
column refuses; the message names such a text. Patterns that are written alike are taken to mean
the same, although `.`, `\\d` and `\\w` differ a little between PostgreSQL and JSON Schema.

What cannot be compared is reported as not checked: look-around, back references, word boundaries,
classes that depend on the locale, patterns that are too large. Fields with an `enum` are CON105's
in requests, fields with a conversion are left to it.

## Why
A currency that one side wants in capitals and the other takes as it comes is refused on one day,
and on another counted twice.

## Example
The contract's `currency` has the pattern `^[A-Z]{3}$`.
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, currency text NOT NULL CHECK (length(currency) = 3));
```
```sql good
CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$')
);
```

## Options
```yaml
unstated-patterns: false
```

## References
- JSON Schema, Validation 2020-12, 6.3.3
  [pattern](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3)
- PostgreSQL manual, 9.7 [Pattern
  Matching](https://www.postgresql.org/docs/current/functions-matching.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import (
    Allowed,
    Regex,
    Said,
    languages,
    pattern_language,
)
from ddllint.catalog.regular import Fails, Holds, Verdict, ecma, included, matches
from ddllint.catalog.regular.nodes import NOTHING
from ddllint.contracts.value import Stated
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, plain_values
from ddllint.rules.contract.metas import PATTERN_MISMATCH
from ddllint.rules.contract.tell import (
    not_checked,
    problem,
    shown,
    shown_all,
    unless_unsure,
    unproven,
)
from ddllint.rules.contract.values import contract_language
from ddllint.rules.rule import Context, Rule


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    unstated_patterns: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a request's field that states no pattern is held to the column's."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose texts are not those of its column.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way, allowed in plain_values(context):
        value = bound.binding.field.value
        if allowed.kind not in ("text", "enum") or "string" not in value.types:
            continue
        if way == "response":
            for stated in value.patterns:
                yield from _answer(bound, allowed, stated)
        elif value.enum is None and allowed.values is None:
            for said in allowed.patterns:
                if value.patterns or options.unstated_patterns:
                    yield from _request(bound, said)


def _answer(bound: Bound, allowed: Allowed, stated: Stated[str]) -> Iterator[Problem | NotChecked]:
    """The column's texts must match the contract's pattern."""
    if any(_alike(said.value, stated.value) for said in allowed.patterns):
        return
    field = bound.binding.field.name
    pattern = ecma(stated.value)
    if pattern is not None and allowed.values is not None:
        texts = [text for text in allowed.values.value if isinstance(text, str)]
        bad = [text for text in texts if matches(pattern, text) is False]
        if bad:
            message = f"column `{bound.object}` can hold {shown_all([*bad])}, which the pattern of "
            told = problem(
                bound,
                f"{message}field `{field}` refuses",
                at=stated.span,
                basis=allowed.values.basis,
                help=_HELP,
            )
            yield unless_unsure(bound, "response", told)
        return
    texts_held = languages(allowed)
    verdict: Verdict = None
    if pattern is not None:
        verdict = included(texts_held.inside, texts_held.outside, pattern)
    if isinstance(verdict, Holds):
        return
    if isinstance(verdict, Fails) and texts_held.complete:
        told = problem(
            bound,
            f"column `{bound.object}` can hold {shown(verdict.witness)}, which the pattern "
            f"`{stated.value}` of field `{field}` refuses{unproven(allowed)}",
            at=stated.span,
            basis=allowed.patterns[0].basis if allowed.patterns else None,
            help=_HELP,
        )
        yield unless_unsure(bound, "response", told)
    else:
        yield not_checked(bound, f"pattern `{stated.value}` cannot be compared with the column's")


def _request(bound: Bound, said: Said[Regex]) -> Iterator[Problem | NotChecked]:
    """The contract's texts must match the column's pattern."""
    value = bound.binding.field.value
    if any(_alike(said.value, stated.value) for stated in value.patterns):
        return
    admitted = contract_language(value)
    pattern = pattern_language(said.value)
    verdict: Verdict = None
    if pattern is not None and said.value.negated:
        verdict = included((*admitted.inside, pattern), (), NOTHING)
    elif pattern is not None:
        verdict = included(admitted.inside, (), pattern)
    if isinstance(verdict, Holds):
        return
    if isinstance(verdict, Fails) and admitted.complete:
        told = problem(
            bound,
            f"field `{bound.binding.field.name}` may be {shown(verdict.witness)}, which column "
            f"`{bound.object}` refuses by `{said.value.text}`",
            at=value.patterns[0].span if value.patterns else value.types_span,
            basis=said.basis,
            help=_HELP,
        )
        yield unless_unsure(bound, "request", told)
    else:
        reason = f"`{said.value.text}` of the column cannot be compared with the contract"
        yield not_checked(bound, reason)


_HELP = "Give both the same pattern: `pattern` in the contract, CHECK (... ~ '...') in the schema."


def _alike(said: Regex, stated: str) -> bool:
    """Whether the column's pattern is written like the contract's."""
    plain = not (said.like or said.ignore_case or said.negated)
    return plain and _anchored(said.text) == _anchored(stated)


def _anchored(text: str) -> str:
    return text.replace("\\A", "^").replace("\\Z", "$")


RULE = Rule(PATTERN_MISMATCH, Options, check, __doc__)
