"""Statements that change a schema where nobody can see it: DO blocks, and what does not parse."""

import re
from collections.abc import Iterator

from ddllint.migrate.replay.model import Blind
from ddllint.sql.parsed import ParsedSource

_CHANGING = re.compile(
    r"\b(CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT\s+ON|RENAME|EXECUTE|PERFORM)\b", re.IGNORECASE
)


def hidden(parsed: ParsedSource) -> Iterator[Blind]:
    """What of a revision's SQL the catalog cannot follow, though it may change the schema."""
    for problem in parsed.problems:
        yield Blind(problem.span, problem.message, fatal=True, help="")
    for one in parsed.statements:
        statement = one.statement
        if statement.kind != "DoStmt":
            continue
        words = sorted(
            {" ".join(word.upper().split()) for word in _CHANGING.findall(statement.text)}
        )
        if words:
            yield Blind(
                statement.source.span(statement.start, statement.start + len("DO")),
                f"a DO block with {', '.join(words)} in it",
            )
