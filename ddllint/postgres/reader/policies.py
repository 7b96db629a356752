"""Row-level security policies."""

import msgspec

from ddllint.catalog.model import Command, Policy
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of, expression_of

_COMMANDS = {
    "*": Command.ALL,
    "r": Command.SELECT,
    "a": Command.INSERT,
    "w": Command.UPDATE,
    "d": Command.DELETE,
}

_QUERY = """
SELECT p.polrelid AS relation, p.polname::text AS name, p.polcmd::text AS command,
       p.polpermissive AS permissive,
       ARRAY(
           SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role)::text END
           FROM unnest(p.polroles) AS u(role)
       ) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_get_expr(p.polwithcheck, p.polrelid) AS with_check,
       d.description AS comment
FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
LEFT JOIN pg_description d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid
ORDER BY p.oid
"""


class _Row(msgspec.Struct, frozen=True):
    relation: int
    name: str
    command: str
    permissive: bool
    roles: list[str]
    using: str | None
    with_check: str | None
    comment: str | None


def read_policies(session: Session) -> dict[int, dict[str, Policy]]:
    """The policies of each table, by its oid."""
    found: dict[int, dict[str, Policy]] = {}
    for row in session.rows(_Row, _QUERY):
        found.setdefault(row.relation, {})[row.name] = Policy(
            name=row.name,
            command=_COMMANDS[row.command],
            permissive=row.permissive,
            roles=tuple(sorted(row.roles)),
            using=expression_of(row.using),
            with_check=expression_of(row.with_check),
            comment=comment_of(row.comment),
        )
    return found
