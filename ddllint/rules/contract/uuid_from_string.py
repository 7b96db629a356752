"""A uuid column is not fed from any text.

## What it does
Looks at fields of requests that are strings and whose column is a `uuid`. The contract must say
that the text is one: by `format: uuid`, by an `enum` of UUIDs or by a pattern that only UUIDs
match. If it is not one, the mapping must say how the column's value comes of it: by a conversion
(`uuid5`, `uuid_or_null`, one of its own) or a reason.

Formats other than `uuid` over such a column are CON103's.

## Why
Ids of other systems look like keys and are none: Stripe's payment intent is `pi_3NqK2e...`, and no
`uuid` column takes it. The first delivery fails, and if the error is swallowed, so is the
idempotency that the column was there for.

## Example
The request's `payment_id` is a string.
```sql bad
CREATE TABLE payments (id uuid PRIMARY KEY, payment_id uuid NOT NULL);
```
```sql good
CREATE TABLE payments (id uuid PRIMARY KEY, payment_id text NOT NULL);
```

## Options
None. Exceptions belong into the mapping, where the reason stands beside the field: `conversion`,
`reason`.

## References
- RFC 9562, 4 [UUID Format](https://www.rfc-editor.org/rfc/rfc9562#section-4)
- PostgreSQL manual, 8.12 [UUID
  Type](https://www.postgresql.org/docs/current/datatype-uuid.html)
"""

import re
from collections.abc import Iterator

import msgspec

from ddllint.catalog.regular import Holds, ecma, included
from ddllint.catalog.regular.nodes import NOTHING
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, typed_columns
from ddllint.rules.contract.metas import UUID_FROM_STRING
from ddllint.rules.contract.tell import problem
from ddllint.rules.contract.values import contract_language
from ddllint.rules.rule import Context, Rule

_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

_UUIDS = ecma(f"^{_UUID}$") or NOTHING


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """No options: exceptions belong into the mapping."""


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each uuid column that is fed from any text.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    del options
    for bound, column, way in typed_columns(context):
        value = bound.binding.field.value
        if way == "response" or column.name != "uuid" or bound.binding.reason:
            continue
        if value.any_type or "string" not in value.types:
            continue
        if value.format is None and not _only_uuids(value):
            yield _told(bound)


def _only_uuids(value: Value) -> bool:
    """Whether each text that the field admits is a UUID."""
    if value.enum is not None:
        return all(re.fullmatch(_UUID, str(stated.value)) for stated in value.enum)
    return isinstance(included(contract_language(value).inside, (), _UUIDS), Holds)


def _told(bound: Bound) -> Problem:
    field = bound.binding.field
    return problem(
        bound,
        f"field `{field.name}` may be any text, but column `{bound.object}` is a uuid",
        at=field.value.types_span,
        help="Write `format: uuid` if each is one; else say in the mapping how a UUID comes of it "
        "(`conversion: uuid5`), or keep the text in a text column.",
    )


RULE = Rule(UUID_FROM_STRING, Options, check, __doc__)
