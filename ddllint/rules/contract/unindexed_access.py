"""What an operation searches and sorts by has an index behind it.

## What it does
Follows the parameters of operations that the mapping gives columns, and the promised order of
lists (`x-order`, or `order` in the mapping), to tables and, through views, to the tables behind.
The tenancy's column may lead an index anywhere: each request knows its tenant.

- The parameters that each request has (in the path, or required): an index, or a key, leads with
  one of them. What they leave is taken to be few rows, so that nothing else is asked then.
- Otherwise the order: an index leads with its first column, either way.
- Otherwise each optional parameter: an index leads with its column. A parameter of few values
  (`enum`, boolean) finds too many rows for an index to help, and is let be.

A partial index counts where its condition is that the searched column is not null; any other
condition is reported as not checked, as are columns that a view computes, and materialized views.

## Why
Without the index the request reads all of the tenant's rows, or of all tenants'. That is fast in
every test, and slow in the first year of use.

## Example
The list's order is `-created_at`.
```sql bad
CREATE TABLE orders (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, created_at timestamptz NOT NULL);
CREATE INDEX idx_orders_tenant_id ON orders (tenant_id);
```
```sql good
CREATE TABLE orders (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, created_at timestamptz NOT NULL);
CREATE INDEX idx_orders_tenant_id_created_at ON orders (tenant_id, created_at DESC);
```

## Options
```yaml
few-values: 5
```

## References
- PostgreSQL manual, 11.3 [Multicolumn
  Indexes](https://www.postgresql.org/docs/current/indexes-multicolumn.html)
- PostgreSQL manual, 11.4 [Indexes and ORDER
  BY](https://www.postgresql.org/docs/current/indexes-ordering.html)
- PostgreSQL manual, 11.8 [Partial
  Indexes](https://www.postgresql.org/docs/current/indexes-partial.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import NotChecked, Problem, Related
from ddllint.rules.contract.access import Access, Lead, accesses, leads
from ddllint.rules.contract.metas import UNINDEXED_ACCESS
from ddllint.rules.contract.structure import with_operations
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """When a search is worth an index."""

    few_values: Annotated[
        int,
        msgspec.Meta(
            description="The most values of an optional parameter that needs no index.", ge=0
        ),
    ] = 20


class _Sought(msgspec.Struct, frozen=True):
    """A column that an index must lead to: past the columns `given`; `sorted` for an order."""

    access: Access
    column: str
    given: frozenset[str]
    sorted: bool
    related: tuple[Related, ...]


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each column that operations search or sort by without an index.

    Raises CannotRun when there are no contracts, no mapping or no operations.
    """
    return _check(context, with_operations(context), options)


def _check(
    context: Context, contracts: Contracts, options: Options
) -> Iterator[Problem | NotChecked]:
    missing: dict[tuple[Name, str], list[_Sought]] = {}
    for access in accesses(context, contracts):
        if isinstance(access, NotChecked):
            yield access
            continue
        table = context.catalog.tables[access.table]
        known = tuple(leads(context.catalog, table))
        for sought in _sought(context, access, known, options):
            partial = next((one for one in known if _leads(one, sought)), None)
            if partial is not None:
                yield NotChecked(
                    f"{table.name}.{sought.column}",
                    f"{access.operation}: whether the rows of `{partial.name}`, which is partial, "
                    "are those that it reads",
                    place(partial.origin, table.origin),
                )
            else:
                missing.setdefault((table.name, sought.column), []).append(sought)
    for (name, column), all_sought in missing.items():
        yield _missing(context, context.catalog.tables[name], column, all_sought)


def _sought(
    context: Context, access: Access, known: tuple[Lead, ...], options: Options
) -> Iterator[_Sought]:
    """What no index serves for certain."""
    tenant = frozenset({context.tenancy.column})
    required = access.required
    if required:
        sought = [_filter(access, column, tenant | required) for column in sorted(required)]
        if not any(_is_served(one, known) for one in sought):
            partly = (one for one in sought if any(_leads(lead, one) for lead in known))
            yield next(partly, sought[0])
        return
    if access.order is not None:
        column, term = access.order
        related = Related(f"the order of {access.operation}", term.span)
        order = _Sought(access, column, tenant, True, (related,))
        if not _is_served(order, known):
            yield order
    for column, one in access.filters.items():
        sought_one = _filter(access, column, tenant)
        few = _has_few(one.parameter.value, options.few_values)
        if not (few or _is_served(sought_one, known)):
            yield sought_one


def _filter(access: Access, column: str, given: frozenset[str]) -> _Sought:
    parameter = access.filters[column].parameter
    words = f"parameter `{parameter.name}` of {access.operation}"
    return _Sought(access, column, given, False, (Related(words, parameter.used_span),))


def _is_served(sought: _Sought, known: tuple[Lead, ...]) -> bool:
    rows = frozenset[str]() if sought.sorted else frozenset({sought.column})
    return any(_leads(one, sought) and one.holds(rows) for one in known)


def _leads(lead: Lead, sought: _Sought) -> bool:
    fits = lead.sorted or not sought.sorted
    return fits and lead.reaches(sought.column, sought.given)


def _has_few(value: Value, most: int) -> bool:
    if value.types == ("boolean",):
        return most >= 2
    return value.enum is not None and len(value.enum) <= most


def _missing(context: Context, table: Table, column: str, all_sought: list[_Sought]) -> Problem:
    first, others = all_sought[0], len(all_sought) - 1
    what = "orders" if first.sorted else "chooses"
    more = f", and so with {others} more" if others else ""
    tenant = context.tenancy.column
    many = table.columns[column].type.dimensions
    lead = f"{sql_name(tenant)}, " if tenant in table.columns and not many else ""
    using = "USING gin " if many else ""
    return Problem(
        message=f"{first.access.operation} {what} rows of `{table.name}` by `{column}`, and no "
        f"index leads with it{more}",
        object=f"{table.name}.{column}",
        span=place(table.columns[column].origin, table.origin),
        help=f"CREATE INDEX ON {sql_name(table.name)} {using}({lead}{sql_name(column)});",
        related=tuple(related for one in all_sought for related in one.related),
    )


RULE = Rule(UNINDEXED_ACCESS, Options, check, __doc__)
