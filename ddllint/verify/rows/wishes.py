"""What the API contract asks of a column that it is mapped to, so that rows are fit to be sent.

The schema may let more through than the contract does; rows that are made keep to both.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import structs

from ddllint.catalog.names import Name
from ddllint.catalog.predicates import Allowed, Basis, NumberLimit, Regex, Said, Scalar
from ddllint.contracts.model import Binding, Contracts
from ddllint.contracts.value import Bound
from ddllint.rules.tenants import written_name
from ddllint.settings.yaml import Data
from ddllint.sql.expressions import TypeName
from ddllint.verify.rows.builtin import builtin_value, letters
from ddllint.verify.rows.numbers import written

Wishes = Mapping[tuple[Name, str], tuple[Binding, ...]]
"""By table and column, the fields that the column holds as they are, or times a factor."""

_BASIS = Basis("the contract")


def wishes_of(contracts: Contracts | None) -> Wishes:
    """What the contracts ask of columns."""
    found: dict[tuple[Name, str], tuple[Binding, ...]] = {}
    for binding in contracts.bindings if contracts else ():
        plain = binding.conversion is None or binding.conversion.factor is not None
        if binding.column is not None and plain:
            key = (written_name(binding.relation), binding.column)
            found[key] = (*found.get(key, ()), binding)
    return found


def narrowed(allowed: Allowed, bindings: tuple[Binding, ...]) -> Allowed:
    """What the column allows and the contract asks for; numbers in the column's unit."""
    for binding in bindings:
        allowed = _narrowed(allowed, binding)
    return allowed


def shown(bindings: tuple[Binding, ...], base: TypeName, number: int) -> Iterator[str]:
    """The examples and defaults of the contract as text for a column; row `number` says the first.

    They may be no values of the column's type: who asks has to see to that.
    """
    found = []
    for binding in bindings:
        value = binding.field.value
        for one in (*value.examples, *((value.default,) if value.default else ())):
            text = _column_text(one.value, binding, base)
            if text is not None:
                found.append(text)
    for at in range(len(found)):
        yield found[(number + at) % len(found)]


def _column_text(value: Data, binding: Binding, base: TypeName) -> str | None:
    factor = binding.conversion.factor if binding.conversion else None
    if base.name in ("json", "jsonb") and not base.dimensions:
        return json.dumps(value, sort_keys=True)
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return written((Decimal(str(value)) * (factor or 1)).normalize())
        case str() if factor is None:
            return value
    return None


def formatted(bindings: tuple[Binding, ...], number: int) -> Iterator[str]:
    """Texts in the format that the contract asks for (JSON Schema 2020-12 Validation, 7.3)."""
    for binding in bindings:
        asked = binding.field.value.format
        text = _formatted(asked.value, number) if asked else None
        if text is not None:
            yield text


def _formatted(asked: str, number: int) -> str | None:
    match asked:
        case "uuid":
            return builtin_value(TypeName("uuid"), number)
        case "email":
            return f"{letters(number)}@example.com"
        case "uri" | "uri-reference" | "iri":
            return f"https://example.com/{letters(number)}"
        case "hostname":
            return f"{letters(number)}.example.com"
        case "date":
            return builtin_value(TypeName("date"), number)
        case "date-time":
            return f"{builtin_value(TypeName('date'), number)}T00:00:00Z"
    return None


def _narrowed(allowed: Allowed, binding: Binding) -> Allowed:
    value = binding.field.value
    if allowed.kind in ("number", "float"):
        factor = binding.conversion.factor if binding.conversion else None
        return structs.replace(
            allowed,
            minimum=_limit(allowed.minimum, value.minimum, factor or Decimal(1), lower=True),
            maximum=_limit(allowed.maximum, value.maximum, factor or Decimal(1), lower=False),
        )
    if allowed.kind not in ("text", "enum") or "string" not in value.types:
        return allowed
    if value.enum is not None:
        labels = tuple(one.value for one in value.enum if isinstance(one.value, str))
        only: tuple[Scalar, ...] = labels
        if allowed.values is not None:
            only = tuple(one for one in allowed.values.value if one in labels)
        return structs.replace(allowed, values=Said(only, _BASIS))
    least = max(_said(allowed.min_length) or 0, value.min_length.value if value.min_length else 0)
    lengths = [_said(allowed.max_length), value.max_length.value if value.max_length else None]
    most = min((length for length in lengths if length is not None), default=None)
    patterns = tuple(Said(Regex(one.value), _BASIS) for one in value.patterns)
    return structs.replace(
        allowed,
        min_length=Said(least, _BASIS) if least else None,
        max_length=None if most is None else Said(most, _BASIS),
        patterns=(*allowed.patterns, *patterns),
    )


def _said(limit: Said[int] | None) -> int | None:
    return None if limit is None else limit.value


def _limit(
    own: NumberLimit | None, asked: Bound | None, factor: Decimal, *, lower: bool
) -> NumberLimit | None:
    """The tighter of two limits."""
    if asked is None:
        return own
    other = NumberLimit(asked.value * factor, asked.exclusive, _BASIS)
    if own is None or own.value == other.value:
        return other if own is None or other.exclusive else own
    return other if (other.value > own.value) is lower else own
