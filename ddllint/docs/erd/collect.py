"""The diagrams of a schema: one, or one for each schema or folder of specs."""

import posixpath
from collections.abc import Iterator

from ddllint.catalog.model import Column, ForeignKey, Key, Table, View
from ddllint.catalog.names import Name
from ddllint.docs.erd.model import Attribute, Diagram, Entity, Kind, Mark, Relationship
from ddllint.docs.material import Material
from ddllint.docs.types import short_type
from ddllint.rules.contract.access import lead_of
from ddllint.sql.walk import relation_names


def diagrams(material: Material) -> tuple[Diagram, ...]:
    """The diagrams, by title. Partitions are left out, their table stands for them.

    Several schemas make a diagram each; otherwise each folder that specs are in does.
    """
    shown = [one for one in material.relations if not _is_partition(one)]
    titles = [one.name.schema for one in shown]
    if len(set(titles)) == 1:
        titles = _folders(material, shown)
    several = len(set(titles)) > 1
    groups: dict[str, list[Table | View]] = {}
    for title, one in zip(titles, shown, strict=True):
        groups.setdefault(title if several else "", []).append(one)
    return tuple(_diagram(material, title, groups[title]) for title in sorted(groups))


def _is_partition(relation: Table | View) -> bool:
    return isinstance(relation, Table) and relation.partition_of is not None


def _folders(material: Material, relations: list[Table | View]) -> list[str]:
    """The folder of each relation's spec, from the one that all of them are below."""
    folders = [posixpath.dirname(material.spec_of(one)) or "." for one in relations]
    top = posixpath.commonpath(folders)
    own = posixpath.basename(top) or "specs"
    return [own if folder == top else posixpath.relpath(folder, top) for folder in folders]


def _diagram(material: Material, title: str, members: list[Table | View]) -> Diagram:
    relationships = tuple(one for member in members for one in _relationships(material, member))
    own = {member.name for member in members}
    others = sorted({one.parent for one in relationships} - own)
    return Diagram(
        title,
        (
            *(_entity(material, member) for member in members),
            *(Entity(name, "elsewhere") for name in others),
        ),
        relationships,
    )


def _entity(material: Material, relation: Table | View) -> Entity:
    if isinstance(relation, View):
        kind: Kind = "materialized" if relation.materialized else "view"
        columns = material.shapes[relation.name].columns
        return Entity(
            relation.name,
            kind,
            tuple(
                Attribute(
                    one.name,
                    "" if one.type is None else short_type(one.type),
                    nullable=None if one.not_null is None else not one.not_null,
                )
                for one in columns
            ),
        )
    return Entity(
        relation.name,
        "foreign" if relation.kind == "foreign" else "table",
        tuple(_attribute(relation, column) for column in relation.columns.values()),
    )


def _attribute(table: Table, column: Column) -> Attribute:
    keys: dict[str, None] = {}
    for constraint in table.constraints.values():
        if isinstance(constraint, Key) and column.name in constraint.columns:
            if constraint.primary:
                keys["PK"] = None
            elif len(constraint.columns) == 1:
                keys["UK"] = None
        elif isinstance(constraint, ForeignKey) and column.name in constraint.columns:
            keys["FK"] = None
    order = ("PK", "FK", "UK")
    marks = tuple(key for key in order if key in keys)
    return Attribute(column.name, short_type(column.type), marks, not column.not_null)


def _relationships(material: Material, relation: Table | View) -> Iterator[Relationship]:
    if isinstance(relation, View):
        for parent in sorted(_read(material, relation)):
            yield Relationship(
                label="reads",
                child=relation.name,
                parent=parent,
                child_mark="none",
                parent_mark="none",
                reads=True,
            )
        return
    for constraint in relation.constraints.values():
        if isinstance(constraint, ForeignKey):
            yield _reference(material, relation, constraint)


def _read(material: Material, view: View) -> set[Name]:
    """The relations of the catalog that a view's query names."""
    found: set[Name] = set()
    for schema, name in relation_names(view.query):
        for candidate in (Name(schema or view.name.schema, name), Name(schema or "public", name)):
            if material.catalog.relation(candidate) is not None and candidate != view.name:
                found.add(candidate)
                break
    return found


def _reference(material: Material, table: Table, key: ForeignKey) -> Relationship:
    tenant = material.context.tenancy.column
    pairs = list(zip(key.columns, key.referenced_columns or key.columns, strict=False))
    own = [pair for pair in pairs if pair[0] != tenant] or pairs
    column, referenced = own[-1]
    nullable = any(
        name in table.columns and not table.columns[name].not_null for name in key.columns
    )
    child: Mark = "optional" if _is_unique(table, key) else "many"
    return Relationship(
        label=key.name,
        child=table.name,
        parent=key.referenced,
        child_mark=child,
        parent_mark="optional" if nullable else "one",
        column=column,
        key=referenced if key.referenced_columns else "",
    )


def _is_unique(table: Table, key: ForeignKey) -> bool:
    """Whether a row of the other table is referred to by at most one of this one."""
    columns = frozenset(key.columns)
    for constraint in table.constraints.values():
        if isinstance(constraint, Key) and columns >= frozenset(constraint.columns):
            return True
    return any(
        index.unique
        and columns >= {element.column for element in index.elements}
        and lead_of(index).holds(columns)
        for index in table.indexes.values()
    )
