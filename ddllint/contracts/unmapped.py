"""The schemas that the API carries and that the mapping does not name."""

from collections.abc import Iterable, Mapping

from ddllint.contracts.bodies import Place, is_object, leads_on, parts_of
from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Node
from ddllint.contracts.fields import ObjectReader
from ddllint.contracts.flatten import Flattener
from ddllint.contracts.model import UnmappedSchema, Way
from ddllint.contracts.operations import Body
from ddllint.contracts.sites import is_openapi, is_schema


def unmapped_schemas(
    reader: ObjectReader, bodies: Iterable[Body], mapped: Mapping[Place, bool]
) -> tuple[UnmappedSchema, ...]:
    """Each once, in the order of the files and their text.

    `mapped` says of each schema of the mapping whether a relation holds it.
    What stands in one that a relation holds belongs to that schema's fields. A document that is
    itself the JSON Schema of an object is listed too, when nothing carries it.
    """
    flattener = reader.flattener
    finder = _Finder(flattener, mapped)
    for body in bodies:
        finder.walk(body)
    documents = flattener.documents
    for file, document in documents.files.items():
        root = Node(file, (), document.data)
        if is_schema(document.data) and is_object(root) and (file, ()) not in finder.mapped:
            finder.found.setdefault((file, ()), (root, set()))
    order = {file: at for at, file in enumerate(documents.files)}
    found = [_described(reader, node, ways) for node, ways in finder.found.values()]
    return tuple(sorted(found, key=lambda one: (order[one.pointer.partition("#")[0]], one.span)))


def _described(reader: ObjectReader, node: Node, ways: set[Way]) -> UnmappedSchema:
    stem = node.file.rpartition("/")[2].partition(".")[0]
    return UnmappedSchema(
        pointer=str(node),
        name=str(node.pointer[-1]) if node.pointer else stem,
        direction=("both" if len(ways) == 2 else next(iter(ways))) if ways else None,
        fields=tuple(reader.shape(node, Dialect.MODERN).properties),
        span=reader.documents.key_span(node),
    )


class _Finder:
    """Walks the bodies; `mapped` says of each schema of the mapping whether a relation holds it."""

    def __init__(self, flattener: Flattener, mapped: Mapping[Place, bool]) -> None:
        self.flattener = flattener
        self.mapped = mapped
        self.found: dict[Place, tuple[Node, set[Way]]] = {}

    def walk(self, body: Body) -> None:
        """Add the unmapped schemas that the body carries."""
        start = body.schema
        named = self._walk(body)
        if not named and is_object(start) and (start.file, start.pointer) not in self.mapped:
            self._add(start, body.way)

    def _add(self, node: Node, way: Way) -> None:
        self.found.setdefault((node.file, node.pointer), (node, set()))[1].add(way)

    def _walk(self, body: Body) -> bool:
        """Add the schemas that have a name; whether there are any, mapped or not."""
        named = False
        waiting = [(body.schema, body.dialect)]
        seen: set[Place] = set()
        while waiting:
            node, inherited = waiting.pop()
            place = (node.file, node.pointer)
            if place in seen:
                continue
            seen.add(place)
            held = self.mapped.get(place)
            if held:
                named = True
                continue
            if is_object(node) and self._is_named(node):
                named = True
                if held is None:
                    self._add(node, body.way)
            if not leads_on(node.value):
                continue
            dialect = self.flattener.dialect(node, inherited)
            target = self.flattener.target(node)
            if target is not None:
                waiting.append((target, dialect))
            if target is None or dialect.reads_siblings:
                waiting += [(part, dialect) for part, _ in parts_of(node)]
        return named

    def _is_named(self, node: Node) -> bool:
        """Whether the schema has a name of its own, and does not only stand within another."""
        root = self.flattener.documents.files[node.file].data
        match node.pointer:
            case ():
                return True
            case ("components", "schemas", _) | ("definitions" | "$defs", _):
                return True
            case (_,):
                return not (is_openapi(root) or is_schema(root))
        return False
