"""Money is kept in whole cents.

## What it does
Asks that a column that holds money, by its name, has one of the whole-number `types`. The names
are patterns over the whole name (`*` for any text), in any case: a name that matches `columns`
and none of `except` is money. So `revenue_cents` and `total_revenue` are, `revenue_share_ratio`
and `revenue_currency` are not. A domain counts as the type under it. A column whose type cannot
hold an amount (boolean, uuid, dates and times) speaks about money and is let be. Arrays are
judged by what they hold.

## Why
Binary floating point cannot hold 0.10, and sums drift. `money` depends on the server's locale.
`numeric` is exact but lets every writer choose a scale, so that half a cent is paid out or not
depending on who rounds. Whole cents add up, compare and travel through JSON unharmed.

## Example
```sql bad
CREATE TABLE revenue_ledger (id uuid PRIMARY KEY, revenue numeric(12, 2) NOT NULL);
```
```sql good
CREATE TABLE revenue_ledger (
    id uuid PRIMARY KEY,
    revenue_cents integer NOT NULL,
    revenue_share_ratio numeric(6, 5) NOT NULL
);
```

## Options
```yaml
columns: ["*_cents", "price", "*_price"]
except: ["*_ratio", "list_price"]
types: [bigint]
```

## References
- PostgreSQL manual, 8.1.3 [Floating-Point
  Types](https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT)
- PostgreSQL manual, 8.2 [Monetary
  Types](https://www.postgresql.org/docs/current/datatype-money.html)
"""

import functools
import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from typing import Annotated

import msgspec

from ddllint.catalog.model import Column, Composite, Table
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.columns import declared_columns
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.tenants import base_type
from ddllint.rules.wording import listed, sql_name

_NOT_AMOUNTS = frozenset(
    {
        "boolean",
        "uuid",
        "date",
        "interval",
        "time with time zone",
        "time without time zone",
        "timestamp with time zone",
        "timestamp without time zone",
    }
)


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which columns are money, and what they may be."""

    columns: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Patterns for the names of columns that hold money."),
    ] = (
        "revenue",
        "revenue_*",
        "*_revenue",
        "*_revenue_*",
        "cents",
        "*_cents",
        "amount",
        "amount_*",
        "*_amount",
        "price",
        "price_*",
        "*_price",
        "cost",
        "*_cost",
        "fee",
        "*_fee",
    )
    except_: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Patterns for names that are not money although they match."),
    ] = msgspec.field(
        name="except",
        default=(
            "*_ratio",
            "*_rate",
            "*_share",
            "*_percent",
            "*_percentage",
            "*_pct",
            "*_id",
            "*_key",
            "*_currency",
            "*_type",
            "*_kind",
            "*_source",
            "*_channel",
            "*_status",
            "*_state",
            "*_name",
            "*_code",
            "*_note",
            "*_notes",
            "*_description",
        ),
    )
    types: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Types that money may have, in canonical spelling; the first is what "
            "the help proposes.",
            min_length=1,
        ),
    ] = ("integer", "bigint")


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each money column that is not a whole number."""
    is_money = _named_as_money(options)
    for relation, column in declared_columns(context.catalog):
        if is_money(column.name):
            base = base_type(context.catalog, column.type).name
            if base not in options.types and base not in _NOT_AMOUNTS:
                yield _problem(relation, column, base, options)


def _named_as_money(options: Options) -> Callable[[str], bool]:
    """Whether a column's name, which many tables have, is one of money."""
    money, other = _pattern(options.columns), _pattern(options.except_)

    @functools.cache
    def matches(name: str) -> bool:
        folded = name.casefold()
        return money.fullmatch(folded) is not None and other.fullmatch(folded) is None

    return matches


def _problem(relation: Table | Composite, column: Column, base: str, options: Options) -> Problem:
    name = f"{relation.name}.{column.name}"
    types = listed((f"`{name}`" for name in options.types), "or")
    over = "" if column.type.name == base else f" (over `{base}`)"
    return Problem(
        message=f"money column `{name}` is `{column.type}`{over}, not {types}",
        object=name,
        span=place(column.origin, relation.origin),
        help=f"Keep whole cents: {sql_name(_in_cents(column.name))} {options.types[0]}",
    )


def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all; without globs it matches the empty name, which nothing has."""
    return re.compile("|".join(translate(glob.casefold()) for glob in globs))


def _in_cents(name: str) -> str:
    return name if name.endswith("_cents") or name == "cents" else f"{name}_cents"


RULE = Rule(
    Meta(
        code="DDL006",
        name="money-integer",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="Money is kept in whole cents",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
