"""What the server prints, as the model's values."""

import functools
from collections.abc import Iterable
from typing import Any

from ddllint.catalog.model import Comment
from ddllint.sql.expressions import Cast, Expression, TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.parse import parse_expression, parse_source
from ddllint.sql.source import Source


@functools.lru_cache(1024)
def type_of(text: str) -> TypeName:
    """The type that `format_type` printed as `text`."""
    cast = parse_expression(f"NULL::{text}").tree
    if not isinstance(cast, Cast):
        raise TypeError(f"not a type: {text}")
    return cast.type


def expression_of(text: str | None) -> Expression | None:
    """The expression that the server printed, if it printed one."""
    return None if text is None else parse_expression(text)


def statement_of(text: str) -> Any:
    """The typed node of the one statement that the server printed."""
    (statement,) = parse_source(Source("", text.encode())).statements
    return statement.node()


def comment_of(text: str | None) -> Comment | None:
    """The comment, if there is one."""
    return None if text is None else Comment(text)


def options_of(settings: Iterable[str] | None) -> tuple[tuple[str, str], ...]:
    """Settings of the form `name=value`, as in `reloptions` and `proconfig`, sorted by name."""
    pairs = [setting.partition("=") for setting in settings or ()]
    return tuple(sorted((name, value) for name, _, value in pairs))


def short_name(schema: str | None, name: str | None) -> str:
    """The name of a collation, operator class or the like, without `pg_catalog` or `public`."""
    return "" if name is None else short_of((schema or "", name))


def short_of(parts: tuple[str, ...]) -> str:
    """The same for a name in parts, as the parser gives it."""
    return quote_name(*[part for part in parts if part not in ("pg_catalog", "public")])


PERSISTENCE = {"p": "permanent", "u": "unlogged", "t": "temporary"}
"""The words for `relpersistence`."""
