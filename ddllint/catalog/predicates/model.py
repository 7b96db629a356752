"""What a column may hold, each limit with the constraint or type that sets it."""

from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from ddllint.catalog.predicates.facets import Regex, Scalar
from ddllint.sql.source import Origin

T = TypeVar("T")


class Basis(msgspec.Struct, frozen=True, gc=False):
    """What sets a limit, in words (constraint `ck_orders_total`, type `smallint`), and where.

    `implied` limits are lengths that follow from a pattern.
    """

    words: str
    origin: Origin | None = None
    implied: bool = False


class Said(msgspec.Struct, Generic[T], frozen=True):
    """A limit, and what sets it."""

    value: T
    basis: Basis


class NumberLimit(msgspec.Struct, frozen=True):
    """A limit of numbers; `exclusive` when the limit itself is not reached."""

    value: Decimal
    exclusive: bool
    basis: Basis


class Unread(msgspec.Struct, frozen=True):
    """A condition on the column that could not be told, or not in full."""

    reason: str
    basis: Basis


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """The values of a column, NULL left out, that its type and constraints let through.

    It never forbids what the server accepts. With nothing in `unread` it also allows only what
    the server accepts, as far as constraints on this column alone go; the values of each limit are
    to be taken together. NaN and infinities are left out of account, as JSON has none, and so are
    triggers, which may change what is written before it is checked.

    - `kind`: how values compare; `other` types have no values that are told here.
    - `values`: the only values, in order: of text for texts and enums (in the enum's order), of
      Decimal for numbers, of bool. None when they are not listed.
    - `excluded`: values that are refused one by one.
    - `minimum`, `maximum`, `multiple_of`: of numbers. A fixed scale is a `multiple_of`: the
      server rounds to it without a word.
    - `min_length`, `max_length`: in characters.
    - `patterns`: all must be met.
    - `json_types`: the words of `jsonb_typeof`.
    - `unproven`: NOT VALID constraints. They bind new rows and may be broken by old ones.
    """

    kind: str
    values: Said[tuple[Scalar, ...]] | None = None
    excluded: tuple[Said[Scalar], ...] = ()
    minimum: NumberLimit | None = None
    maximum: NumberLimit | None = None
    multiple_of: Said[Decimal] | None = None
    min_length: Said[int] | None = None
    max_length: Said[int] | None = None
    patterns: tuple[Said[Regex], ...] = ()
    json_types: Said[frozenset[str]] | None = None
    unread: tuple[Unread, ...] = ()
    unproven: tuple[Basis, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether it allows nothing that the constraints of this column forbid."""
        return not self.unread


class ColumnValues(msgspec.Struct, frozen=True):
    """What may be written into a column, and what it may hold.

    They differ in constraints that are NOT VALID, which bind new rows only, in rows of child
    tables, which NO INHERIT constraints do not bind, and in `character(n)`, which is padded.
    `not_null` is what keeps NULL out: the column, its domain or a CHECK.
    """

    written: Allowed
    stored: Allowed
    not_null: Basis | None = None
