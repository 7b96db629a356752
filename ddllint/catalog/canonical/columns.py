"""Column references: which relation a name belongs to, and how it is written."""

from collections.abc import Iterator

import msgspec

from ddllint.catalog.canonical.environment import (
    Env,
    Level,
    Relation,
    Row,
    Visible,
    shown_column,
)
from ddllint.catalog.canonical.terms import Term
from ddllint.sql.identifiers import quote_identifier

ROW_NAMES = ("old", "new")
"""What a trigger's condition calls its rows."""


def column(names: tuple[str, ...], env: Env) -> Term:
    """The term of a column as written; one that nothing is known of stays as it is."""
    found = _unqualified(names[0], env) if len(names) == 1 else _qualified(names, env)
    if found is not None:
        return found
    plain = ".".join("*" if name == "*" else quote_identifier(name) for name in names)
    return Term(plain, columns=True)


def _unqualified(name: str, env: Env) -> Term | None:
    nested = len(env.levels) > 1
    for level in env.levels:
        for visible in level.visible:
            if visible.name == name:
                return shown(visible, level.qualified or nested)
    for level in env.levels:
        row = _relation(level, "", name)
        if row is not None:
            return whole_row(row)
    for level in env.levels:
        unknown = [relation for relation in level.relations if relation.row is None]
        if len(unknown) == 1:
            return shown(Visible(name, unknown[0].shown, None), level.qualified or nested)
    return None


def shown(visible: Visible, qualified: bool) -> Term:
    """The term of a column that is visible under a name of its own."""
    relation = visible.shown if qualified else ""
    text = shown_column(relation, visible.column or visible.name)
    return Term(text, type=visible.type, columns=True)


def _qualified(names: tuple[str, ...], env: Env) -> Term | None:
    schema, alias, name = (names[-3] if len(names) > 2 else "", *names[-2:])
    for level in env.levels:
        relation = _relation(level, schema, alias)
        if relation is None:
            continue
        if name == "*":
            return whole_row(relation)
        type_ = dict(relation.row or ()).get(name)
        of_one = not level.qualified and len(env.levels) == 1
        return Term(shown_column("" if of_one else relation.shown, name), type=type_, columns=True)
    if alias in ROW_NAMES and len(env.levels) == 1 and env.levels[0].relations:
        row = dict(env.levels[0].relations[0].row or ())
        return Term(shown_column(alias, name), type=row.get(name), columns=True)
    return None


def renamed(level: Level, mark: str) -> Level:
    """The level with other names for its relations."""
    change = msgspec.structs.replace
    relations = tuple(change(one, shown=mark + one.shown) for one in level.relations)
    visible = tuple(change(one, shown=mark + one.shown) for one in level.visible)
    return change(level, relations=relations, visible=visible)


def whole_row(relation: Relation) -> Term:
    """All of a row as one value."""
    return Term(shown_column(relation.shown, "*"), type=relation.type, columns=True)


def _relation(level: Level, schema: str, alias: str) -> Relation | None:
    called = [relation for relation in level.relations if relation.alias == alias]
    if len(called) > 1 and schema:
        called = [relation for relation in called if relation.schema == schema]
    return called[0] if called else None


def all_columns(level: Level) -> tuple[Visible, ...] | None:
    """What `*` stands for, None if a relation's columns are not known."""
    if any(relation.row is None for relation in level.relations):
        return None
    return level.visible


def columns_of(names: tuple[str, ...], level: Level) -> tuple[Visible, ...] | None:
    """What `relation.*` stands for, None if that is not known."""
    relation = _relation(level, names[-3] if len(names) > 2 else "", names[-2])
    if relation is None or relation.row is None:
        return None
    return tuple(visible_columns(relation, relation.row))


def visible_columns(relation: Relation, row: Row) -> Iterator[Visible]:
    """The columns of a relation as they can be named without it."""
    for name, type_ in row:
        yield Visible(name, relation.shown, type_)
