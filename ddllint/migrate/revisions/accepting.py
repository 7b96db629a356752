"""Waivers for what the rules about migrations say of a revision of our own making.

What somebody allowed by name is waived with that name; what PostgreSQL has no gentler statement
for, with that. Nothing else is left: see `tests/revisions/test_emitted.py`.
"""

from collections.abc import Iterable, Iterator, Set

from msgspec import structs

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.finding import Problem
from ddllint.migrate.revisions.script import Block, Line
from ddllint.revisions.read import Script, ScriptStep, Transactions, read
from ddllint.rules.rule import Context
from ddllint.rules.safety import metas
from ddllint.rules.safety.rules import MIGRATION_RULES
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

_REVISION = "revision"
_NOT_OF_STATEMENTS = frozenset(
    {
        metas.MISSING_LOCK_TIMEOUT.code,
        metas.MISSING_STATEMENT_TIMEOUT.code,
        metas.INCOMPLETE_DOWNGRADE.code,
    }
)
"""What the project's settings decide for all revisions alike, and what is of the way down."""
_RENAMED = {metas.RENAME.code}
_NO_OTHER_WAY = "PostgreSQL has no gentler way"


def accepting(
    script: tuple[Block, ...], before: Iterable[ParsedSource], allow: Set[str], postgres: int
) -> tuple[Block, ...]:
    """The script with waivers for the findings of each statement, after those of `before`.

    `allow` are the keys of the operations that were allowed by name, `*` for all.
    """
    found = _findings(script, before, postgres)
    numbers = iter(range(sum(len(block.lines) for block in script)))
    return tuple(
        structs.replace(
            block,
            lines=tuple(_waived(line, found.get(next(numbers)), allow) for line in block.lines),
        )
        for block in script
    )


def parsed_script(script: tuple[Block, ...]) -> Iterator[ParsedSource]:
    """The statements of a script."""
    for block in script:
        yield from (parse_source(Source("", line.sql.encode())) for line in block.lines)


def _waived(line: Line, codes: Set[str] | None, allow: Set[str]) -> Line:
    if not codes:
        return line
    allowed = line.operation in allow or "*" in allow
    reason = f"allowed as {line.operation}" if allowed else _NO_OTHER_WAY
    if codes == _RENAMED:
        reason = "the specs say renamed-from"
    return structs.replace(line, waiver=f"ddllint: waive {', '.join(sorted(codes))}: {reason}")


def _findings(
    script: tuple[Block, ...], before: Iterable[ParsedSource], postgres: int
) -> dict[int, set[str]]:
    """The codes of findings by the number of the line."""
    scripts = [_as_base(before), _as_revision(script)]
    migrations = tuple(read(scripts, postgres, lambda path: path == _REVISION))
    context = Context(Catalog(), Tenancy(), migrations=migrations)
    found: dict[int, set[str]] = {}
    for rule in MIGRATION_RULES:
        if rule.meta.code in _NOT_OF_STATEMENTS:
            continue
        for one in rule.check(context, rule.options()):
            if isinstance(one, Problem) and one.span is not None and one.span.path.isdigit():
                found.setdefault(int(one.span.path), set()).add(rule.meta.code)
    return found


def _as_base(before: Iterable[ParsedSource]) -> Script:
    statements = tuple(ScriptStep(one) for source in before for one in source.statements)
    return Script(source=Source("", b""), up=statements, transactions=Transactions.WRITTEN)


def _as_revision(script: tuple[Block, ...]) -> Script:
    return Script(
        source=Source(_REVISION, b""),
        up=tuple(_steps(script)),
        transactions=Transactions.MARKED,
    )


def _steps(script: tuple[Block, ...]) -> Iterator[ScriptStep]:
    lines = ((block.autocommit, line) for block in script for line in block.lines)
    for number, (autocommit, line) in enumerate(lines):
        for one in parse_source(Source(str(number), line.sql.encode())).statements:
            yield ScriptStep(one, autocommit)
