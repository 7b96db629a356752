"""Stage idempotency: what was stored once is refused the second time, and by its key."""

from collections.abc import Iterator
from typing import Any

import psycopg
from msgspec import structs

from ddllint.catalog.model import Catalog
from ddllint.contracts.model import Contracts
from ddllint.settings.model import Tenancy
from ddllint.verify.idempotency.again import sent_again
from ddllint.verify.idempotency.deliveries import deliveries
from ddllint.verify.idempotency.keys import natural_keys, same_for_another
from ddllint.verify.model import Proof
from ddllint.verify.refusing import refuses
from ddllint.verify.rows.breaking import Breaker
from ddllint.verify.rows.fill import fill
from ddllint.verify.rows.insert import on_server
from ddllint.verify.scene import Scene

NAME = "idempotency"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the proofs of each natural key of a tenant table, then of each delivery.

    The administrator inserts the rows: unique keys hold for everybody alike, and row security
    is nothing to them.
    """
    scene.require_unbound()
    project = scene.project
    with scene.administrator(scene.shared) as connection:
        tenancy = project.settings.tenancy
        yield from proofs(connection, project.catalog, tenancy, project.contracts())


def proofs(
    connection: psycopg.Connection[Any],
    catalog: Catalog,
    tenancy: Tenancy,
    contracts: Contracts | None,
) -> Iterator[Proof]:
    """The proofs for the connection's database, which is left as it was."""
    with connection.transaction(force_rollback=True):
        filling = fill(catalog, tenancy, trial=on_server(connection))
        breaker = Breaker(catalog, filling)
        keys = tuple(natural_keys(catalog, tenancy))
        for key in keys:
            refusal = refuses(connection, breaker, key)
            yield structs.replace(refusal, promise="a second row with the same key is refused")
            yield same_for_another(connection, breaker, key, tenancy)
        if contracts is not None:
            for delivery in deliveries(contracts, catalog, tenancy.column):
                yield from sent_again(connection, delivery, keys, filling, catalog, tenancy)
