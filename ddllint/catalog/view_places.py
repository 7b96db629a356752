"""Where a view's columns stand in its query."""

from ddllint.catalog.model import View
from ddllint.sql.query_columns import target_places
from ddllint.sql.source import Origin


def column_place(view: View, column: str) -> Origin | None:
    """Where the query of a view gives a column; the view where its text does not tell."""
    if view.origin is None or view.columns is None or column not in view.columns:
        return view.origin
    places = target_places(view.query)
    at = list(view.columns).index(column)
    if len(places) != len(view.columns) or places[at] < 0:
        return view.origin
    statement = view.origin.statement
    return Origin(statement, statement.base + places[at])
