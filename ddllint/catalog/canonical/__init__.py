"""Expressions and queries in canonical form: equal meaning gives equal text.

What was written in SQL has the form of what a server (PostgreSQL 15 to 18) prints for it. What
the server prints differently has different forms, but for the first list below. To get there,
types are told by the server's own rules (PostgreSQL manual, chapter 10) with its own table of
operators, functions and casts: casts are put in where the server adds them, and those are
taken away that it would add. So it takes a `Scope` that knows the names: columns, relations,
domains, functions.

One form for different SQL, on purpose:

- a literal's cast where the surroundings give it that type anyway, or where nothing is known
  of them: an unknown function or column, a whole default or other value;
- `IN` and `= ANY (ARRAY[...])` over the same operator; one item, and `=`;
- AND in AND, OR in OR; BETWEEN and comparisons; rows that are compared for equality, and their
  columns; a row of arguments and `VARIADIC ARRAY[...]`;
- casts that lose nothing among the items of an array;
- NATURAL and USING, LIMIT and FETCH, a window's name and its definition, a number or name in
  GROUP BY and ORDER BY and what it stands for; names of output columns that nothing can see;
- a literal without a time zone and one in UTC, the zone of the server that is asked.

Different forms for the same SQL, because it takes a server to tell:

- literals: SQL's intervals (`'1-2'`), fractions of months, the words `now`, `today` and the
  like, names of time zones, arrays of several dimensions, `tsvector`, `tsquery`, `xml` and the
  geometric types in another spelling than the server's, `jsonpath` beyond keys and subscripts;
- SQL/JSON (`JSON_TABLE`, `JSON_QUERY`, constructors), for which the server writes out defaults
  and names;
- casts over what the scope does not know: a function, a relation, a column's type; system
  columns; a row compared with a subquery;
- `JOIN ... USING (...) AS alias` where the alias is used; columns of a function that returns
  rows and is not known.
"""

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
