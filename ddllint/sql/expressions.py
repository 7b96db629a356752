"""SQL expressions as a small typed tree.

Rules and readers see these classes, never the parser's JSON. A node of the parse tree that has
no class of its own becomes `Other`, fields and all: nothing is lost.
"""

import re
from typing import TypeAlias, cast

import msgspec


class TypeName(msgspec.Struct, frozen=True):
    """A type as PostgreSQL's `format_type` prints it, for example `character varying(20)[]`.

    `name` is the canonical base name (`integer`, never `int4`), with its schema if one was
    written; `modifiers` are the numbers in parentheses, and without any it is any type of that
    name (`character` is `bpchar`); `dimensions` counts `[]`, at most 1 as the server does not
    tell them apart (PostgreSQL manual, 8.15.1).
    """

    name: str
    modifiers: tuple[str, ...] = ()
    dimensions: int = 0
    setof: bool = False

    def __str__(self) -> str:
        return _spell(self)


def _spell(of: TypeName) -> str:
    text = of.name
    if of.modifiers:
        modifiers = f"({','.join(of.modifiers)})"
        head, space, zone = text.partition(" ")
        # "timestamp(3) with time zone": the modifier stands inside the name
        within = zone in ("with time zone", "without time zone")
        text = head + modifiers + space + zone if within else text + modifiers
    return ("SETOF " if of.setof else "") + text + "[]" * bool(of.dimensions)


class ColumnRef(msgspec.Struct, frozen=True):
    """A column, perhaps qualified: `("t", "id")`; a star is the name `*`."""

    names: tuple[str, ...]


class Constant(msgspec.Struct, frozen=True):
    """A literal: None for NULL, bool, int, or text; `kind` tells text from a decimal number.

    `kind` is one of `null`, `boolean`, `integer`, `float`, `string`, `bits`.
    """

    kind: str
    value: bool | int | str | None


class Operator(msgspec.Struct, frozen=True):
    """`left name right`; `left` is None for a prefix operator.

    `quantifier` is `any` or `all` for `left = ANY (right)`, else empty. `name` is the
    operator as the server writes it: `=`, `<>`, `~~` for LIKE, `is distinct from`.
    """

    name: str
    left: "Expr | None"
    right: "Expr"
    quantifier: str = ""


class Membership(msgspec.Struct, frozen=True):
    """`operand IN (items)`, or NOT IN when `negated`."""

    operand: "Expr"
    items: tuple["Expr", ...]
    negated: bool = False


class Between(msgspec.Struct, frozen=True):
    """`operand BETWEEN low AND high`."""

    operand: "Expr"
    low: "Expr"
    high: "Expr"
    negated: bool = False
    symmetric: bool = False


class Logic(msgspec.Struct, frozen=True):
    """`AND`, `OR` over two or more operands, or `NOT` over one."""

    operator: str
    operands: tuple["Expr", ...]


class NullTest(msgspec.Struct, frozen=True):
    """`operand IS NULL`, or IS NOT NULL when `negated`."""

    operand: "Expr"
    negated: bool = False


class BooleanTest(msgspec.Struct, frozen=True):
    """`operand IS TRUE` and its five siblings; `test` is the words after IS, in upper case."""

    operand: "Expr"
    test: str


class Cast(msgspec.Struct, frozen=True):
    """`operand::type`."""

    operand: "Expr"
    type: TypeName


class Call(msgspec.Struct, frozen=True):
    """A function call; `name` without `pg_catalog`, in lower case unless quoted.

    Syntax that the server treats as a function (COALESCE, NULLIF, GREATEST, EXTRACT) is a
    call too. `extra` holds what else was written (DISTINCT, ORDER BY, FILTER, OVER), so that
    two calls are equal only if all of it is.
    """

    name: str
    arguments: tuple["Expr", ...]
    star: bool = False
    extra: tuple[tuple[str, "Expr"], ...] = ()


class Case(msgspec.Struct, frozen=True):
    """`CASE operand WHEN ... THEN ... ELSE default END`."""

    operand: "Expr | None"
    branches: tuple[tuple["Expr", "Expr"], ...]
    default: "Expr | None"


class ArrayOf(msgspec.Struct, frozen=True):
    """`ARRAY[items]`."""

    items: tuple["Expr", ...]


class RowOf(msgspec.Struct, frozen=True):
    """`ROW(items)`, or items in parentheses."""

    items: tuple["Expr", ...]


_PLAIN_SELECT = frozenset({"targetList", "limitOption", "op"})


class Subquery(msgspec.Struct, frozen=True):
    """A query inside an expression; `kind` is `scalar`, `exists`, `any`, `all`, `array`.

    `test` and `operator` belong to `test operator ANY (query)`.
    """

    kind: str
    query: "Other"
    test: "Expr | None" = None
    operator: str = ""

    @property
    def selects(self) -> tuple["Expr", ...]:
        """The expressions of a query that is nothing but `SELECT a, b`.

        Empty when it reads a relation or has any other clause.
        """
        clauses = dict(self.query.fields)
        if not clauses.keys() <= _PLAIN_SELECT:
            return ()
        targets = cast("tuple[Other, ...]", clauses.get("targetList", ()))
        return tuple([cast("Expr", dict(target.fields)["val"]) for target in targets])


class Other(msgspec.Struct, frozen=True):
    """Any other node: its kind in the parse tree, and its fields in the parser's order."""

    kind: str
    fields: tuple[tuple[str, "Value"], ...]


Expr: TypeAlias = (
    ColumnRef
    | Constant
    | Operator
    | Membership
    | Between
    | Logic
    | NullTest
    | BooleanTest
    | Cast
    | Call
    | Case
    | ArrayOf
    | RowOf
    | Subquery
    | Other
)
Value: TypeAlias = Expr | str | int | float | bool | tuple["Value", ...] | None


class Expression:
    """An expression of a statement, kept as the parser's JSON until `tree` is asked for.

    Equal expressions are compared in canonical form (`ddllint.catalog.canonical`), not here.
    """

    __slots__ = ("_tree", "json")

    def __init__(self, json: bytes) -> None:
        self.json = json
        self._tree: Expr | None = None

    def __repr__(self) -> str:
        return f"Expression({self.json!r})"

    @property
    def tree(self) -> Expr:
        """The typed tree, decoded at the first call."""
        if self._tree is None:
            from ddllint.sql.decode import decode_expression

            self._tree = decode_expression(self.json)
        return self._tree


_PLACES = re.compile(rb'(?:location|list_start|list_end|stmt_len)":\d+')
"""The ends of the names that the parser's places have; in a text the quote would be escaped."""


def without_places(json: bytes) -> bytes:
    """The JSON of an expression, the same for two that differ only in where they stand."""
    return _PLACES.sub(b"", json)
