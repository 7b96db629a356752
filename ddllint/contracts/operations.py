"""The operations of the API as the contracts describe them, before the mapping is joined."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from ddllint.contracts.bodies import Carried, Place, carried, follow
from ddllint.contracts.dialects import Dialect, dialect_of
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.flatten import Flattener
from ddllint.contracts.model import Parameter, Payload, Way
from ddllint.contracts.value import Value
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Pointer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The fixed fields of a Path Item that are operations (OpenAPI 3.1, Path Item Object)."""


class Body(msgspec.Struct, frozen=True):
    """The schema of a request's or an answer's body, and the dialect of the operation."""

    way: Way
    schema: Node
    dialect: Dialect


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One operation; the terms of its order are as written, each with its place."""

    method: str
    path: str
    identifier: str
    node: Node
    span: Span
    bodies: tuple[Body, ...]
    parameters: tuple[Parameter, ...]
    requests: tuple[Payload, ...]
    responses: tuple[Payload, ...]
    order: tuple[tuple[str, Span], ...]


def described_operations(
    flattener: Flattener, columns: Mapping[str, tuple[str, ...]], mapped: Collection[Place]
) -> Iterator[Described]:
    """All operations, in the order of the files and their text.

    `columns` gives the columns of a parameter by its `file#/json/pointer`; `mapped` schemas are
    told of even when they are only a `$ref`.
    """
    documents = flattener.documents
    reader = _Reader(flattener, columns, mapped)
    for file, document in documents.files.items():
        dialect = dialect_of(document.data, Dialect.MODERN)
        for section in ("paths", "webhooks"):
            paths = Node(file, (), document.data).child(section)
            for path in _keys(paths):
                item = follow(documents, paths.child(path))
                for method in METHODS:
                    if isinstance(item.value, dict) and isinstance(item.value.get(method), dict):
                        yield reader.operation(method, path, item, item.child(method), dialect)


class _Reader:
    def __init__(
        self,
        flattener: Flattener,
        columns: Mapping[str, tuple[str, ...]],
        mapped: Collection[Place],
    ) -> None:
        self.flattener = flattener
        self.documents: Documents = flattener.documents
        self.columns = columns
        self.mapped = mapped
        self._carried: dict[tuple[str, Pointer, Dialect], tuple[Carried, ...]] = {}

    def operation(
        self, method: str, path: str, item: Node, node: Node, dialect: Dialect
    ) -> Described:
        identifier = node.child("operationId").value
        listed = self._listed(item, node)
        requests = self._requests(node, listed)
        responses = [found for answer in self._answers(node) for found in answer]
        return Described(
            method=method.upper(),
            path=path,
            identifier=identifier if isinstance(identifier, str) else "",
            node=node,
            span=self.documents.key_span(node),
            bodies=(
                *(Body("request", schema, dialect) for _, _, schema in requests),
                *(Body("response", schema, dialect) for _, _, schema in responses),
            ),
            parameters=tuple(self._parameters(listed, dialect)),
            requests=tuple(self._payloads(requests, dialect)),
            responses=tuple(self._payloads(responses, dialect)),
            order=tuple(self._order(node)),
        )

    def _requests(
        self, node: Node, listed: Sequence[tuple[Node, Node]]
    ) -> list[tuple[str, str, Node]]:
        """Status (none), media type and schema of the request's bodies.

        Swagger 2.0 has the body among the parameters.
        """
        bodies = [follow(self.documents, node.child("requestBody"))]
        bodies += [defined for _, defined in listed if defined.child("in").value == "body"]
        return [found for body in bodies for found in _schemas(body, "")]

    def _answers(self, node: Node) -> Iterator[list[tuple[str, str, Node]]]:
        answers = node.child("responses")
        for status in _keys(answers):
            if not status.startswith("x-"):
                yield list(_schemas(follow(self.documents, answers.child(status)), status))

    def _payloads(
        self, bodies: Iterable[tuple[str, str, Node]], dialect: Dialect
    ) -> Iterator[Payload]:
        for status, media_type, schema in bodies:
            key = (schema.file, schema.pointer, dialect)
            if key not in self._carried:
                found = carried(self.flattener, schema, dialect, self.mapped)
                self._carried[key] = tuple(found)
            for one in self._carried[key]:
                yield Payload(
                    status=status,
                    media_type=media_type,
                    schema=str(one.schema),
                    listed=one.listed,
                    depth=one.depth,
                    documents=self.documents,
                    body=schema,
                )

    def _listed(self, item: Node, node: Node) -> list[tuple[Node, Node]]:
        """Parameters as listed and as defined; the operation's own replace those of the path."""
        found: dict[tuple[str, str], tuple[Node, Node]] = {}
        for used in (*item.items("parameters"), *node.items("parameters")):
            defined = follow(self.documents, used)
            name, place = defined.child("name").value, defined.child("in").value
            if isinstance(name, str) and isinstance(place, str):
                found[name, place] = (used, defined)
        return list(found.values())

    def _parameters(
        self, listed: Iterable[tuple[Node, Node]], dialect: Dialect
    ) -> Iterator[Parameter]:
        for used, defined in listed:
            location = str(defined.child("in").value)
            if location in ("body", "formData"):
                continue
            yield Parameter(
                name=str(defined.child("name").value),
                location=location,
                pointer=str(defined),
                span=self.documents.span(defined.child("name")),
                used_span=self.documents.span(used),
                required=defined.child("required").value is True or location == "path",
                value=parameter_value(self.flattener, defined, dialect),
                columns=self.columns.get(str(defined), ()),
            )

    def _order(self, node: Node) -> Iterator[tuple[str, Span]]:
        for term in node.items("x-order"):
            if isinstance(term.value, str):
                yield term.value, self.documents.span(term)


def _schemas(message: Node, status: str) -> Iterator[tuple[str, str, Node]]:
    """Status, media type and schema of the bodies of a request or a response.

    Swagger 2.0 has no media types there.
    """
    content = message.child("content")
    for kind in _keys(content):
        if content.child(kind, "schema").value is not None:
            yield status, kind, content.child(kind, "schema")
    if isinstance(message.child("schema").value, dict):
        yield status, "", message.child("schema")


def parameter_value(flattener: Flattener, defined: Node, inherited: Dialect) -> Value:
    """What a parameter or header may be; Swagger 2.0 has no `schema` in it."""
    schema = defined.child("schema")
    if schema.value is not None:
        return flattener.value(schema, inherited)
    content = defined.child("content")
    for kind in _keys(content):
        return flattener.value(content.child(kind, "schema"), inherited)
    return flattener.value(defined, inherited)


def _keys(node: Node) -> list[str]:
    return list(node.value) if isinstance(node.value, dict) else []
