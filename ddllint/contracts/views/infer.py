"""The shapes of all views of a catalog."""

from collections.abc import Mapping

from ddllint.catalog.model import Catalog, View
from ddllint.catalog.names import Name
from ddllint.contracts.views.model import OutputColumn, ViewShape


def infer_views(catalog: Catalog) -> Mapping[Name, ViewShape]:
    """The shape of each view and materialized view, in the catalog's order.

    Views that read views are typed after those. Never raises for what a query holds: what
    cannot be told is unknown, with its reason. The parser of queries is imported only if there
    is a view.
    """
    return {view.name: unread(view, "views are not typed yet") for view in catalog.views.values()}


def unread(view: View, reason: str) -> ViewShape:
    """The shape of a view whose query could not be read."""
    names = tuple(view.columns) if view.columns is not None else ()
    columns = tuple(OutputColumn(name, None, None, reason, reason) for name in names)
    return ViewShape(view.name, columns, reason)
