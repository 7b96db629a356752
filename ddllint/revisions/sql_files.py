"""Plain SQL migrations as scripts: which way a statement goes, and in which transaction.

dbmate and goose keep both ways in one file; goose, dbmate, sqlx and Atlas have a comment for a file
that must not run in a transaction.
"""

import re

from ddllint.revisions.read import Script, ScriptStep, Transactions
from ddllint.sql.parsed import ParsedSource

_DOWN = re.compile(
    rb"^[ \t]*--[ \t]*(migrate:down|\+goose[ \t]+down)\b", re.IGNORECASE | re.MULTILINE
)
_ALONE = re.compile(
    rb"^[ \t]*--[ \t]*(\+goose[ \t]+no[ \t]+transaction|no-transaction|atlas:txmode[ \t]+none"
    rb"|migrate:up[^\n]*transaction:false)",
    re.IGNORECASE | re.MULTILINE,
)


def is_way_back(path: str) -> bool:
    """Whether a file only undoes another, by its name."""
    return path.lower().endswith((".down.sql", ".undo.sql"))


def sql_script(parsed: ParsedSource, transactions: Transactions) -> Script:
    """A file as a migration; what stands behind a mark of the way down is left out."""
    data = parsed.source.data
    mark = _DOWN.search(data)
    end = mark.start() if mark else len(data)
    return Script(
        source=parsed.source,
        up=tuple(ScriptStep(one) for one in parsed.statements if one.statement.start < end),
        transactions=Transactions.WRITTEN if _ALONE.search(data) else transactions,
    )
