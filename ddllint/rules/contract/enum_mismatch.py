"""A field and its column have the same set of values.

## What it does
Compares the `enum` (or `const`) of each mapped field with the values that the column can hold: by
`CHECK (x IN (...))` in any of its spellings, by an enum type, by a domain, by a lookup table, or by
limits that leave a few whole numbers. What the column can hold and an answer does not know is an
error, and what a request may bring and the column refuses, by whichever constraint; without a list
in the contract these are the values that the column refuses one by one (`x <> 5`). The other way
around, values that the contract knows and the column never holds in answers, or that the column
takes and no request brings, are a warning.

A foreign key to a lookup table lists the table's rows if the specs insert them (INSERT ... VALUES)
and nobody else may change them: no statement of the specs, no role that was granted it. Otherwise
the rows are not known, which is reported as not checked, and so are CHECK constraints that are not
understood. A constraint that is NOT VALID binds requests, and no answers from older rows.

## Why
A new state that is added to the schema alone reaches clients that have no branch for it. One that
is added to the contract alone is refused by the database, at run time.

## Example
The contract's `state` is `open` or `paid`.
```sql bad
CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid', 'void'))
);
```
```sql good
CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid'))
);
```

## Options
```yaml
unused-values: false
```

## References
- JSON Schema, Validation 2020-12, 6.1.2
  [enum](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2)
- PostgreSQL manual, 5.5.1 [Check
  Constraints](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import Allowed, Basis, Said, Scalar, admits, languages, listed
from ddllint.catalog.regular import Fails, Holds, included, matches
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import NotChecked, Problem, Severity
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, plain_values
from ddllint.rules.contract.metas import ENUM_MISMATCH
from ddllint.rules.contract.numbers import is_brought
from ddllint.rules.contract.tell import (
    not_checked,
    problem,
    shown_all,
    unless_unsure,
    unproven,
)
from ddllint.rules.contract.values import (
    ContractLanguage,
    FieldValues,
    are_comparable,
    as_stored,
    contract_language,
    field_values,
    none_but,
    texts_among,
)
from ddllint.rules.rule import Context, Rule


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    unused_values: Annotated[
        bool,
        msgspec.Meta(
            description="Whether values that only one side knows, and that do no harm, are warned "
            "of."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose values are not those of its column.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way, allowed in plain_values(context):
        if not are_comparable(allowed, bound.binding.field.value):
            continue
        known = field_values(bound)
        if known is None:
            if way == "request" and allowed.values is not None and allowed.kind in _TEXTS:
                yield from _any_request(bound, allowed.values)
            elif way == "request":
                yield from _all_but(bound, allowed)
        elif allowed.kind in _UNTOLD:
            yield not_checked(bound, "the values of such a column are not told one by one")
        elif way == "response":
            yield from _answer(bound, allowed, known, options)
        else:
            yield from _request(bound, allowed, known, options)


_TEXTS = frozenset({"text", "character", "enum"})
_UNTOLD = frozenset({"json", "other"})


def _answer(
    bound: Bound, allowed: Allowed, known: FieldValues, options: Options
) -> Iterator[Problem | NotChecked]:
    field = bound.binding.field
    held = listed(allowed)
    if held is None:
        others = _others(bound, allowed, known)
        if others is not None:
            yield others
            return
    more = [value for value in held.value if value not in known.values] if held else []
    basis = held.basis if held else next((said.basis for said in allowed.patterns), None)
    if more:
        told = problem(
            bound,
            f"column `{bound.object}` can hold {shown_all(more)}, which field `{field.name}` does "
            f"not know{unproven(allowed)}",
            at=known.span,
            basis=basis,
            help="Add the values to the contract, or take them from the column.",
        )
        yield unless_unsure(bound, "response", told)
    unused = [value for value in known.values if admits(allowed, value) is False]
    if unused and options.unused_values:
        yield problem(
            bound,
            f"field `{field.name}` knows {shown_all(unused)}, which column `{bound.object}` never "
            "holds",
            at=known.span,
            basis=basis,
            help="Take the values from the contract, or let the column hold them.",
            severity=Severity.WARNING,
        )


def _others(bound: Bound, allowed: Allowed, known: FieldValues) -> Problem | NotChecked | None:
    """Of a column without a list of values; None if its patterns leave no others than these."""
    held = languages(allowed)
    verdict = included(held.inside, held.outside, texts_among(known.values))
    if isinstance(verdict, Holds):
        return None
    if not (isinstance(verdict, Fails) and held.complete):
        return not_checked(bound, "whether its patterns leave no other values")
    told = problem(
        bound,
        f"column `{bound.object}` can hold other values than the {len(known.values)} of field "
        f"`{bound.binding.field.name}`{unproven(allowed)}",
        at=known.span,
        help=f"CHECK ({bound.binding.column} IN (...)), or an enum type, with the contract's "
        "values",
    )
    return unless_unsure(bound, "response", told)


def _request(
    bound: Bound, allowed: Allowed, known: FieldValues, options: Options
) -> Iterator[Problem | NotChecked]:
    field = bound.binding.field
    stored = [as_stored(allowed, v) if isinstance(v, str) else v for v in known.values]
    verdicts = [(value, admits(allowed, value)) for value in stored]
    refused = [value for value, verdict in verdicts if verdict is False]
    basis = allowed.values.basis if allowed.values else None
    if refused:
        yield _refusal(bound, refused, known.span, basis)
    elif allowed.unread or any(verdict is None for _, verdict in verdicts):
        reason = allowed.unread[0].reason if allowed.unread else "a pattern cannot be told"
        yield not_checked(bound, f"whether all its values can be stored: {reason}")
    held = listed(allowed)
    more = [value for value in held.value if value not in stored] if held else []
    if more and options.unused_values and "response" not in bound.binding.ways:
        yield problem(
            bound,
            f"column `{bound.object}` takes {shown_all(more)}, which field `{field.name}` never "
            "brings",
            at=known.span,
            basis=basis,
            help="Add the values to the contract, or take them from the column.",
            severity=Severity.WARNING,
        )


def _refusal(
    bound: Bound, values: list[Scalar], at: Span | None, basis: Basis | None
) -> Problem | NotChecked:
    told = problem(
        bound,
        f"field `{bound.binding.field.name}` may be {shown_all(values)}, which column "
        f"`{bound.object}` refuses",
        at=at,
        basis=basis,
        help="Take the values from the contract, or let the column hold them.",
    )
    return unless_unsure(bound, "request", told)


def _all_but(bound: Bound, allowed: Allowed) -> Iterator[Problem | NotChecked]:
    """A request's field without a list, over a column that refuses values one by one."""
    value = bound.binding.field.value
    language = contract_language(value)
    brought = [one for one in _refused(allowed) if _may_bring(value, language, one)]
    if any(isinstance(one, str) for one in brought) and not language.complete:
        yield not_checked(
            bound, f"whether it may be {shown_all(brought)}, which its column refuses"
        )
    elif brought:
        said = allowed.values or next(iter(allowed.excluded), None)
        yield _refusal(bound, brought, value.types_span, said.basis if said else None)


def _refused(allowed: Allowed) -> list[Scalar]:
    """Values that are refused one by one; that a text is not empty is a length (CON106)."""
    if allowed.kind == "boolean":
        return [one for one in (False, True) if admits(allowed, one) is False]
    return [said.value for said in allowed.excluded if said.value != ""]


def _may_bring(value: Value, language: ContractLanguage, one: Scalar) -> bool:
    if isinstance(one, str):
        return all(matches(node, one) is not False for node in language.inside)
    return isinstance(one, bool) or is_brought(value, one)


def _any_request(bound: Bound, values: Said[tuple[Scalar, ...]]) -> Iterator[Problem | NotChecked]:
    """A request's field without a list, over a column that has one."""
    field = bound.binding.field
    language = contract_language(field.value)
    verdict = none_but(language, values.value)
    if isinstance(verdict, Holds):
        return
    told = problem(
        bound,
        f"field `{field.name}` may be any text, but column `{bound.object}` takes "
        f"{shown_all(list(values.value))} only",
        at=field.value.types_span,
        basis=values.basis,
        help="List the values in the contract (`enum`).",
    )
    if isinstance(verdict, Fails) and language.complete:
        yield unless_unsure(bound, "request", told)
    else:
        yield not_checked(bound, "whether its pattern admits only what the column takes")


RULE = Rule(ENUM_MISMATCH, Options, check, __doc__)
