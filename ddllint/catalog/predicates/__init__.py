"""What CHECK constraints and types say of the values of a column."""

from ddllint.catalog.predicates.columns import (
    ValuesReader,
    catalog_values,
    constant_default,
    is_null_default,
    table_values,
    type_values,
)
from ddllint.catalog.predicates.facets import JSON_TYPES, Facets, Limit, Regex, Scalar, decimal_of
from ddllint.catalog.predicates.gather import in_order
from ddllint.catalog.predicates.languages import MOST_LISTED, Languages, admits, languages, listed
from ddllint.catalog.predicates.model import (
    Allowed,
    Basis,
    ColumnValues,
    NumberLimit,
    Said,
    Unread,
)
from ddllint.catalog.predicates.patterns import pattern_language
from ddllint.catalog.predicates.types import ColumnType, column_type

__all__ = [
    "JSON_TYPES",
    "MOST_LISTED",
    "Allowed",
    "Basis",
    "ColumnType",
    "ColumnValues",
    "Facets",
    "Languages",
    "Limit",
    "NumberLimit",
    "Regex",
    "Said",
    "Scalar",
    "Unread",
    "ValuesReader",
    "admits",
    "catalog_values",
    "column_type",
    "constant_default",
    "decimal_of",
    "in_order",
    "is_null_default",
    "languages",
    "listed",
    "pattern_language",
    "table_values",
    "type_values",
]
