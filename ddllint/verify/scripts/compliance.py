"""The script of the constraints: good rows are accepted, each constraint refuses its bad one."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog
from ddllint.verify.rows import Filling
from ddllint.verify.rows.breaking import Breaker, Broken
from ddllint.verify.rows.reasons import Reason
from ddllint.verify.rows.targets import NOT_NULL, OfDomain, Target, targets
from ddllint.verify.scripts.writing import (
    HEAD,
    TAIL,
    block,
    comment,
    identifier,
    inserting,
    literal,
)


def compliance_script(catalog: Catalog, owner: str | None, filling: Filling) -> Iterator[str]:
    """The lines of the script. What it cannot try is told in a comment.

    Constraints hold for everybody alike: until the end, row security does not bind the owner, so
    that a row comes as far as them.
    """
    yield "-- Each constraint refuses a row that breaks it alone; good rows are accepted."
    yield "-- Run by the owner of the tables, by a member of the owner, or by a superuser."
    yield from HEAD
    if owner is not None:
        yield f"SET LOCAL ROLE {identifier(owner)};"
    for table in catalog.tables.values():
        if table.row_security.forced:
            yield f"ALTER TABLE {identifier(*table.name)} NO FORCE ROW LEVEL SECURITY;"
    yield "SET CONSTRAINTS ALL DEFERRED;"
    yield ""
    for row in filling.rows:
        yield f"{inserting(row)};"
    yield "SET CONSTRAINTS ALL IMMEDIATE;"
    for unfilled in filling.unfilled:
        yield comment(f"{unfilled.table} has no rows: {unfilled.reason}")
    breaker = Breaker(catalog, filling)
    for target in targets(catalog):
        yield ""
        broken = breaker.broken(target)
        reason = _untried(target, broken)
        if reason:
            yield comment(f"{target.object} is not tried here: {reason}")
        elif isinstance(broken, Broken):
            yield from block(_refused(target, broken))
    yield from TAIL


def _untried(target: Target, broken: Broken | Reason) -> str:
    if isinstance(broken, Reason):
        return broken.text
    if broken.masks:
        return f"what breaks it breaks {', '.join(map(str, broken.masks))} too"
    if not target.enforced:
        return "it is NOT ENFORCED"
    if target.table.kind == "partitioned":
        return "the partitions' constraints have names of their own"
    return "" if broken.told else "only a server can tell what breaks it"


def _refused(target: Target, broken: Broken) -> Iterator[str]:
    """The lines that insert the row, and raise unless the target refuses it."""
    said = "CONSTRAINT_NAME"
    if target.state == NOT_NULL:
        said = "PG_DATATYPE_NAME" if isinstance(target.about, OfDomain) else "COLUMN_NAME"
    message = literal(f"{target.object}: a row that breaks it was not refused by it ")
    yield "DECLARE state text := 'accepted'; name text := '';"
    yield "BEGIN"
    yield "    BEGIN"
    for row in (*broken.before, broken.row):
        yield f"        {inserting(row)};"
    yield "    EXCEPTION WHEN OTHERS THEN"
    yield f"        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, name = {said};"
    yield "    END;"
    yield f"    IF state <> {literal(target.state)} OR name <> {literal(target.name)} THEN"
    yield f"        RAISE EXCEPTION USING MESSAGE = concat({message}, '(', state, ' ', name, ')');"
    yield "    END IF;"
    yield "END"
