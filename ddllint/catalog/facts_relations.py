"""The facts of tables and views, and of what is theirs."""

from collections.abc import Iterator

from ddllint.catalog.canonical import Scope, canonical, canonical_query
from ddllint.catalog.model import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
    Policy,
    Table,
    Trigger,
    View,
)
from ddllint.catalog.names import Name
from ddllint.catalog.scopes import over_table, over_view
from ddllint.catalog.wording import Fact, Object, bound_value, identifiers, quoted, type_text
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_name


def table_facts(table: Table, names: Scope) -> Iterator[Fact]:
    """The facts of a table with its columns, constraints, indexes, policies and triggers."""
    scope = over_table(names, table)
    it = Object("table", quoted(table.name), table.origin)
    yield from it.has(
        kind=table.kind,
        persistence=table.persistence,
        partition_of=quoted(table.partition_of) if table.partition_of else None,
        bound=bound_value(table.bound),
        inherits=", ".join(quoted(parent) for parent in table.parents),
        of_type=quoted(table.of_type) if table.of_type else None,
        replica_identity="" if table.replica_identity == "default" else table.replica_identity,
        owner=table.owner,
    )
    switches = table.row_security
    if switches.enabled:
        yield it.fact("row security", "yes", switches.enabled_origin)
    if switches.forced:
        yield it.fact("row security forced", "yes", switches.forced_origin)
    if table.partitioning:
        keys = ", ".join(_element(e, scope) for e in table.partitioning.elements)
        yield it.fact("partition by", f"{table.partitioning.strategy} ({keys})")
    yield from it.options(table.options)
    yield from it.comment(table.comment)
    for column in table.columns.values():
        yield from column_facts(quoted(table.name, column.name), column, scope)
    for constraint in table.constraints.values():
        yield from constraint_facts(quoted(table.name, constraint.name), constraint, scope)
    for index in table.indexes.values():
        yield from _index(index, scope)
    for policy in table.policies.values():
        yield from _policy(table.name, policy, scope)
    for trigger in table.triggers.values():
        yield from _trigger(table.name, trigger, scope)


def view_facts(view: View, names: Scope) -> Iterator[Fact]:
    """The facts of a view with its columns, indexes and triggers."""
    scope = over_view(names, view)
    it = Object("view", quoted(view.name), view.origin)
    yield from it.has(
        materialized=view.materialized,
        query=canonical_query(view.query, names, tuple(view.columns or ())),
        without_data=not view.with_data,
        owner=view.owner,
    )
    yield from it.options(view.options)
    yield from it.comment(view.comment)
    for place, column in enumerate((view.columns or {}).values(), 1):
        column_it = Object("column", quoted(view.name, column.name), column.origin)
        yield from column_it.has(position=str(place))
        yield from column_it.comment(column.comment)
    for index in view.indexes.values():
        yield from _index(index, scope)
    for trigger in view.triggers.values():
        yield from _trigger(view.name, trigger, scope)


def column_facts(name: str, column: Column, scope: Scope) -> Iterator[Fact]:
    """The facts of a column; `name` is its full name."""
    it = Object("column", name, column.origin)
    yield from it.has(
        type=type_text(column.type),
        not_null=column.not_null,
        default=_text(column.default, scope, column.type),
        identity=column.identity,
        generated=_text(column.generated, scope),
        stored=column.stored,
        collation=column.collation,
        storage=column.storage,
        compression=column.compression,
        inherited=column.inherited,
    )
    yield from it.comment(column.comment)


def constraint_facts(name: str, constraint: Constraint, scope: Scope) -> Iterator[Fact]:
    """The facts of a constraint; `name` is its full name."""
    it = Object("constraint", name, constraint.origin)
    match constraint:
        case Check():
            yield from it.has(
                kind="check",
                expression=canonical(constraint.expression, scope),
                not_valid=not constraint.validated,
                not_enforced=not constraint.enforced,
                no_inherit=constraint.no_inherit,
            )
        case Key():
            yield from _key(it, constraint)
        case ForeignKey():
            yield from _foreign_key(it, constraint)
        case Exclusion():
            elements = [f"{_element(e, scope)} WITH {op}" for e, op in constraint.elements]
            yield from it.has(
                kind="exclude",
                method=constraint.method,
                elements=", ".join(elements),
                include=identifiers(constraint.include),
                where=_text(constraint.predicate, scope),
                deferrable=constraint.deferrable,
                initially_deferred=constraint.initially_deferred,
            )
    yield from it.comment(constraint.comment)


def _key(it: Object, key: Key) -> Iterator[Fact]:
    yield from it.has(
        kind="primary key" if key.primary else "unique",
        columns=identifiers(key.columns),
        include=identifiers(key.include),
        nulls_not_distinct=key.nulls_not_distinct,
        without_overlaps=key.without_overlaps,
        deferrable=key.deferrable,
        initially_deferred=key.initially_deferred,
    )
    yield from it.options(key.options)
    yield from it.comment(key.index_comment, "comment of the index")


def _foreign_key(it: Object, key: ForeignKey) -> Iterator[Fact]:
    yield from it.has(
        kind="foreign key",
        columns=identifiers(key.columns),
        references=f"{quoted(key.referenced)} ({identifiers(key.referenced_columns)})",
        on_delete=key.on_delete,
        on_update=key.on_update,
        on_delete_columns=identifiers(key.on_delete_columns),
        match_full=key.match_full,
        period=key.period,
        not_valid=not key.validated,
        not_enforced=not key.enforced,
        deferrable=key.deferrable,
        initially_deferred=key.initially_deferred,
    )


def _index(index: Index, scope: Scope) -> Iterator[Fact]:
    it = Object("index", quoted(index.name), index.origin)
    yield from it.has(
        table=quoted(index.relation),
        elements=", ".join(_element(e, scope) for e in index.elements),
        method=index.method,
        unique=index.unique,
        include=identifiers(index.include),
        where=_text(index.predicate, scope),
        nulls_not_distinct=index.nulls_not_distinct,
        invalid=not index.valid,
    )
    yield from it.options(index.options)
    yield from it.comment(index.comment)


def _element(element: IndexElement, scope: Scope) -> str:
    if element.column is not None:
        words = [quote_name(element.column)]
    else:
        words = [f"({_text(element.expression, scope)})"]
    if element.collation:
        words += ["COLLATE", element.collation]
    if element.operator_class:
        words.append(element.operator_class)
    if element.operator_class_options:
        options = [f"{name}={value}" for name, value in element.operator_class_options]
        words.append(f"({', '.join(options)})")
    if element.descending:
        words.append("DESC")
    if element.nulls_first != element.descending:
        words.append("NULLS FIRST" if element.nulls_first else "NULLS LAST")
    return " ".join(words)


def _policy(table: Name, policy: Policy, scope: Scope) -> Iterator[Fact]:
    it = Object("policy", quoted(table, policy.name), policy.origin)
    yield from it.has(
        command=policy.command,
        restrictive=not policy.permissive,
        roles=identifiers(tuple(sorted(policy.roles))),
        using=_text(policy.using, scope),
        with_check=_text(policy.with_check, scope),
    )
    yield from it.comment(policy.comment)


def _trigger(relation: Name, trigger: Trigger, scope: Scope) -> Iterator[Fact]:
    it = Object("trigger", quoted(relation, trigger.name), trigger.origin)
    yield from it.has(
        timing=trigger.timing,
        events=", ".join(trigger.events),
        columns=identifiers(tuple(sorted(trigger.columns))),
        function=quoted(trigger.function),
        arguments=", ".join("'" + text.replace("'", "''") + "'" for text in trigger.arguments),
        level="row" if trigger.row else "statement",
        when=_text(trigger.condition, scope),
        constraint=trigger.constraint,
        deferrable=trigger.deferrable,
        initially_deferred=trigger.initially_deferred,
        old_table=trigger.old_table,
        new_table=trigger.new_table,
        enabled="" if trigger.enabled == "origin" else trigger.enabled,
    )
    yield from it.comment(trigger.comment)


def _text(
    expression: Expression | None, scope: Scope, target: TypeName | None = None
) -> str | None:
    return None if expression is None else canonical(expression, scope, target)
