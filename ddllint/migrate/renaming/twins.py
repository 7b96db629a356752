"""What differs from something that is gone in its name alone, and so is taken for the same.

Nothing is lost if it is not: it holds no rows of its own.
"""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Check, Enum, Key, Range, Sequence, Table, Type
from ddllint.catalog.names import Name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.operations import Hazard
from ddllint.migrate.renaming.rename import Rename, moving, new_schema, renaming, renaming_part
from ddllint.migrate.units import Unit, World


def twin_types(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """Enumerated and range types, which columns keep."""
    taken: set[Name] = set()
    for name, type_ in new.types.items():
        if name in old.types:
            continue
        for was, before in old.types.items():
            if was in new.types or was in taken or not _is_like(before, type_):
                continue
            if name.name != was.name and name.schema != was.schema and not _is_same(before, type_):
                continue
            if name.schema != was.schema:
                if name.schema not in {*old.schemas, "public"}:
                    yield new_schema(name.schema)
                yield moving("TYPE", was, name, type_.origin)
            if name.name != was.name:
                yield renaming("TYPE", Name(name.schema, was.name), name, type_.origin)
            taken.add(was)
            break


def _is_same(old: Type, new: Type) -> bool:
    """Whether it is that one, whatever it is called: its functions keep their names."""
    return isinstance(old, Range) and isinstance(new, Range)


def _is_like(old: Type, new: Type) -> bool:
    match old, new:
        case Enum(), Enum():
            return old.labels == new.labels
        case Range(), Range():
            return _definition(old) == _definition(new)
    return False


def _definition(type_: Range) -> tuple[object, ...]:
    said = (type_.subtype, type_.operator_class, type_.collation)
    return type_.functions, *said, type_.difference, type_.canonical


def twin_multiranges(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """The multirange types of range types that have their names already."""
    for name, type_ in new.types.items():
        before = old.types.get(name)
        if not isinstance(before, Range) or not isinstance(type_, Range):
            continue
        was, now = before.multirange, type_.multirange
        if was == now or _definition(before)[1:] != _definition(type_)[1:]:
            continue
        hazards = tuple(_kept_functions(before, type_))
        if was.schema != now.schema:
            if now.schema not in {*old.schemas, "public"}:
                yield new_schema(now.schema)
            yield moving("TYPE", was, now, type_.origin)._replace(hazards=hazards)
        if was.name != now.name:
            there = Name(now.schema, was.name)
            yield renaming("TYPE", there, now, type_.origin)._replace(hazards=hazards)


def _kept_functions(old: Range, new: Range) -> Iterator[Hazard]:
    kept = [
        str(name)
        for name, wanted in zip(old.functions, new.functions, strict=False)
        if name != wanted
    ]
    if kept:
        message = (
            f"the functions that make values are still called {' and '.join(kept)}; "
            "only a superuser may change that"
        )
        yield Hazard("keeps-functions", message)


def twin_sequences(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """Sequences of columns, which take their names from table and column."""
    for name, sequence in new.sequences.items():
        if sequence.owned_by is None or name in old.sequences:
            continue
        was = _owned(old, sequence)
        if was is None or was.name.schema != name.schema:
            continue
        there = new.sequences.get(was.name)
        if there is None or there.owned_by != sequence.owned_by:  # another's has its name now
            yield renaming("SEQUENCE", was.name, name, sequence.origin)


def _owned(catalog: Catalog, like: Sequence) -> Sequence | None:
    same = [
        sequence
        for sequence in catalog.sequences.values()
        if sequence.owned_by == like.owned_by and sequence.identity == like.identity
    ]
    return same[0] if len(same) == 1 else None


def twin_parts(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """Constraints and indexes."""
    if _parts(old) == _parts(new):
        return
    olds, news = units_of(World(old)), units_of(World(new))
    free = [
        unit
        for key, unit in olds.items()
        if (key not in news or news[key].host != unit.host)  # another's may have its name now
        and unit.noun in _NAMED
        and not _is_fixed(old, unit)
    ]
    taken: set[tuple[str, ...]] = set()
    for key, unit in news.items():
        if key in olds or unit.noun not in _NAMED:
            continue
        for was in free:
            alike = _is_alike(was, unit) or _is_the_primary_key(was, unit)
            if was.key not in taken and alike and _follow(old, new, was, unit):
                taken.add(was.key)
                yield _part(was, unit)
                break


def _parts(catalog: Catalog) -> set[tuple[Name, str]]:
    """The names of constraints and indexes, with their relations."""
    tables, views = catalog.tables.values(), catalog.views.values()
    return {
        *((table.name, part) for table in tables for part in (*table.constraints, *table.indexes)),
        *((view.name, part) for view in views for part in view.indexes),
    }


_NAMED = frozenset({"key", "check", "foreign-key", "exclusion", "index"})


def _is_alike(old: Unit, new: Unit) -> bool:
    return old.noun == new.noun and old.host == new.host and old.same == new.same


def _is_the_primary_key(old: Unit, new: Unit) -> bool:
    """Whether it is the one that a table has, over the same columns; options change in place."""
    if old.noun != new.noun or old.host != new.host:
        return False
    (_, before), (_, after) = old.value, new.value
    if not isinstance(before, Key) or not isinstance(after, Key):
        return False
    same = (before.columns, before.include) == (after.columns, after.include)
    return before.primary and after.primary and same


def _is_fixed(catalog: Catalog, unit: Unit) -> bool:
    """Whether the server refuses to rename a part, or renames those of other tables with it."""
    relation, part = unit.value
    if not isinstance(relation, Table):
        return False
    if relation.of_type is not None:
        return True
    if isinstance(part, Check):
        return False
    return any(relation.name in one.bases for one in catalog.tables.values())


def _follow(old: Catalog, new: Catalog, was: Unit, unit: Unit) -> bool:
    """Whether the children have the check by its new name too: the server renames theirs.

    The children of a child would have to follow as well; that is left alone.
    """
    (relation, before), (_, after) = was.value, unit.value
    if not isinstance(before, Check) or not isinstance(relation, Table):
        return True
    for child in old.tables.values():
        if relation.name in child.bases:
            there = new.tables.get(child.name)
            held = before.name in child.constraints
            if there is None or held != (after.name in there.constraints):
                return False
            if before.no_inherit or len(child.parents) > 1:
                return False
            if any(child.name in one.bases for one in old.tables.values()):
                return False
    return True


def _part(old: Unit, new: Unit) -> Rename:
    relation, after = new.value
    _, before = old.value
    if new.noun == "index":
        return renaming("INDEX", before.name, after.name, new.origin)
    has_index = new.noun in ("key", "exclusion")
    target = Name(relation.name.schema, after.name) if has_index else None
    return renaming_part(relation.name, "CONSTRAINT", before.name, after.name, new.origin, target)
