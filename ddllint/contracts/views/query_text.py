"""The text of a view's query, as it is now."""

import re

from ddllint.catalog.canonical import Scope, canonical_query
from ddllint.catalog.model import View
from ddllint.sql.expressions import without_places
from ddllint.sql.parse import parse_query

_OPTIONS = re.compile(
    r"\s+WITH\s+(?:(?:NO\s+)?DATA|(?:(?:LOCAL|CASCADED)\s+)?CHECK\s+OPTION)\s*\Z", re.IGNORECASE
)
"""What CREATE VIEW takes after the query (PostgreSQL manual, "CREATE VIEW")."""


def current_text(view: View, scope: Scope) -> str:
    """The text that says what the view's parse tree says.

    That is the text as written, unless something that it names was renamed since, or the
    statement has another form (CREATE RECURSIVE VIEW): then it is the canonical text.
    """
    written = _OPTIONS.sub("", view.query_text)
    try:
        parsed = parse_query(written)
        is_current = (
            without_places(parsed.json) == without_places(view.query.json)
            or parsed.tree == view.query.tree
        )
    except Exception:  # the parser's own error has no name outside ddllint.sql
        is_current = False
    return written if is_current else canonical_query(view.query, scope)
