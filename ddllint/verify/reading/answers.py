"""The rows of a view as the answers that the contract's schema describes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from ddllint.catalog.model import Catalog, View
from ddllint.catalog.view_places import column_place
from ddllint.contracts.documents import Documents
from ddllint.contracts.instances import Instances, Mismatch, instances_of
from ddllint.contracts.model import Binding, Contracts, MappedSchema
from ddllint.diagnostics.finding import Related
from ddllint.diagnostics.span import Span
from ddllint.rules.tenants import written_name
from ddllint.verify.refusing import place_of


class Answer(msgspec.Struct, frozen=True):
    """A view whose rows are answers by a schema.

    `untold` are fields that the view does not give as they are, with the reason. `single` names
    the operations that answer with one row.
    """

    view: View
    spec: View
    schema: MappedSchema
    bindings: tuple[Binding, ...]
    instances: Instances
    untold: tuple[str, ...] = ()
    single: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The schema's name."""
        return self.schema.pointer.rpartition("/")[2]

    def mismatches(self, rows: Iterable[Mapping[str, object]]) -> tuple[Mismatch, ...]:
        """What is wrong in the rows, each thing once."""
        found = (one for row in rows for one in self.instances(self._answer(row)))
        return tuple({one.fields or one.message: one for one in found}.values())

    def place(self, mismatch: Mismatch) -> Span | None:
        """The view's column for a field that is wrong, else the view."""
        columns = {one.field.name: one.column for one in self.bindings}
        for name in mismatch.fields:
            column = columns.get(name) or name
            if column in (self.spec.columns or ()):
                return place_of(column_place(self.spec, column))
        return place_of(self.spec.origin)

    def promised(self, mismatch: Mismatch) -> tuple[Related, ...]:
        """Where the contract describes the field that is wrong, else the schema."""
        for one in self.bindings:
            if one.field.name in mismatch.fields:
                return (Related("the contract's field is here", one.field.span),)
        return (Related("the contract's schema is here", self.schema.place),)

    def _answer(self, row: Mapping[str, object]) -> dict[str, object]:
        """The row with its columns named and converted as the mapping says."""
        bound = {one.column for one in self.bindings}
        answer = {column: value for column, value in row.items() if column not in bound}
        for one in self.bindings:
            if one.column is not None and one.column in row:
                answer[one.field.name] = _converted(one, row[one.column])
        return answer


def answers(
    contracts: Contracts, documents: Documents, live: Catalog, specs: Catalog
) -> tuple[Answer, ...]:
    """The views that the mapping gives to schemas of answers. Raises UsageError: see instances."""
    found = []
    for schema in contracts.schemas:
        name = written_name(schema.relation or "")
        view, spec = live.views.get(name), specs.views.get(name)
        if view is None or spec is None or schema.direction == "request":
            continue
        bindings = tuple(one for one in contracts.bindings if one.schema == schema.pointer)
        found.append(
            Answer(
                view=view,
                spec=spec,
                schema=schema,
                bindings=bindings,
                instances=instances_of(documents, schema.pointer),
                untold=tuple(_untold(bindings)),
                single=tuple(_single(contracts, schema)),
            )
        )
    return tuple(found)


def _single(contracts: Contracts, schema: MappedSchema) -> Iterable[str]:
    """The operations that answer with one object of the schema, chosen by the tenant alone."""
    for operation in contracts.operations:
        carried = [one for one in operation.responses if one.schema == schema.pointer]
        if schema.relation in operation.reads and carried:
            plain = not any(one.location == "path" for one in operation.parameters)
            if plain and not any(one.listed for one in carried):
                yield str(operation)


def _untold(bindings: Iterable[Binding]) -> Iterable[str]:
    for one in bindings:
        if "response" not in one.ways:
            continue
        if one.column is None and one.field.required:
            yield f"{one.field.name} is not stored"
        elif one.conversion is not None and not _is_factor(one):
            yield f"{one.field.name} is converted ({one.conversion.name})"


def _is_factor(binding: Binding) -> bool:
    return (
        binding.conversion is not None
        and binding.conversion.factor is not None
        and "number" in binding.field.value.types
    )


def _converted(binding: Binding, value: object) -> object:
    factor = binding.conversion.factor if binding.conversion else None
    if factor is None or not isinstance(value, int | Decimal):
        return value
    return Decimal(value) / factor
