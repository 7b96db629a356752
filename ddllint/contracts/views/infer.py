"""The shapes of all views of a catalog."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from ddllint.catalog.model import Catalog, View
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import ValuesReader
from ddllint.contracts.views.model import ViewShape, unread
from ddllint.sql.walk import relation_names


def infer_views(catalog: Catalog, values: ValuesReader | None = None) -> Mapping[Name, ViewShape]:
    """The shape of each view and materialized view, in the catalog's order.

    `values` reads the catalog's columns, and may have done so already.

    Views that read views are typed after those. Never raises for what a query holds: what
    cannot be told is unknown, with its reason. The parser of queries is imported only if there
    is a view.
    """
    if not catalog.views:
        return {}
    from ddllint.catalog.scopes import scope_of
    from ddllint.contracts.views.read import read_view
    from ddllint.contracts.views.schema import read_schema

    shapes: dict[Name, ViewShape] = {}
    schema = read_schema(catalog, shapes, values)
    scope = scope_of(catalog)
    reads = {view.name: _views_read(view, schema.find, catalog) for view in catalog.views.values()}
    for name in _in_order(reads):
        shapes[name] = read_view(catalog.views[name], schema, scope)
    for name, view in catalog.views.items():
        if name not in shapes:
            shapes[name] = unread(view, "it reads itself, through other views")
    return {name: shapes[name] for name in catalog.views}


def _views_read(
    view: View, find: Callable[[str, str], Name | None], catalog: Catalog
) -> frozenset[Name]:
    found = (find(schema, name) for schema, name in relation_names(view.query))
    return frozenset(name for name in found if name is not None and name in catalog.views)


def _in_order(reads: Mapping[Name, frozenset[Name]]) -> Iterator[Name]:
    """Each view after those that it reads; views that read each other in a circle are left out.

    A circle cannot be made but by CREATE OR REPLACE VIEW.
    """
    waiting = {name: set(others) for name, others in reads.items()}
    readers: dict[Name, list[Name]] = {}
    for name, others in reads.items():
        for other in others:
            readers.setdefault(other, []).append(name)
    ready = deque(name for name, others in waiting.items() if not others)
    while ready:
        name = ready.popleft()
        yield name
        for reader in readers.get(name, ()):
            waiting[reader].discard(name)
            if not waiting[reader]:
                ready.append(reader)
