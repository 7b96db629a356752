"""A view that answers a closed schema shows no column that the contract does not know.

## What it does
Looks at views that hold a schema of answers which is closed (`additionalProperties: false`, or
`unevaluatedProperties: false`). Each column of such a view must belong to a field of it, or of
another schema that the same view holds. Columns in `ignore` are let be. A view whose columns are
not known is reported as not checked.

Tables are let be: they keep much that no answer shows.

## Why
A view that is there to be answered is read whole, with `SELECT *`. A column more than the contract
has makes the answer break its own schema, and may show what nobody decided to show.

## Example
The contract's `Total` is closed, and its only field is `amount_cents`.
```sql bad
CREATE TABLE sales (amount_cents bigint NOT NULL, margin_cents bigint NOT NULL);
CREATE VIEW v_totals AS SELECT amount_cents, margin_cents FROM sales;
```
```sql good
CREATE TABLE sales (amount_cents bigint NOT NULL, margin_cents bigint NOT NULL);
CREATE VIEW v_totals AS SELECT amount_cents FROM sales;
```

## Options
```yaml
ignore: [tenant_id]
```

## References
- JSON Schema, Core 2020-12, 10.3.2.3
  [additionalProperties](https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.2.3)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import View
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts, MappedSchema
from ddllint.contracts.value import span_at
from ddllint.diagnostics.finding import NotChecked, Problem, Related
from ddllint.rules.contract.metas import UNDOCUMENTED_COLUMN
from ddllint.rules.contract.structure import known_contracts
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Rule
from ddllint.rules.tenants import written_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which columns may be there without a field."""

    ignore: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Names of columns that no answer shows, whatever the view does."),
    ] = ()


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each column of an answered view that the contract does not know.

    Raises CannotRun when there are no contracts, or no mapping that names schemas.
    """
    return _check(context, known_contracts(context), options)


def _check(
    context: Context, contracts: Contracts, options: Options
) -> Iterator[Problem | NotChecked]:
    closed: dict[Name, list[MappedSchema]] = {}
    for schema in contracts.schemas:
        if schema.relation is None or not schema.closed or schema.direction == "request":
            continue
        name = written_name(schema.relation)
        if name in context.catalog.views:
            closed.setdefault(name, []).append(schema)
    known: dict[Name, set[str | None]] = {name: set() for name in closed}
    for binding in contracts.bindings if closed else ():
        name = written_name(binding.relation)
        if name in known:
            known[name].add(binding.column)
    for name, schemas in closed.items():
        view = context.catalog.views[name]
        if view.columns is None:
            reason = f"the columns of view `{view.name}` are not known"
            yield NotChecked(str(view.name), reason, place(view.origin))
            continue
        for column in view.columns.values():
            if column.name not in known[name] and column.name not in options.ignore:
                yield _undocumented(view, column.name, schemas)


def _undocumented(view: View, column: str, schemas: list[MappedSchema]) -> Problem:
    return Problem(
        message=f"view `{view.name}` shows `{column}`, which the contract does not know",
        object=f"{view.name}.{column}",
        span=place(view.origin),
        help="Leave the column out of the view, or describe the field in the contract.",
        related=tuple(
            Related("the schema is closed here", span_at(schema.value.closed))
            for schema in schemas
            if schema.value.closed is not None
        ),
    )


RULE = Rule(UNDOCUMENTED_COLUMN, Options, check, __doc__)
