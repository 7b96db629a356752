"""By which columns a view leaves rows out."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, View
from ddllint.catalog.names import Name
from ddllint.sql.expressions import ColumnRef, Other, Value
from ddllint.sql.walk import relation_names, walk

_FILTERS = frozenset({"whereClause", "havingClause", "quals"})
"""What chooses rows: WHERE, HAVING and the conditions of joins (`nodes/parsenodes.h`)."""


def filtered_columns(catalog: Catalog, name: Name) -> frozenset[str]:
    """The names of columns in the conditions of a view's query and of the views that it reads."""
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        view = catalog.views[waiting.pop()]
        found.update(_named(view))
        for schema, relation in relation_names(view.query):
            below = Name(schema or view.name.schema, relation)
            below = below if below in catalog.views else Name("public", relation)
            if below in catalog.views and below not in seen:
                seen.add(below)
                waiting.append(below)
    return frozenset(found)


def _named(view: View) -> Iterator[str]:
    for node in walk(view.query.tree):
        for key, value in node.fields if isinstance(node, Other) else ():
            if key in _FILTERS:
                yield from _columns(value)
            if key == "usingClause" and isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, str))


def _columns(value: Value) -> Iterator[str]:
    for node in walk(value):
        if isinstance(node, ColumnRef):
            yield node.names[-1]
