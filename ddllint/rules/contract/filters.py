"""By which columns a view leaves rows out."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, View
from ddllint.catalog.names import Name
from ddllint.sql.expressions import Other
from ddllint.sql.walk import relation_names, walk

_FILTERS = frozenset({"whereClause", "havingClause", "quals", "usingClause"})
"""What chooses rows: WHERE, HAVING and the conditions of joins (`nodes/parsenodes.h`)."""


def filtered_columns(catalog: Catalog, name: Name) -> frozenset[str]:
    """The names of columns in the conditions of a view's query and of the views that it reads.

    A view that is read without its schema may be any of that name.
    """
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        view = catalog.views[waiting.pop()]
        found.update(_named(view))
        below = set(views_below(catalog, view)) - seen
        seen |= below
        waiting += below
    return frozenset(found)


def views_below(catalog: Catalog, view: View) -> Iterator[Name]:
    """The names of the views that a view reads, and of those of the same name elsewhere."""
    for schema, relation in relation_names(view.query):
        for name in catalog.views:
            if name.name == relation and schema in ("", name.schema):
                yield name


def _named(view: View) -> Iterator[str]:
    for node in walk(view.query.tree):
        for key, value in node.fields if isinstance(node, Other) else ():
            if key in _FILTERS:
                for names in walk(value):
                    parts = names if isinstance(names, tuple) else ()
                    yield from (part for part in parts if isinstance(part, str))
