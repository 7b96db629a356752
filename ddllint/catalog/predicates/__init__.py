"""What CHECK constraints and types say of the values of a column."""

from ddllint.catalog.predicates.columns import table_values, type_values
from ddllint.catalog.predicates.facets import JSON_TYPES, Regex, Scalar
from ddllint.catalog.predicates.languages import admits, languages
from ddllint.catalog.predicates.model import (
    Allowed,
    Basis,
    ColumnValues,
    NumberLimit,
    Said,
    Unread,
)

__all__ = [
    "JSON_TYPES",
    "Allowed",
    "Basis",
    "ColumnValues",
    "NumberLimit",
    "Regex",
    "Said",
    "Scalar",
    "Unread",
    "admits",
    "languages",
    "table_values",
    "type_values",
]
