"""Range types, and the functions that the server makes with them."""

from collections.abc import Iterator

from ddllint.catalog.model import Range
from ddllint.catalog.names import Name
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import step
from ddllint.migrate.text import ident, named, type_named, typed


def create_range(type_: Range) -> Iterator[Step]:
    """CREATE TYPE under the names of its functions, which do not follow to those that it has."""
    name, multirange = type_.functions or (type_.name, type_.multirange)
    words = [f"SUBTYPE = {typed(type_.subtype)}"]
    words += [f"SUBTYPE_OPCLASS = {type_.operator_class}"] if type_.operator_class else []
    words += [f"COLLATION = {type_.collation}"] if type_.collation else []
    words += [f"SUBTYPE_DIFF = {named(type_.difference)}"] if type_.difference else []
    words.append(f"MULTIRANGE_TYPE_NAME = {type_named(multirange)}")
    yield step(f"CREATE TYPE {type_named(name)} AS RANGE ({', '.join(words)})")
    yield from _renames(name, type_.name)
    yield from _renames(multirange, type_.multirange)


def _renames(old: Name, new: Name) -> Iterator[Step]:
    if old.schema != new.schema:
        yield step(f"ALTER TYPE {type_named(old)} SET SCHEMA {ident(new.schema)}")
    if old.name != new.name:
        there = Name(new.schema, old.name)
        yield step(f"ALTER TYPE {type_named(there)} RENAME TO {ident(new.name)}")
