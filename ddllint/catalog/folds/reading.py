"""What expressions of a table read."""

import re

from ddllint.catalog.state import State, TableDraft
from ddllint.sql.expressions import ColumnRef, Expression, Subquery
from ddllint.sql.walk import walk

SYSTEM_COLUMNS = frozenset({"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"})
"""PostgreSQL manual, 5.6 (System Columns)."""


def require_columns(state: State, draft: TableDraft, expression: Expression | None) -> None:
    """Raise `Missing` for a column of the table that the expression reads and that is not there.

    An expression with a query in it is not looked at: its names may be of other tables.
    """
    if expression is None or _names_columns(draft, expression):
        return
    read: list[str] = []
    for node in walk(expression.tree):
        if isinstance(node, Subquery):
            return
        if isinstance(node, ColumnRef) and _is_of(node.names, draft.name.name):
            read.append(node.names[-1])
    for name in read:
        if name not in draft.columns and name not in SYSTEM_COLUMNS:
            state.column(draft, name)


_COLUMN = b'"ColumnRef":{'
_PLAIN = re.compile(rb'"ColumnRef":\{"fields":\[\{"String":\{"sval":"([^"\\]+)"\}\}\]')


def _names_columns(draft: TableDraft, expression: Expression) -> bool:
    """Whether all names are plain ones of the table's columns, as nearly always.

    Read from the parser's JSON, since to decode thousands of trees takes a tenth of a run.
    """
    json = expression.json
    plain = _PLAIN.findall(json)
    if len(plain) != json.count(_COLUMN):
        return False
    return draft.columns.keys() >= {name.decode() for name in plain}


def _is_of(names: tuple[str, ...], table: str) -> bool:
    """Whether a name is that of a column of the table, and not the whole row."""
    if names[-1] == "*":
        return False
    return names[0] != table if len(names) == 1 else names[-2] == table
