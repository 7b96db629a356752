"""Where the specs promise that a query finds its rows, or break that promise."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Policy, Table, View
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.access import Lead, lead_of, leads
from ddllint.sql.source import Origin
from ddllint.verify.access.plans import Plan
from ddllint.verify.access.queries import Query
from ddllint.verify.refusing import place_of


def place(query: Query, plan: Plan, live: Catalog, specs: Catalog, tenant: str) -> Span:
    """The line to look at.

    Of a plan without faults that is the index which is used. Else it is an index of the specs
    that would serve and is not there; or the policy which keeps the server from using it; or,
    when the specs have none, the table.
    """
    relations = [*_named(specs, plan.relations)]
    every = [(one, lead) for one in relations for lead in _leads(specs, one)]
    if not plan.faults:
        origins: list[Origin | None] = [
            lead.origin for _, lead in every if lead.name in plan.indexes
        ]
    else:
        column = (*query.filters, *(name for name, _ in query.order), tenant)[0]
        serving = [one for one in every if one[1].reaches(column, frozenset({tenant}))]
        origins = [lead.origin for one, lead in serving if not _is_there(live, one, lead)]
        if serving:
            origins += [policy.origin for one, _ in serving for policy in _policies(one)]
        origins += [one.origin for one in relations]
    spans = (place_of(origin) for origin in origins)
    return next((span for span in spans if span), query.operation.span)


def _named(specs: Catalog, names: tuple[str, ...]) -> Iterator[Table | View]:
    relations: list[Table | View] = [*specs.tables.values(), *specs.views.values()]
    return (relation for relation in relations if relation.name.name in names)


def _leads(specs: Catalog, relation: Table | View) -> Iterator[Lead]:
    if isinstance(relation, Table):
        yield from leads(specs, relation)
    else:
        yield from map(lead_of, relation.indexes.values())


def _is_there(live: Catalog, relation: Table | View, lead: Lead) -> bool:
    found = live.tables.get(relation.name) or live.views.get(relation.name)
    if found is None:
        return False
    keys = found.constraints if isinstance(found, Table) else {}
    return lead.name in {*keys, *(index.name.name for index in found.indexes.values())}


def _policies(relation: Table | View) -> Iterator[Policy]:
    if isinstance(relation, Table):
        yield from relation.policies.values()
