"""What the documents are made of, and where they stand."""

from collections.abc import Callable, Mapping
from functools import cached_property

from ddllint.catalog.facts import fact_rows
from ddllint.catalog.model import Catalog, Comment, ForeignKey, Grant, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.contracts.views.model import ViewShape
from ddllint.docs.tags import Tagged, tagged
from ddllint.lint.result import Report
from ddllint.lint.selection import Selection
from ddllint.report.contract_matrix import Matrix, Row, SchemaRows, contract_matrix
from ddllint.rules.contract.structure import view_shapes
from ddllint.rules.rule import Context
from ddllint.rules.tenants import written_name
from ddllint.settings.load import Loaded


class Material:
    """The schema with its contracts and settings, and what several documents ask of them.

    Paths in documents are those of the settings, so that the working folder does not matter.
    """

    def __init__(
        self, context: Context, selection: Selection, loaded: Loaded, lint: Callable[[], Report]
    ) -> None:
        self.context = context
        self.selection = selection
        self.loaded = loaded
        self._lint = lint

    @property
    def catalog(self) -> Catalog:
        """The schema."""
        return self.context.catalog

    @cached_property
    def relations(self) -> tuple[Table | View, ...]:
        """Tables and views, by name."""
        catalog = self.catalog
        return tuple(
            found
            for name in sorted({*catalog.tables, *catalog.views})
            if (found := catalog.relation(name)) is not None
        )

    @property
    def shapes(self) -> Mapping[Name, ViewShape]:
        """The columns of the views."""
        return view_shapes(self.context)

    @cached_property
    def _facts(self) -> Mapping[tuple[str, str, str], str]:
        return {(row.kind, row.name, row.property): row.value for row in fact_rows(self.catalog)}

    def fact(self, kind: str, name: Name, part: str, property: str) -> str:
        """A property of a part of a relation, or of an index (no `part`), in canonical form."""
        return self._facts.get((kind, quoted(name, *filter(None, [part])), property), "")

    def tagged(self, comment: Comment | None) -> Tagged:
        """A comment taken apart by the tags of the settings."""
        return tagged(comment, self.loaded.settings.docs.tags)

    @cached_property
    def report(self) -> Report:
        """What the rules say of the schema."""
        return self._lint()

    @cached_property
    def matrix(self) -> Matrix | None:
        """Contract fields against columns; None without contracts."""
        contracts = self.context.contracts
        return contract_matrix(contracts, self.catalog) if contracts is not None else None

    @cached_property
    def _fields(self) -> Mapping[Name, tuple[tuple[SchemaRows, Row], ...]]:
        found: dict[Name, list[tuple[SchemaRows, Row]]] = {}
        for schema in self.matrix.schemas if self.matrix is not None else ():
            if schema.relation:
                rows = found.setdefault(written_name(schema.relation), [])
                rows += ((schema, row) for row in schema.rows)
        return {name: tuple(rows) for name, rows in found.items()}

    def fields(self, relation: Name) -> tuple[tuple[SchemaRows, Row], ...]:
        """The contract's fields of the schemas that the relation holds."""
        return self._fields.get(relation, ())

    @cached_property
    def _grants(self) -> Mapping[str, tuple[Grant, ...]]:
        found: dict[str, list[Grant]] = {}
        for grant in self.catalog.grants:
            if grant.kind == "table":
                found.setdefault(grant.object, []).append(grant)
        return {name: tuple(grants) for name, grants in found.items()}

    def grants(self, relation: Name) -> tuple[Grant, ...]:
        """What is granted on a relation, its columns included."""
        return self._grants.get(str(relation), ())

    def owner(self, relation: Table | View) -> str:
        """The role that owns a relation; the settings' owner where no statement says one."""
        if relation.owner is not None:
            return relation.owner
        return next((name for name, role in self.context.roles.items() if role.owner), "")

    @cached_property
    def references(self) -> Mapping[Name, tuple[tuple[Name, str], ...]]:
        """By table: the tables that refer to it, each with the name of the foreign key."""
        found: dict[Name, list[tuple[Name, str]]] = {}
        for table in self.catalog.tables.values():
            for constraint in table.constraints.values():
                if isinstance(constraint, ForeignKey):
                    found.setdefault(constraint.referenced, []).append(
                        (table.name, constraint.name)
                    )
        return {name: tuple(sorted(keys)) for name, keys in found.items()}

    def spec_of(self, relation: Table | View) -> str:
        """The file that declares a relation, from the settings' folder."""
        return "" if relation.origin is None else self.loaded.from_folder(relation.origin.path)


def kind_of(relation: Table | View) -> str:
    """What a relation is, in the manual's words."""
    if isinstance(relation, View):
        return "materialized view" if relation.materialized else "view"
    kinds = {"table": "table", "partitioned": "partitioned table", "foreign": "foreign table"}
    return "partition" if relation.partition_of is not None else kinds[relation.kind]
