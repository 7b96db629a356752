"""What a client may only write is not shown again.

## What it does
Looks at fields that are `writeOnly` in the contract, and follows the columns that hold them.
Reported are: a view that shows such a column, mapped or not, through other views too; and a field
of an answer that is bound to such a column. Views in `views` may show it. A column that a view
computes from it (a hash, a mask, whether it is there) is let be.

## Why
`writeOnly` is how a contract says *secret*: passwords, tokens, keys. The contract keeps its word
only as long as no view and no answer carries the value back.

## Example
The contract's `password` is `writeOnly`.
```sql bad
CREATE TABLE users (id uuid PRIMARY KEY, password text NOT NULL);
CREATE VIEW v_users AS SELECT id, password FROM users;
```
```sql good
CREATE TABLE users (id uuid PRIMARY KEY, password text NOT NULL);
CREATE VIEW v_users AS SELECT id FROM users;
```

## Options
```yaml
views: [v_logins]
```

## References
- OpenAPI 3.0.4, 4.7.24.1 [Fixed Fields:
  writeOnly](https://spec.openapis.org/oas/v3.0.4.html#schema-write-only)
- JSON Schema, Validation 2020-12, 9.4 [readOnly and
  writeOnly](https://json-schema.org/draft/2020-12/json-schema-validation#section-9.4)
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeAlias

import msgspec

from ddllint.catalog.model import Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Binding, Contracts
from ddllint.diagnostics.finding import NotChecked, Problem, Related
from ddllint.rules.contract.metas import WRITE_ONLY_EXPOSED
from ddllint.rules.contract.structure import known_contracts, stored_in, view_shapes
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Rule
from ddllint.rules.tenants import written_name

_Secrets: TypeAlias = Mapping[tuple[Name, str], Binding]


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Where such values may be shown."""

    views: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Views that may show them, such as one that checks logins."),
    ] = ()


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each view and answer that shows what is writeOnly.

    Raises CannotRun when there are no contracts, or no mapping that names schemas.
    """
    return _check(context, known_contracts(context), options)


def _check(
    context: Context, contracts: Contracts, options: Options
) -> Iterator[Problem | NotChecked]:
    secrets: dict[tuple[Name, str], Binding] = {}
    for binding in contracts.bindings:
        if binding.field.value.write_only is not None:
            for place_ in stored_in(context, binding.relation, binding.column):
                secrets.setdefault(place_, binding)
    if secrets:
        yield from _in_views(context, secrets, frozenset(map(written_name, options.views)))
        yield from _in_answers(context, contracts, secrets)


def _in_views(
    context: Context, secrets: _Secrets, allowed: frozenset[Name]
) -> Iterator[Problem | NotChecked]:
    for name, shape in view_shapes(context).items():
        if name in allowed:
            continue
        view = context.catalog.views[name]
        origin = place(view.origin)
        if shape.reason or view.columns is None:
            why = shape.reason or "its columns are not known"
            reason = f"whether it shows what is writeOnly: {why}"
            yield NotChecked(str(name), reason, origin)
            continue
        for output in shape.columns:
            shown = next((secrets[one] for one in output.sources if one in secrets), None)
            if shown is not None:
                yield Problem(
                    message=f"view `{name}` shows `{output.name}`, which holds field "
                    f"`{shown.field.name}`, and that is writeOnly",
                    object=f"{name}.{output.name}",
                    span=origin,
                    help="Leave the column out of the view.",
                    related=(_write_only(shown),),
                )


def _in_answers(context: Context, contracts: Contracts, secrets: _Secrets) -> Iterator[Problem]:
    """Fields of answers over the columns of tables themselves; views were told."""
    for binding in contracts.bindings:
        table = context.catalog.tables.get(written_name(binding.relation))
        if table is None or "response" not in binding.ways:
            continue
        for place_ in stored_in(context, binding.relation, binding.column):
            if place_ in secrets:
                yield _answered(table, place_[1], binding, secrets[place_])


def _answered(table: Table, column: str, binding: Binding, shown: Binding) -> Problem:
    return Problem(
        message=f"answers show column `{table.name}.{column}` as field "
        f"`{binding.field.name}`, and field `{shown.field.name}` of it is writeOnly",
        object=f"{table.name}.{column}",
        span=place(table.columns[column].origin, table.origin),
        help="Take the field out of the answer, or keep its value in a column of its own.",
        related=(
            _write_only(shown),
            Related(f"field `{binding.field.name}` in an answer", binding.field.span),
        ),
    )


def _write_only(binding: Binding) -> Related:
    field = binding.field
    return Related(f"field `{field.name}` is writeOnly", field.target_span)


RULE = Rule(WRITE_ONLY_EXPOSED, Options, check, __doc__)
