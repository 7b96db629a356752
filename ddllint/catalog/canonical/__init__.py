"""Expressions and queries in canonical form: equal meaning gives equal text."""

from ddllint.catalog.canonical.api import (
    canonical,
    canonical_query,
    query_columns,
    query_row,
)
from ddllint.catalog.canonical.references import referenced_columns, referenced_relations
from ddllint.catalog.canonical.scope import Scope, Signature

__all__ = [
    "Scope",
    "Signature",
    "canonical",
    "canonical_query",
    "query_columns",
    "query_row",
    "referenced_columns",
    "referenced_relations",
]
