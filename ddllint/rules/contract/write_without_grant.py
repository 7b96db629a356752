"""Who is asked to write may write.

## What it does
Takes each operation that writes (POST, PUT, PATCH, DELETE) and the tables that it writes to, by
the mapping or by the schemas of its request, and asks that an application role holds one of the
privileges that the method needs: by a grant on the table or on some of its columns, by a grant to
a role that it is a member of or to PUBLIC, or by owning the table.

Application roles are those in `roles` or, without them, the roles of the settings that log in, do
not own the tables and do not bypass row security. If there are none, a grant to anybody will do.
Without any grant and any role the rule cannot run.

## Why
A missing grant is found when the first request is answered with *permission denied*, and tests that
connect as the owner never see it.

## Example
The contract has a POST, and the mapping stores its body in `orders`.
```sql bad
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE ROLE app;
GRANT SELECT ON orders TO app;
```
```sql good
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE ROLE app;
GRANT SELECT, INSERT ON orders TO app;
```

## Options
```yaml
roles: [app_rw]
post: [insert, update]
put: [update]
patch: [update, insert]
delete: [delete, update]
```

## References
- PostgreSQL manual, 5.8
  [Privileges](https://www.postgresql.org/docs/current/ddl-priv.html)
- RFC 9110, 9.3 [Method
  Definitions](https://www.rfc-editor.org/rfc/rfc9110#section-9.3)
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Catalog, Table, View
from ddllint.contracts.model import Contracts, Operation
from ddllint.diagnostics.finding import Problem, Related
from ddllint.rules.contract.metas import WRITE_WITHOUT_GRANT
from ddllint.rules.contract.structure import once, with_operations
from ddllint.rules.place import place
from ddllint.rules.rule import CannotRun, Context, Rule
from ddllint.rules.tenants import written_name
from ddllint.rules.wording import listed, sql_name
from ddllint.settings.model import Privilege


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Whose grants count, and which privileges a method needs."""

    roles: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="The roles that the application connects as."),
    ] = ()
    post: Annotated[
        tuple[Privilege, ...], msgspec.Meta(description="One of these is needed for a POST.")
    ] = ("insert",)
    put: Annotated[
        tuple[Privilege, ...], msgspec.Meta(description="One of these is needed for a PUT.")
    ] = ("insert", "update")
    patch: Annotated[
        tuple[Privilege, ...], msgspec.Meta(description="One of these is needed for a PATCH.")
    ] = ("update",)
    delete: Annotated[
        tuple[Privilege, ...], msgspec.Meta(description="One of these is needed for a DELETE.")
    ] = ("delete",)


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each table, and kind of write, that no application role may do.

    Raises CannotRun when there are no contracts, no mapping, no operations, or neither grants
    nor roles.
    """
    contracts = with_operations(context)
    roles = options.roles or tuple(
        name
        for name, role in context.roles.items()
        if role.login and not (role.owner or role.bypasses_rls)
    )
    if not roles and not any(grant.kind == "table" for grant in context.catalog.grants):
        raise CannotRun("no file grants a privilege on a table, and no settings name roles")
    return _check(context, contracts, options, roles)


def _check(
    context: Context, contracts: Contracts, options: Options, roles: tuple[str, ...]
) -> Iterator[Problem]:
    needs = {
        "POST": options.post,
        "PUT": options.put,
        "PATCH": options.patch,
        "DELETE": options.delete,
    }
    refused: dict[tuple[str, tuple[Privilege, ...]], list[Operation]] = {}
    holders = _with_groups(context, roles)
    for operation in contracts.operations:
        needed = needs.get(operation.method, ())
        for relation in once(operation.writes if needed else ()):
            held = context.catalog.relation(written_name(relation))
            if held is not None and not _is_granted(context.catalog, held, needed, holders):
                refused.setdefault((relation, needed), []).append(operation)
    for (written, needed), operations in refused.items():
        target = context.catalog.relation(written_name(written))
        assert target is not None
        yield _refused(target, needed, operations, roles)


def _with_groups(context: Context, roles: Iterable[str]) -> frozenset[str]:
    """The roles and those that they are members of; PUBLIC among them."""
    found, waiting = {"public"}, list(roles)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in context.catalog.roles:
            waiting += context.catalog.roles[name].member_of
        if name in context.roles:
            waiting += context.roles[name].member_of
    return frozenset(found)


def _is_granted(
    catalog: Catalog,
    relation: Table | View,
    needed: tuple[Privilege, ...],
    holders: frozenset[str],
) -> bool:
    """Whether one of the holders has one of the privileges; anybody, if PUBLIC stands alone."""
    if relation.owner in holders:
        return True
    anybody = len(holders) == 1
    words = {privilege.upper() for privilege in needed}
    return any(
        grant.object == str(relation.name)
        and grant.privilege in words
        and (anybody or grant.grantee in holders)
        for grant in catalog.grants
    )


def _refused(
    relation: Table | View,
    needed: tuple[Privilege, ...],
    operations: list[Operation],
    roles: tuple[str, ...],
) -> Problem:
    words = listed((privilege.upper() for privilege in needed), "or")
    first, others = operations[0], len(operations) - 1
    more = f" and {others} more operation{'s' * (others != 1)}" if others else ""
    who = f"none of the application's roles ({', '.join(roles)})" if roles else "no role"
    what = sql_name(relation.name)
    return Problem(
        message=f"{first}{more} write{'s' * (not others)} to `{relation.name}`, but {who} holds "
        f"{words} on it",
        object=str(relation.name),
        span=place(relation.origin),
        help=f"GRANT {needed[0].upper()} ON {what} TO {sql_name(roles[0]) if roles else 'ROLE'};",
        related=tuple(Related(str(operation), operation.span) for operation in operations),
    )


RULE = Rule(WRITE_WITHOUT_GRANT, Options, check, __doc__)
