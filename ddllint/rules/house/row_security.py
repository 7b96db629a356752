"""Row security keeps each tenant to its own rows.

## What it does
On each table that has the tenancy's column, asks for all of:

- `ENABLE ROW LEVEL SECURITY` and `FORCE ROW LEVEL SECURITY`, still on after the last statement;
- policies whose USING and WITH CHECK *bind* the tenant column to the tenancy's setting;
- a permissive policy for each of `commands`, since a command without one is refused every row;
- the `tag` in the table's comment.

A predicate binds when it can be true only where the tenant column equals the setting. That is
judged on the expression's tree, so spelling does not matter: operands may be swapped, cast either
way, wrapped in NULLIF, `(SELECT ...)` or parentheses, joined to more conditions by AND. Each side
of an OR must bind. Policies add up, so each permissive policy must bind; or a restrictive policy
for the same roles and command must bind in its stead. A policy for ALL or UPDATE without WITH
CHECK is checked by its USING.

With `accept-tag-alone`, a table whose comment has the tag needs no statement here, as its row
security stands in migrations; what is here is judged all the same.

The parent table, `tenancy.exempt`, foreign and temporary tables are left out. A partition needs
row security of its own: the parent's policies do not apply to whoever names the partition.

## Why
One forgotten policy, one `OR true`, one table left without FORCE shows a tenant another tenant's
rows, and nothing fails. This is the one mistake that a multi-tenant schema must not make.

## Example
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, tenant_id uuid NOT NULL);
COMMENT ON TABLE invoices IS 'Invoices. RLS: by tenant.';
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_policy ON invoices
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid OR true);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, tenant_id uuid NOT NULL);
COMMENT ON TABLE invoices IS 'Invoices. RLS: by tenant.';
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_policy ON invoices
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
```

## Options
```yaml
tag: 'RLS: (tenant|tenant-or-admin)\\b'
accept-tag-alone: true
commands: [select, insert]
functions: [app.current_tenant]
partitions: false
```

## References
- PostgreSQL manual, [CREATE
  POLICY](https://www.postgresql.org/docs/current/sql-createpolicy.html)
- PostgreSQL manual, 5.9 [Row Security
  Policies](https://www.postgresql.org/docs/current/ddl-rowsecurity.html)
- PostgreSQL manual, 5.11 [Inheritance](https://www.postgresql.org/docs/current/ddl-inherit.html)
"""

import re
from collections.abc import Hashable, Iterator
from typing import Annotated, Literal

import msgspec

from ddllint.catalog.model import Command, Policy, Table
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.place import place
from ddllint.rules.policies import COMMANDS, SIDES, Judge, Side, gaps, uncovered, weaknesses
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.tenant_predicate import Wanted
from ddllint.rules.tenants import base_type, scoped_tables
from ddllint.rules.verdicts import asked, judge_of
from ddllint.rules.wording import listed, sql_name
from ddllint.settings.model import Tenancy


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts as row security."""

    tag: Annotated[
        str,
        msgspec.Meta(
            description="A regular expression that the table's comment matches somewhere; empty "
            "when no tag is asked for."
        ),
    ] = "RLS:"
    accept_tag_alone: Annotated[
        bool,
        msgspec.Meta(
            description="Whether the tag stands in for statements that are not in the specs, for "
            "teams whose policies live in migrations."
        ),
    ] = False
    commands: Annotated[
        tuple[Literal["select", "insert", "update", "delete"], ...],
        msgspec.Meta(description="Commands for which a permissive policy is asked."),
    ] = ("select", "insert", "update", "delete")
    functions: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Functions that return the current tenant, such as `app.current_tenant`; "
            "they count as the setting."
        ),
    ] = ()
    partitions: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a partition needs row security of its own; not if nobody is "
            "granted anything on partitions."
        ),
    ] = True

    def __post_init__(self) -> None:
        try:
            re.compile(self.tag)
        except re.error as error:
            raise ValueError(f"tag is not a regular expression: {error}") from error


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each part of row security that a tenant table lacks."""
    sound: set[Hashable] = set()
    for table in scoped_tables(context.catalog, context.tenancy):
        if context.tenancy.column not in table.columns:
            continue
        if table.partition_of is not None and not options.partitions:
            continue
        tagged = _is_tagged(table, options)
        elsewhere = options.accept_tag_alone and options.tag != "" and tagged
        yield from _check_switches(table, elsewhere)
        wanted = _wanted(context, table, options)
        question = elsewhere, asked(table.policies.values(), wanted)
        if question not in sound:
            judge = judge_of(wanted)
            found = list(_check_policies(context.tenancy, table, options, judge, elsewhere))
            yield from found
            if not found:
                sound.add(question)
        if not tagged and table.partition_of is None:
            yield _no_tag(table, options)


def _is_tagged(table: Table, options: Options) -> bool:
    text = table.comment.text if table.comment else ""
    return re.search(options.tag, text) is not None


def _no_tag(table: Table, options: Options) -> Problem:
    return Problem(
        message=f"the comment of table `{table.name}` lacks the tag `{options.tag}`"
        if table.comment
        else f"table `{table.name}` has no comment with the tag `{options.tag}`",
        object=str(table.name),
        span=place(table.comment.origin if table.comment else None, table.origin),
        help="Say in the table's comment how its rows are secured, after the tag.",
    )


def _check_switches(table: Table, elsewhere: bool) -> Iterator[Problem]:
    switches = table.row_security
    unused = ", so that its policies do not apply" if table.policies else ""
    if not switches.enabled and not (elsewhere and switches.enabled_origin is None):
        how = "disabled again" if switches.enabled_origin else "not enabled"
        yield Problem(
            message=f"row security of table `{table.name}` is {how}{unused}",
            object=str(table.name),
            span=place(switches.enabled_origin, table.origin),
            help=f"ALTER TABLE {sql_name(table.name)} ENABLE ROW LEVEL SECURITY;",
        )
    if not switches.forced and not (elsewhere and switches.forced_origin is None):
        how = "no longer forced" if switches.forced_origin else "not forced"
        yield Problem(
            message=f"row security of table `{table.name}` is {how}, so that its owner is exempt",
            object=str(table.name),
            span=place(switches.forced_origin, table.origin),
            help=f"ALTER TABLE {sql_name(table.name)} FORCE ROW LEVEL SECURITY;",
        )


def _check_policies(
    tenancy: Tenancy, table: Table, options: Options, verdict: Judge, elsewhere: bool
) -> Iterator[Problem]:
    policies = tuple(table.policies.values())
    name = str(table.name)
    for weakness in weaknesses(policies, verdict):
        yield Problem(
            message=f"policy `{weakness.policy.name}` of table `{name}`: {weakness.words} "
            f"{weakness.reason}",
            object=name,
            span=place(weakness.policy.origin, table.origin),
            help=_alter(table, weakness.policy, weakness.words, tenancy),
        )
    for gap in gaps(policies):
        yield Problem(
            message=f"policy `{gap.policy.name}` of table `{name}` has no {gap.words}, so that it "
            f"admits no row for {_told(gap.commands)}",
            object=name,
            span=place(gap.policy.origin, table.origin),
            help=_alter(table, gap.policy, gap.words, tenancy),
        )
    if not elsewhere:
        yield from _check_coverage(table, tenancy, options, verdict)


def _check_coverage(
    table: Table, tenancy: Tenancy, options: Options, verdict: Judge
) -> Iterator[Problem]:
    policies = tuple(table.policies.values())
    commands = tuple(Command(command) for command in options.commands)
    refused = uncovered(policies, commands, verdict)
    if not refused:
        return
    name = str(table.name)
    if not policies:
        message = f"table `{name}` has no policy"
    elif not any(policy.permissive for policy in policies):
        message = f"table `{name}` has only restrictive policies, which admit no row"
    else:
        message = f"no permissive policy of table `{name}` admits rows for {_told(refused)}"
    yield Problem(
        message=message,
        object=name,
        span=place(policies[0].origin if policies else None, table.origin),
        help=" ".join(_create(table, refused, tenancy)),
    )


def _told(commands: tuple[Command, ...]) -> str:
    return listed(command.upper() for command in commands)


def _alter(table: Table, policy: Policy, words: str, tenancy: Tenancy) -> str:
    names = f"{sql_name(policy.name)} ON {sql_name(table.name)}"
    return f"ALTER POLICY {names} {words} ({_predicate(tenancy)});"


def _create(table: Table, commands: tuple[Command, ...], tenancy: Tenancy) -> Iterator[str]:
    """A policy for all commands, or one for each when others have theirs."""
    for command in (Command.ALL,) if len(commands) == len(COMMANDS) else commands:
        sides = (Side.EXISTING, Side.NEW) if command is Command.ALL else SIDES[command]
        about = "isolation_policy" if command is Command.ALL else command.value
        clauses = " ".join(f"{side} ({_predicate(tenancy)})" for side in sides)
        yield (
            f"CREATE POLICY tenant_{about} ON {sql_name(table.name)} FOR {command.upper()} "
            f"{clauses};"
        )


def _wanted(context: Context, table: Table, options: Options) -> Wanted:
    column = table.columns[context.tenancy.column]
    declared = column.type.name
    # a cast in a policy is written with or without the schema
    spellings = (declared, declared.removeprefix("public."))
    return Wanted(
        table=table.name,
        column=column.name,
        setting=context.tenancy.setting,
        types=(context.tenancy.type, base_type(context.catalog, column.type).name, *spellings),
        functions=options.functions,
        nullable=not column.not_null,
    )


def _predicate(tenancy: Tenancy) -> str:
    setting = f"current_setting('{tenancy.setting}')"
    if tenancy.unset == "quiet":
        setting = f"NULLIF(current_setting('{tenancy.setting}', true), '')"
    return f"{sql_name(tenancy.column)} = {setting}::{tenancy.type}"


RULE = Rule(
    Meta(
        code="DDL005",
        name="row-security",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="Row security keeps each tenant to its own rows",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
