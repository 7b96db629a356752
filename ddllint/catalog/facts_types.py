"""The facts of types."""

from collections.abc import Iterator

from ddllint.catalog.canonical import Scope, canonical
from ddllint.catalog.facts_relations import column_facts, constraint_facts
from ddllint.catalog.model import Composite, Domain, Enum, Range, Type
from ddllint.catalog.scopes import over_domain
from ddllint.catalog.wording import Fact, Object, quoted, type_text


def type_facts(type_: Type, scope: Scope) -> Iterator[Fact]:
    """The facts of a type, with the columns of a composite and the checks of a domain."""
    it = Object("type", quoted(type_.name), type_.origin)
    match type_:
        case Enum():
            labels = ", ".join("'" + label.replace("'", "''") + "'" for label in type_.labels)
            yield from it.has(kind="enum", labels=labels, owner=type_.owner)
        case Range():
            yield from it.has(
                kind="range",
                subtype=type_text(type_.subtype),
                multirange=quoted(type_.multirange),
                operator_class=type_.operator_class,
                collation=type_.collation,
                subtype_diff=quoted(type_.difference) if type_.difference else None,
                canonical=quoted(type_.canonical) if type_.canonical else None,
                owner=type_.owner,
            )
        case Composite():
            yield from it.has(kind="composite", owner=type_.owner)
            for place, column in enumerate(type_.columns.values(), 1):
                name = quoted(type_.name, column.name)
                yield from column_facts(name, column, scope)
                yield Fact("column", name, "position", str(place), column.origin)
        case Domain():
            yield from _domain(it, type_, over_domain(scope, type_))
    yield from it.comment(type_.comment)


def _domain(it: Object, domain: Domain, scope: Scope) -> Iterator[Fact]:
    yield from it.has(
        kind="domain",
        base=type_text(domain.base),
        not_null=domain.not_null,
        default=canonical(domain.default, scope, domain.base) if domain.default else None,
        collation=domain.collation,
        owner=domain.owner,
    )
    for check in domain.checks.values():
        yield from constraint_facts(quoted(domain.name, check.name), check, scope)
