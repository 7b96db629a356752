"""Stage grants: each role can do what the settings give it, and nothing else."""

from collections.abc import Iterator

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog, Table, View
from ddllint.catalog.names import Name
from ddllint.rules.tenants import scoped_tables
from ddllint.verify.model import Proof
from ddllint.verify.privileges.actors import actors
from ddllint.verify.privileges.elsewhere import (
    database_proofs,
    ownership,
    routine_proofs,
    schema_proofs,
)
from ddllint.verify.privileges.relations import Scope, relation_proofs
from ddllint.verify.roles import handed_over
from ddllint.verify.scene import Scene

NAME = "grants"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each relation and role, then for schemas, the database and routines."""
    project = scene.project
    database = scene.shared
    live = scene.read(database)
    scope = Scope(project.catalog, _tenant_tables(scene, live))
    schemas = list(dict.fromkeys(["public", *live.schemas]))
    relations: list[Table | View] = [*live.tables.values(), *live.views.values()]
    with (
        scene.administrator(database) as administrator,
        actors(scene, database, schemas) as everyone,
    ):
        for relation in relations:
            yield ownership(administrator, relation, project.catalog, project.owner)
            yield from relation_proofs(everyone, relation, scope)
        places = _roles_catalog(scene)
        yield from schema_proofs(everyone, schemas, handed_over(project.catalog), places)
        yield from database_proofs(everyone)
        yield from routine_proofs(everyone, live, project.catalog)


def _tenant_tables(scene: Scene, live: Catalog) -> frozenset[Name]:
    tenancy = scene.project.settings.tenancy
    return frozenset(
        table.name for table in scoped_tables(live, tenancy) if tenancy.column in table.columns
    )


def _roles_catalog(scene: Scene) -> Catalog:
    """The grants of the file that makes the roles, with those of the specs."""
    found = scene.project.roles_file
    files = (found, *scene.project.specs) if found else scene.project.specs
    return build(files, postgres=int(scene.project.settings.postgres))
