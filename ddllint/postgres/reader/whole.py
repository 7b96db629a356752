"""A whole database as one catalog."""

from typing import Any

import psycopg

from ddllint.catalog.model import Catalog
from ddllint.postgres.reader.columns import read_columns
from ddllint.postgres.reader.constraints import read_constraints
from ddllint.postgres.reader.grants import read_default_privileges, read_grants
from ddllint.postgres.reader.indexes import copied_indexes, own_indexes, read_index_rows
from ddllint.postgres.reader.policies import read_policies
from ddllint.postgres.reader.relations import Parts, read_relations
from ddllint.postgres.reader.routines import read_aggregates, read_routines
from ddllint.postgres.reader.schemas import read_extensions, read_roles, read_schemas
from ddllint.postgres.reader.sequences import read_sequences
from ddllint.postgres.reader.session import reading
from ddllint.postgres.reader.triggers import read_triggers
from ddllint.postgres.reader.types import read_types


def read_catalog(
    connection: psycopg.Connection[Any], *, owner: str | None = None, include_roles: bool = False
) -> Catalog:
    """The catalog of the database that `connection` is connected to (PostgreSQL 15 to 18).

    Objects that the role `owner` owns get the owner None, as SQL that names no owner gives
    them. `include_roles` reads the cluster's roles too. Left out are the system's schemas,
    what belongs to an extension, temporary objects, and of `public` the schema itself; `unread`
    names the aggregates, which are too. The
    connection is left as it was, a transaction that is open on it included. Raises
    psycopg.Error when the server fails.
    """
    with reading(connection, owner) as session:
        columns = read_columns(session)
        index_rows = read_index_rows(session)
        constraints = read_constraints(session, index_rows)
        routines = read_routines(session)
        relations = read_relations(
            session,
            Parts(
                columns=columns,
                constraints=constraints.of_tables,
                indexes=own_indexes(index_rows),
                copies=copied_indexes(index_rows),
                policies=read_policies(session),
                triggers=read_triggers(session),
            ),
        )
        return Catalog(
            schemas=read_schemas(session),
            tables=relations.tables,
            views=relations.views,
            sequences=read_sequences(session),
            types=read_types(session, columns, constraints.of_domains),
            routines={routine.signature: routine for routine in routines.values()},
            extensions=read_extensions(session),
            roles=read_roles(session) if include_roles else {},
            grants=read_grants(session, routines),
            default_privileges=read_default_privileges(session),
            unread=read_aggregates(session),
        )
