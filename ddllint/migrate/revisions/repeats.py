"""Statements that may run twice: those that were committed before a later step failed.

A revision with a step outside a transaction is committed piece by piece, and Alembic runs it from
its first step again. What the earlier pieces made must then be no error.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from ddllint.migrate.operations import Operation, Step

_IDENT = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_NAME = rf"{_IDENT}(?:\.{_IDENT})*"
_LEAD = r"(?P<lead>\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/|(?!))*+)"
_ALTER = rf"ALTER\s+TABLE\s+(?:ONLY\s+)?{_NAME}\s+"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(f"{_LEAD}{text}", re.IGNORECASE | re.DOTALL)


_CREATE = _pattern(
    r"(?P<head>CREATE\s+(?:(?:UNLOGGED\s+)?(?:TABLE|SEQUENCE)|SCHEMA|EXTENSION"
    r"|MATERIALIZED\s+VIEW|(?:UNIQUE\s+)?INDEX(?!\s+ON\b))\s+)(?!IF\s)(?!CONCURRENTLY\s)"
)
_REPLACE = _pattern(r"CREATE\s+(?=(?:VIEW|FUNCTION|PROCEDURE|AGGREGATE|TRIGGER)\s)")
_POLICY = _pattern(rf"(?P<head>CREATE\s+POLICY\s+)(?P<on>{_IDENT}\s+ON\s+{_NAME})")
_DROP = _pattern(
    r"(?P<head>DROP\s+(?:TABLE|VIEW|MATERIALIZED\s+VIEW|FOREIGN\s+TABLE|INDEX|SEQUENCE|SCHEMA|TYPE"
    r"|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|POLICY|TRIGGER|ROLE)\s+)(?!IF\s)"
    r"(?!CONCURRENTLY\s)"
)
_ADD_COLUMN = _pattern(rf"(?P<head>{_ALTER}ADD\s+COLUMN\s+)(?!IF\s)")
_DROP_PART = _pattern(rf"(?P<head>{_ALTER}DROP\s+(?:COLUMN|CONSTRAINT)\s+)(?!IF\s)")
_DROP_IDENTITY = _pattern(rf"(?P<head>{_ALTER}ALTER\s+(?:COLUMN\s+)?{_IDENT}\s+DROP\s+IDENTITY)\Z")
_ADD_CONSTRAINT = _pattern(rf"(?P<head>{_ALTER})(?P<add>ADD\s+CONSTRAINT\s+(?P<name>{_IDENT})\s)")
_DOMAIN_CHECK = _pattern(
    rf"(?P<domain>ALTER\s+DOMAIN\s+{_NAME}\s+)ADD\s+CONSTRAINT\s+(?P<name>{_IDENT})\s"
)
_BY_INDEX = _pattern(
    rf"(?P<head>{_ALTER})ADD\s+CONSTRAINT\s+(?P<name>{_IDENT})\s.*\sUSING\s+INDEX\s"
)
_TABLE = rf"ALTER\s+TABLE\s+(?:ONLY\s+)?(?P<table>{_NAME})\s+"
CONSTRAINT_DROPPED = _pattern(
    rf"{_TABLE}DROP\s+CONSTRAINT\s+(?:IF\s+EXISTS\s+)?(?P<name>{_IDENT})\Z"
)
ADDED_AGAIN = _pattern(
    rf"{_TABLE}DROP\s+CONSTRAINT\s+IF\s+EXISTS\s+(?P<name>{_IDENT}),\s+ADD\s.*\sNOT\s+VALID\Z"
)
VALIDATED = _pattern(rf"{_TABLE}VALIDATE\s+CONSTRAINT\s")
_RELATION = r"(?:TABLE|SEQUENCE|VIEW|MATERIALIZED\s+VIEW|INDEX)\s+"
_DROPPED = _pattern(rf"DROP\s+{_RELATION}(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(?P<name>{_NAME})")
_CREATED = _pattern(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNLOGGED\s+)?(?P<kind>TABLE|VIEW|MATERIALIZED\s+VIEW)\s+"
    rf"(?P<name>{_NAME})"
)
_ALTERED = _pattern(rf"(?P<head>ALTER\s+{_RELATION})(?P<only>(?:ONLY\s+)?)(?P<name>{_NAME})")
_LET_GO = _pattern(rf"ALTER\s+SEQUENCE\s+(?P<name>{_NAME})\s+OWNED\s+BY\s+NONE")
_OF_IDENTITY = re.compile(rf"\(SEQUENCE\s+NAME\s+(?P<name>{_NAME})")
_GUARDED = re.compile(r"\sIF\s+(?:NOT\s+)?EXISTS\s|\ACREATE (?:UNIQUE )?INDEX CONCURRENTLY\s")
"""What recipes write so that they can be run again; one drops an index before it builds it."""
_SAME_AGAIN = _pattern(
    r"(?:COMMENT|GRANT|REVOKE|(?:SET|RESET)\s+ROLE|REFRESH|DO|CREATE\s+OR\s+REPLACE"
    r"|ALTER\s+(?:POLICY|DEFAULT\s+PRIVILEGES|SEQUENCE(?!.*\sRENAME\s))"
    r"|ALTER\s+TYPE\s.*\sADD\s+VALUE\s+IF\s"
    r"|ALTER\s+(?:TABLE|VIEW|MATERIALIZED\s+VIEW|INDEX|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE"
    rf"|SCHEMA|EXTENSION)\s+{_NAME}(?:\([^)]*\))?\s+(?:OWNER|SET(?!\s+SCHEMA)|RESET|VALIDATE)\s"
    rf"|{_ALTER}(?:ALTER\s+(?:COLUMN\s+)?{_IDENT}\s+(?:SET|TYPE|DROP\s+(?:DEFAULT|NOT\s+NULL))\s?"
    r"|(?:ALTER\s+CONSTRAINT|ENABLE|DISABLE|FORCE|NO\s+FORCE|VALIDATE|REPLICA)\s))"
)


def dropped(statements: Iterable[str]) -> frozenset[str]:
    """The relations and indexes that statements drop, as they spell them."""
    return frozenset(found["name"] for sql in statements if (found := _DROPPED.match(sql)))


def dropped_but_once(statements: Sequence[str]) -> frozenset[str]:
    """The tables and views that are made anew and that a second DROP would take, or fail at.

    A new table may have rows by then, and a new view may read what is made anew. The sequence of a
    new identity cannot go without its column.
    """
    made = {found["name"]: found for sql in statements if (found := _CREATED.match(sql))}
    gone = dropped(statements)
    fresh = [found.string for name, found in made.items() if name not in gone]
    identities = {found["name"] for sql in statements for found in _OF_IDENTITY.finditer(sql)}
    return gone & identities | frozenset(
        name
        for name, found in made.items()
        if name in gone
        and (
            found["kind"].upper() == "TABLE"
            or any(name.rpartition(".")[2] in text for text in fresh)
        )
    )


def repeatable(
    sql: str, gone: frozenset[str] = frozenset(), once: frozenset[str] = frozenset()
) -> tuple[str, ...] | None:
    """Statements with the effect of `sql` that are no error where it was had before.

    `gone` are relations and indexes that may have been dropped since, `once` those whose DROP may
    not come again (`dropped_but_once`). None then, and when PostgreSQL has no
    such form. Only good for a statement that did run: `IF NOT EXISTS` takes anything of that name
    for what was to be made.
    """
    drop = _DROPPED.match(sql) or _LET_GO.match(sql)
    if drop is not None and drop["name"] in once:
        return None
    found = _repeatable(sql)
    altered = _ALTERED.match(sql)
    if found is None or altered is None or altered["name"] not in gone:
        return found
    return tuple(_ALTERED.sub(r"\g<head>IF EXISTS \g<only>\g<name>", one, count=1) for one in found)


def _repeatable(sql: str) -> tuple[str, ...] | None:
    if found := _POLICY.match(sql):
        return f"DROP POLICY IF EXISTS {found['on']}", sql
    if found := _DOMAIN_CHECK.match(sql):
        return f"{found['domain']}DROP CONSTRAINT IF EXISTS {found['name']}", sql
    if not _BY_INDEX.match(sql):
        for pattern, form in _FORMS:
            changed, times = pattern.subn(form, sql, count=1)
            if times:
                return (changed,)
    again = _SAME_AGAIN.match(sql) or _BY_INDEX.match(sql) or _GUARDED.search(sql)
    return (sql,) if again else None


_FORMS = (
    (_CREATE, r"\g<lead>\g<head>IF NOT EXISTS "),
    (_REPLACE, r"\g<lead>CREATE OR REPLACE "),
    (_DROP, r"\g<lead>\g<head>IF EXISTS "),
    (_ADD_COLUMN, r"\g<lead>\g<head>IF NOT EXISTS "),
    (_DROP_PART, r"\g<lead>\g<head>IF EXISTS "),
    (_DROP_IDENTITY, r"\g<lead>\g<head> IF EXISTS"),
    (_ADD_CONSTRAINT, r"\g<lead>\g<head>DROP CONSTRAINT IF EXISTS \g<name>, \g<add>"),
)


def with_keys_undone(
    steps: Sequence[tuple[Operation, Step]],
) -> Iterator[tuple[Operation, Step]]:
    """The steps; what keeps a key or a unique index from being made anew goes before it is.

    Those are foreign keys that come later and refer to its table, and the key that has taken over
    the index that is built for it.
    """
    previous: Operation | None = None
    for operation, step in steps:
        if operation is not previous:
            ends = [at for at, (one, _step) in enumerate(steps, 1) if one is operation]
            own = [later for one, later in steps if one is operation]
            yield from _references_undone(operation, own, steps[ends[-1] :])
            yield from _keys_undone(operation, own)
        yield operation, step
        previous = operation


_REFERENCE = re.compile(
    rf"\sADD\s+CONSTRAINT\s+(?P<name>{_IDENT})\s+FOREIGN\s+KEY\s.*\sREFERENCES\s+(?P<table>{_NAME})",
    re.IGNORECASE | re.DOTALL,
)
_UNIQUE = _pattern(
    rf"(?:CREATE\s+UNIQUE\s+INDEX\s.*?\sON\s+(?P<indexed>{_NAME})"
    rf"|ALTER\s+TABLE\s+(?P<keyed>{_NAME})\s+ADD\s+CONSTRAINT\s+{_IDENT}\s+(?:PRIMARY|UNIQUE)\s)"
)


def _references_undone(
    operation: Operation, own: Sequence[Step], later: Sequence[tuple[Operation, Step]]
) -> Iterator[tuple[Operation, Step]]:
    unique: dict[str, Step] = {}
    for step in own:
        found = _UNIQUE.match(step.sql)
        if found:
            unique.setdefault(found["indexed"] or found["keyed"], step)
    for _operation, step in reversed(later) if unique else ():  # the whole before its partitions
        altered, added = _ALTERED.match(step.sql), _REFERENCE.search(step.sql)
        if altered and added and added["table"] in unique:
            head = f"ALTER TABLE IF EXISTS {altered['name']}"
            sql = f"{head} DROP CONSTRAINT IF EXISTS {added['name']}"
            key = unique[added["table"]]
            yield operation, structs.replace(key, sql=sql, locks=step.locks)


def _keys_undone(operation: Operation, own: Sequence[Step]) -> Iterator[tuple[Operation, Step]]:
    """The drop of a key that takes over an index, unless the steps begin with one."""
    known = {step.sql for step in own}
    for step in own:
        found = _BY_INDEX.match(step.sql)
        if found:
            sql = f"{found['head']}DROP CONSTRAINT IF EXISTS {found['name']}"
            if sql not in known:
                yield operation, structs.replace(step, sql=sql)
