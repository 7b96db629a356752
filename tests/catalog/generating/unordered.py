"""Scripts whose meaning does not depend on the order of independent statements.

All names are written and differ, each object is commented once, and nothing is taken away; so
any order in which everything is declared at last means the same.
"""

from random import Random

from generating.words import ROLES, chance, literal, maybe, one, quote, some

_TYPES = ("integer", "text", "timestamptz", "uuid", "boolean", "numeric(10,2)")


class _Script:
    """The statements so far and the names that later ones may use."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 0
        self.statements: list[str] = []
        self.schemas = ["public"]
        self.tables: dict[str, list[str]] = {}
        self.partitioned: list[str] = []
        self.views: list[str] = []
        self.types: list[str] = []
        self.functions: list[str] = []

    def add(self, statement: str) -> None:
        self.statements.append(statement)

    def plain(self, stem: str) -> str:
        self.count += 1
        odd = one(self.rng, ["", "", "", " X", "ü", "."])
        return quote(f"{stem}{odd}{self.count}")

    def placed(self, stem: str) -> str:
        return f"{one(self.rng, self.schemas)}.{self.plain(stem)}"


def unordered(rng: Random, size: int) -> list[str]:
    """Statements in an order in which a server takes them."""
    script = _Script(rng)
    writers = [*_WRITERS, *_OFTEN, *_OFTEN]
    while len(script.statements) < size:
        one(rng, writers)(script)
    return script.statements


def _schema(s: _Script) -> None:
    name = s.plain("schema")
    s.schemas.append(name)
    s.add(f"CREATE SCHEMA {name}")


def _type(s: _Script) -> None:
    name = s.placed("type")
    s.add(
        one(s.rng, [f"CREATE TYPE {name} AS ENUM ('a', 'b')", f"CREATE DOMAIN {name} AS integer",
                    f"CREATE TYPE {name} AS (x integer, y text)"])
    )  # fmt: skip
    s.types.append(name)


def _function(s: _Script) -> None:
    name = s.placed("function")
    s.add(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$")
    s.functions.append(name)


def _table(s: _Script) -> None:
    rng, name = s.rng, s.placed("table")
    columns = {"id": "integer"} | {
        s.plain("column"): one(rng, [*_TYPES, *s.types]) for _ in range(rng.randrange(4))
    }
    parts = [f"{column} {type_}{maybe(rng, 30, ' NOT NULL')}" for column, type_ in columns.items()]
    by = ""
    if chance(rng, 20):
        by = " PARTITION BY LIST (id)"
        s.partitioned.append(name)
    parts.append(f"CONSTRAINT {s.plain('key')} PRIMARY KEY (id)")
    if chance(rng, 30):
        parts.append(f"CONSTRAINT {s.plain('check')} CHECK (id > 0)")
    s.add(f"CREATE TABLE {name} ({', '.join(parts)}){by}")
    s.tables[name] = list(columns)


def _reference(s: _Script) -> None:
    if s.tables:
        table, other = one(s.rng, list(s.tables)), one(s.rng, list(s.tables))
        target = maybe(s.rng, 50, " (id)")
        s.add(
            f"ALTER TABLE {table} ADD CONSTRAINT {s.plain('reference')} "
            f"FOREIGN KEY (id) REFERENCES {other}{target}"
        )


def _index(s: _Script) -> None:
    if s.tables:
        table = one(s.rng, list(s.tables))
        where = maybe(s.rng, 20, " WHERE id > 5")
        s.add(f"CREATE INDEX {s.plain('index')} ON {table} (id){where}")


def _view(s: _Script) -> None:
    if s.tables:
        source = one(s.rng, [*s.tables, *s.views])
        name = s.placed("view")
        kind = one(s.rng, ["VIEW", "VIEW", "MATERIALIZED VIEW"])
        s.add(f"CREATE {kind} {name} AS SELECT id FROM {source} WHERE id <> 3")
        s.views.append(name)


def _policy(s: _Script) -> None:
    if s.tables:
        table = one(s.rng, list(s.tables))
        to = f" TO {quote(one(s.rng, ROLES))}" if chance(s.rng, 50) else ""
        s.add(f"CREATE POLICY {s.plain('policy')} ON {table}{to} USING (id > 0)")
        if chance(s.rng, 50):
            s.add(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _trigger(s: _Script) -> None:
    if s.tables and s.functions:
        s.add(
            f"CREATE TRIGGER {s.plain('trigger')} BEFORE INSERT ON {one(s.rng, list(s.tables))} "
            f"FOR EACH ROW EXECUTE FUNCTION {one(s.rng, s.functions)}()"
        )


def _comment(s: _Script) -> None:
    things = [("TABLE", name) for name in s.tables]
    things += [("COLUMN", f"{table}.{c}") for table, columns in s.tables.items() for c in columns]
    things += [("FUNCTION", f"{name}()") for name in s.functions]
    said = {statement.partition(" IS ")[0] for statement in s.statements}
    fresh = [f"COMMENT ON {kind} {name}" for kind, name in things]
    fresh = [text for text in fresh if text not in said]
    if fresh:
        s.add(f"{one(s.rng, fresh)} IS {literal(f'number {s.count}')}")


def _grant(s: _Script) -> None:
    roles = ", ".join(quote(role) for role in some(s.rng, ROLES, 2))
    if s.tables:
        privileges = ", ".join(some(s.rng, ["SELECT", "INSERT", "UPDATE (id)"], 2))
        s.add(f"GRANT {privileges} ON {one(s.rng, [*s.tables, *s.views])} TO {roles}")
    if s.types and chance(s.rng, 30):
        s.add(f"GRANT USAGE ON TYPE {one(s.rng, s.types)} TO {roles}")


def _partition(s: _Script) -> None:
    if s.partitioned:
        parent, name = one(s.rng, s.partitioned), s.placed("part")
        s.count += 1
        s.add(f"CREATE TABLE {name} PARTITION OF {parent} FOR VALUES IN ({s.count})")


def _heir(s: _Script) -> None:
    plain = [table for table in s.tables if table not in s.partitioned]
    if plain:
        parent, name = one(s.rng, plain), s.placed("heir")
        own = s.plain("own")
        s.add(f"CREATE TABLE {name} ({own} text) INHERITS ({parent})")
        s.tables[name] = [own]


def _column(s: _Script) -> None:
    if s.tables:
        table, name = one(s.rng, list(s.tables)), s.plain("added")
        s.tables[table].append(name)
        s.add(f"ALTER TABLE {table} ADD COLUMN {name} {one(s.rng, [*_TYPES, *s.types])}")


_OFTEN = (_table, _index, _comment)
_WRITERS = (
    _schema,
    _type,
    _function,
    _table,
    _reference,
    _index,
    _view,
    _policy,
    _trigger,
    _comment,
    _grant,
    _partition,
    _heir,
    _column,
)
