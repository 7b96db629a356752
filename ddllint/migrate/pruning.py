"""The part of two catalogs that a plan is about, so that its cost is that of what changes.

Objects go by their plain names, and whatever an object says that may be such a name counts as one:
a part that is too large costs time, one that is too small a plan.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import structs

from ddllint.catalog.difference import Difference
from ddllint.catalog.model import Catalog, Comment, ForeignKey, Table, View
from ddllint.sql.expressions import Expression
from ddllint.sql.source import Origin

_Words: TypeAlias = Mapping[str, set[str]]

_EVERYWHERE = ("schema ", "role ", "extension ", "default privilege ")
"""What other objects depend on without a word of it."""
_OF_OBJECTS = frozenset({"table", "sequence", "type", "routine"})
_JSON_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_WORD = re.compile(r'"((?:[^"]|"")+)"|([\w$]+)')


def pruned(
    old: Catalog, new: Catalog, differences: Iterable[Difference]
) -> tuple[Catalog, Catalog] | None:
    """Both catalogs without what neither changes nor is needed by what does; None if nothing is.

    That is what differs, all that depends on it, and what these need. Of a table that is merely
    needed, or refers to what changes, the foreign keys to tables that are left out are too.
    """
    names = _names(old) | _names(new)
    changed = _changed(old, new, differences, names)
    if changed is None:
        return None
    said, referred = _said(old, new, changed, names)
    moving = _dependents(changed, said, old, new)
    beside = {name for name, others in referred.items() if not others.isdisjoint(moving)}
    kept = moving | beside
    kept |= {other for name in moving for other in referred.get(name, ())}
    kept = _needed(kept, said)
    if kept >= names:
        return None
    return _only(old, kept), _only(new, kept)


def _names(catalog: Catalog) -> set[str]:
    relations = (*catalog.tables, *catalog.views, *catalog.sequences, *catalog.types)
    routines = (routine.name for routine in catalog.routines.values())
    return {name.name for name in (*relations, *routines)}


def _told(catalog: Catalog) -> dict[str, str]:
    """What grants call the objects, each with its plain name."""
    relations = (*catalog.tables, *catalog.views, *catalog.sequences, *catalog.types)
    routines = {text: routine.name.name for text, routine in catalog.routines.items()}
    return {str(name): name.name for name in relations} | routines


def _changed(
    old: Catalog, new: Catalog, differences: Iterable[Difference], names: set[str]
) -> set[str] | None:
    """The names of the objects that differ; None if it is more than objects."""
    carriers: dict[str, set[str]] = {}
    for catalog in (old, new):
        relations: tuple[Table | View, ...] = (*catalog.tables.values(), *catalog.views.values())
        for relation in relations:
            for index in relation.indexes:
                carriers.setdefault(index, set()).add(relation.name.name)
        for table in catalog.tables.values():
            for copy in table.copies:
                carriers.setdefault(copy, set()).add(table.name.name)
    granted = {structs.replace(one, origin=None) for one in old.grants} ^ {
        structs.replace(one, origin=None) for one in new.grants
    }
    told = _told(old) | _told(new)
    if any(one.kind not in _OF_OBJECTS or one.object not in told for one in granted):
        return None
    found = {told[one.object] for one in granted}
    for one in differences:
        if one.object.startswith(_EVERYWHERE):
            return None
        if one.object.startswith("grant "):
            continue
        words = set(_words(one.object))
        hit = (words & names).union(*(carriers.get(word, ()) for word in words))
        if not hit:
            return None
        found |= hit
    return found


def _said(old: Catalog, new: Catalog, changed: set[str], names: set[str]) -> tuple[_Words, _Words]:
    """What each object says of others: by foreign keys, and otherwise."""
    said: dict[str, set[str]] = {}
    referred: dict[str, set[str]] = {}
    for catalog in (old, new):
        for object_ in _objects(catalog):
            name = object_.name.name
            if catalog is new and name in said and name not in changed:
                continue  # it says the same as before
            own = said.setdefault(name, set())
            own.update(word for word in _mentions(object_) if word in names)
            if isinstance(object_, Table):
                keys = (c for c in object_.constraints.values() if isinstance(c, ForeignKey))
                referred.setdefault(name, set()).update(key.referenced.name for key in keys)
    return said, referred


def _objects(catalog: Catalog) -> Iterator[Any]:
    yield from catalog.tables.values()
    yield from catalog.views.values()
    yield from catalog.sequences.values()
    yield from catalog.types.values()
    yield from catalog.routines.values()


def _mentions(value: Any) -> Iterator[str]:
    """The words below a value of the model, but for comments, places and foreign keys."""
    if isinstance(value, str):
        yield value
        if not value.isidentifier():
            yield from _words(value)
    elif isinstance(value, Expression):
        for found in _JSON_STRING.findall(value.json):
            text = found.decode() if b"\\" not in found else msgspec.json.decode(b'"%b"' % found)
            yield from _mentions(text)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _mentions(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _mentions(item)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Comment | ForeignKey | Origin):
        for field in value.__struct_fields__:
            yield from _mentions(getattr(value, field))


def _words(text: str) -> Iterator[str]:
    return (quoted.replace('""', '"') or plain for quoted, plain in _WORD.findall(text))


def _dependents(changed: set[str], said: _Words, old: Catalog, new: Catalog) -> set[str]:
    """The objects with all that say something of them, and with the parents of tables."""
    by: dict[str, set[str]] = {}
    for name, others in said.items():
        for other in others:
            by.setdefault(other, set()).add(name)
    for catalog in (old, new):
        for table in catalog.tables.values():
            for parent in table.bases:
                by.setdefault(table.name.name, set()).add(parent.name)
    return _reached(changed, by)


def _needed(kept: set[str], said: _Words) -> set[str]:
    return _reached(kept, said)


def _reached(start: set[str], ways: _Words) -> set[str]:
    found = set(start)
    pending = list(start)
    while pending:
        for other in ways.get(pending.pop(), ()):
            if other not in found:
                found.add(other)
                pending.append(other)
    return found


def _only(catalog: Catalog, kept: set[str]) -> Catalog:
    left_out = {text for text, name in _told(catalog).items() if name not in kept}
    return structs.replace(
        catalog,
        tables={n: _table(t, kept) for n, t in catalog.tables.items() if n.name in kept},
        views={n: one for n, one in catalog.views.items() if n.name in kept},
        sequences={n: one for n, one in catalog.sequences.items() if n.name in kept},
        types={n: one for n, one in catalog.types.items() if n.name in kept},
        routines={n: one for n, one in catalog.routines.items() if one.name.name in kept},
        grants=tuple(
            one
            for one in catalog.grants
            if one.kind not in _OF_OBJECTS or one.object not in left_out
        ),
    )


def _table(table: Table, kept: set[str]) -> Table:
    left = {
        name: constraint
        for name, constraint in table.constraints.items()
        if not isinstance(constraint, ForeignKey) or constraint.referenced.name in kept
    }
    if len(left) == len(table.constraints):
        return table
    return structs.replace(table, constraints=left)
