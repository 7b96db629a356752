"""What the contract carries has a column, or a reason why it has none.

## What it does
Asks that the mapping tells of everything that the API carries:

- a field of a mapped schema whose *view* does not have its column: an error if the contract
  requires the field, else a warning. Columns that a *table* does not have are DDL003's, and not
  reported twice;
- an object schema that an operation carries and the mapping does not name: a warning, as nothing
  of it is checked;
- a column that the mapping gives to a parameter or header, and a relation that it gives to an
  operation, and that do not exist: an error.

`not_stored` in the mapping says why a field or a schema has no place in the database.
`ddllint contract` shows the whole matrix, `ddllint contract --write` begins the missing entries.
A view whose columns are not known is reported as not checked.

## Why
A field without a column is made up by the code or never answered at all, and nobody notices until
a client asks. And what the mapping does not name, no other rule can compare.

## Example
The contract's `Total` requires `currency`, and is mapped to the view.
```sql bad
CREATE TABLE sales (amount_cents bigint NOT NULL, currency text NOT NULL);
CREATE VIEW v_totals AS SELECT amount_cents FROM sales;
```
```sql good
CREATE TABLE sales (amount_cents bigint NOT NULL, currency text NOT NULL);
CREATE VIEW v_totals AS SELECT amount_cents, currency FROM sales;
```

## Options
```yaml
schemas: false
```

## References
- OpenAPI 3.1, 4.8.24 [Schema
  Object](https://spec.openapis.org/oas/v3.1.1.html#schema-object)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.contracts.model import Binding, Contracts, Operation
from ddllint.diagnostics.finding import NotChecked, Problem, Related, Severity
from ddllint.rules.contract.metas import UNMAPPED_REQUIRED_FIELD
from ddllint.rules.contract.structure import columns_of, known_contracts, once
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Rule
from ddllint.rules.tenants import written_name
from ddllint.rules.unread import unless_unread
from ddllint.rules.wording import closest


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How much of the contract the mapping must name."""

    schemas: Annotated[
        bool,
        msgspec.Meta(
            description="Whether schemas that an operation carries and that the mapping does not "
            "name are reported; say false while a mapping grows."
        ),
    ] = True


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field, schema, parameter and operation without its place.

    Raises CannotRun when there are no contracts, or no mapping that names schemas.
    """
    contracts = known_contracts(context)
    return _check(context, contracts, options)


def _check(
    context: Context, contracts: Contracts, options: Options
) -> Iterator[Problem | NotChecked]:
    for binding in contracts.bindings:
        yield from _in_view(context, binding)
    if options.schemas:
        yield from _unmapped(contracts)
    yield from _parameters(context, contracts)
    yield from _operations(context, contracts)


def _in_view(context: Context, binding: Binding) -> Iterator[Problem | NotChecked]:
    view = context.catalog.views.get(written_name(binding.relation))
    if view is None or binding.column is None:
        return
    field, known = binding.field, columns_of(view)
    where = f"{view.name}.{binding.column}"
    if known is None:
        reason = f"field `{field.name}`: the columns of view `{view.name}` are not known"
        yield NotChecked(where, reason, place(view.origin))
    elif binding.column not in known:
        told = "is required, but" if binding.required else "is described, but"
        near = closest(binding.column, known)
        yield Problem(
            message=f"field `{field.name}` {told} view `{view.name}` has no column "
            f"`{binding.column}`",
            object=where,
            span=place(view.origin),
            help=f"Did you mean `{near}`?"
            if near
            else "Let the view show it, name another column in the mapping, or say `not_stored`.",
            related=(Related(f"field `{field.name}` in the contract", field.span),),
            severity=None if binding.required else Severity.WARNING,
        )


def _unmapped(contracts: Contracts) -> Iterator[Problem]:
    for schema in contracts.unmapped:
        if schema.direction is not None:
            way = "requests and answers" if schema.direction == "both" else f"{schema.direction}s"
            yield Problem(
                message=f"schema `{schema.name}` is carried by {way}, and the mapping does not "
                "name it",
                object=schema.pointer,
                span=schema.span,
                help="Map it to a table or view, or say `not_stored`; `ddllint contract --write` "
                "begins the entry.",
                severity=Severity.WARNING,
            )


def _parameters(context: Context, contracts: Contracts) -> Iterator[Problem | NotChecked]:
    for parameter in contracts.parameters:
        for column in parameter.columns:
            written, _, name = column.rpartition(".")
            relation = context.catalog.relation(written_name(written))
            known = columns_of(relation) if relation is not None else frozenset[str]()
            if known is None or name in known:
                continue
            near = closest(name, known)
            problem = Problem(
                message=f"the mapping keeps parameter `{parameter.name or parameter.pointer}` in "
                f"`{column}`, which does not exist",
                object=column,
                span=parameter.span,
                help=f"Did you mean `{near}`?" if near else "Declare it, or correct the mapping.",
                related=(Related("the parameter in the contract", parameter.place),),
            )
            yield problem if relation is not None else unless_unread(context, problem)


def _operations(context: Context, contracts: Contracts) -> Iterator[Problem | NotChecked]:
    """Relations that an operation's own entry names; those of schemas are DDL003's."""
    mapped = {schema.relation for schema in contracts.schemas}
    catalog = context.catalog
    for operation in contracts.operations:
        for relation in once((*operation.reads, *operation.writes)):
            if relation not in mapped and catalog.relation(written_name(relation)) is None:
                known = [str(name) for name in (*catalog.tables, *catalog.views)]
                absent = _absent(operation, relation, closest(relation, known))
                yield unless_unread(context, absent)


def _absent(operation: Operation, relation: str, near: str | None) -> Problem:
    return Problem(
        message=f"the mapping says that {operation} reads or writes `{relation}`, which no file "
        "declares",
        object=relation,
        span=operation.span,
        help=f"Did you mean `{near}`?" if near else "Declare it, or correct the mapping.",
    )


RULE = Rule(UNMAPPED_REQUIRED_FIELD, Options, check, __doc__)
