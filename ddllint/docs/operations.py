"""How the contract's operations read the schema, and the indexes that serve them."""

from collections.abc import Iterator

import msgspec

from ddllint.catalog.model import View
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts, Operation
from ddllint.diagnostics.finding import NotChecked
from ddllint.docs.material import Material
from ddllint.rules.contract.access import Access, accesses, leads
from ddllint.rules.contract.filters import views_below
from ddllint.rules.tenants import written_name


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """An operation on one relation: the columns that it searches by, its order, its indexes.

    Without an index, `reason` says why none is to be expected or none can be told; it is empty
    where one is missing.
    """

    operation: str
    relation: str
    columns: tuple[str, ...] = ()
    order: str = ""
    indexes: tuple[str, ...] = ()
    reason: str = ""


def served_operations(material: Material) -> Iterator[Served]:
    """Each operation with each relation that it touches, in the order of the contracts."""
    contracts = material.context.contracts
    assert contracts is not None
    for operation in contracts.operations:
        found = list(_accessed(material, contracts, operation))
        if found:
            yield from found
            continue
        for relation in dict.fromkeys(operation.reads):
            indexes = tuple(_of_stored_views(material, written_name(relation)))
            reason = "" if indexes else "all rows of the tenant"
            yield Served(
                operation=str(operation), relation=relation, indexes=indexes, reason=reason
            )
        for relation in dict.fromkeys(operation.writes):
            yield Served(operation=str(operation), relation=relation, reason="writes only")


def _accessed(material: Material, contracts: Contracts, operation: Operation) -> Iterator[Served]:
    alone = msgspec.structs.replace(contracts, operations=(operation,))
    for access in accesses(material.context, alone):
        if isinstance(access, NotChecked):
            relation = access.object.rpartition(".")[0]
            yield Served(operation=str(operation), relation=relation, reason=access.reason)
        else:
            yield _served(material, access)


def _served(material: Material, access: Access) -> Served:
    table = material.catalog.tables[access.table]
    given = frozenset({material.context.tenancy.column, *access.required})
    order = access.order[0] if access.order is not None else ""
    sought = [*access.required, *([order] if order and not access.required else [])]
    known = list(leads(material.catalog, table))
    indexes = dict.fromkeys(
        lead.name
        for column in sorted(sought or access.filters)
        for lead in known
        if lead.reaches(column, given) and lead.holds(frozenset({column}))
    )
    falling = access.order is not None and access.order[1].descending
    return Served(
        operation=str(access.operation),
        relation=str(access.table),
        columns=tuple(access.filters),
        order=f"{order} DESC" if falling else order,
        indexes=tuple(indexes),
    )


def readers(material: Material, view: Name) -> Iterator[str]:
    """The operations that read a materialized view, through others too."""
    contracts = material.context.contracts
    for operation in contracts.operations if contracts is not None else ():
        if any(view in _below(material, written_name(one)) for one in operation.reads):
            yield str(operation)


def _below(material: Material, relation: Name) -> dict[Name, None]:
    """A view and the views that it reads, the nearest first; nothing for a table."""
    found: dict[Name, None] = {}
    waiting = [relation]
    while waiting:
        name = waiting.pop(0)
        view = material.catalog.views.get(name)
        if view is not None and name not in found:
            found[name] = None
            waiting += views_below(material.catalog, view)
    return found


def _of_stored_views(material: Material, relation: Name) -> Iterator[str]:
    """The indexes that find a tenant's rows in the materialized views behind a relation."""
    tenant = material.context.tenancy.column
    for name in _below(material, relation):
        view: View = material.catalog.views[name]
        for index in view.indexes.values():
            if index.elements[0].column == tenant:
                yield index.name.name
