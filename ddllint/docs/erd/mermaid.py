"""A diagram as Mermaid's `erDiagram` (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).

Its grammar has no escapes: names and types are reduced to what it takes, and what cannot be said so
goes into a quoted label with look-alikes for quotes.
"""

import re
from collections.abc import Iterator

import msgspec

from ddllint.catalog.names import Name
from ddllint.docs.erd.model import Attribute, Diagram, Entity, Mark, Relationship
from ddllint.report.printable import printable

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LEFT: dict[Mark, str] = {"one": "||", "optional": "|o", "many": "}o", "none": "}o"}
_RIGHT: dict[Mark, str] = {"one": "||", "optional": "o|", "many": "o{", "none": "o{"}


MOST_TEXT = 50_000
MOST_EDGES = 500
"""What Mermaid draws unless it is set up otherwise (`maxTextSize` and `maxEdges` of its
configuration); GitHub leaves them as they are."""


def mermaid(diagram: Diagram) -> tuple[str, ...]:
    """The lines of the diagram, without a fence; none if it is more than Mermaid draws.

    Where all columns are too much, those that are no keys are left out.
    """
    if len(diagram.relationships) > MOST_EDGES:
        return ()
    for one in (diagram, _of_keys(diagram)):
        lines = tuple(_lines(one))
        if sum(map(len, lines)) + len(lines) <= MOST_TEXT:
            return lines
    return ()


def _of_keys(diagram: Diagram) -> Diagram:
    entities = (
        msgspec.structs.replace(one, attributes=tuple(a for a in one.attributes if a.keys))
        for one in diagram.entities
    )
    return msgspec.structs.replace(diagram, entities=tuple(entities))


def _lines(diagram: Diagram) -> Iterator[str]:
    names = {entity.name: f"e{at}" for at, entity in enumerate(diagram.entities, 1)}
    yield "erDiagram"
    for entity in diagram.entities:
        yield from _entity(names[entity.name], entity)
    for one in diagram.relationships:
        yield f"    {_relationship(one, names)}"


def _entity(alias: str, entity: Entity) -> Iterator[str]:
    head = f'    {alias}["{_label(str(entity.name))}"]'
    if not entity.attributes:
        yield head
        return
    yield head + " {"
    yield from (f"        {_attribute(one)}" for one in entity.attributes)
    yield "    }"


def _attribute(attribute: Attribute) -> str:
    words = [_type(attribute.type), _identifier(attribute.name)]
    if attribute.keys:
        words.append(", ".join(attribute.keys))
    told = [_label(attribute.name)] if words[1] != attribute.name else []
    told += ["null"] * (attribute.nullable is True)
    if told:
        words.append(f'"{", ".join(told)}"')
    return " ".join(words)


def _relationship(one: Relationship, names: dict[Name, str]) -> str:
    line = ".." if one.reads else "--"
    ends = f"{_LEFT[one.child_mark]}{line}{_RIGHT[one.parent_mark]}"
    return f'{names[one.child]} {ends} {names[one.parent]} : "{_label(one.label)}"'


def _type(type_: str) -> str:
    """A type in letters, digits, `_`, `-`, brackets and parentheses, beginning with a letter."""
    plain = re.sub(r"[^A-Za-z0-9_()\[\]-]+", "_", type_.replace(",", "-")) or "unknown"
    return plain if plain[0].isalpha() else f"t{plain}"


def _identifier(name: str) -> str:
    """A name in letters, digits and `_`, beginning with a letter."""
    if _WORD.fullmatch(name):
        return name
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name)
    return plain if _WORD.fullmatch(plain) else f"c_{plain.lstrip('_')}"


def _label(text: str) -> str:
    """Text between quotes; Mermaid decodes `#` entities and renders Markdown and HTML in labels."""
    shown = printable(text)
    return re.sub(r"[^\w .,:()\[\]/=-]", lambda found: f"#{ord(found[0])};", shown) or "-"
