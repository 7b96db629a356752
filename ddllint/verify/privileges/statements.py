"""Statements that need one privilege on a relation, and nothing else.

EXPLAIN checks privileges as the statement does (ExecCheckPermissions in PostgreSQL's
`executor/execMain.c`), and touches no row: neither policies nor triggers nor constraints speak.
"""

from collections.abc import Sequence

from psycopg import sql

from ddllint.catalog.names import Name

PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
"""Those of a table, in the words of the settings (manual, 5.8)."""
OF_VIEWS = ("select", "insert", "update", "delete", "trigger")
MAINTAIN = "maintain"
"""VACUUM, REFRESH MATERIALIZED VIEW and the like, since PostgreSQL 17; no setting gives it."""
NO_STATEMENT = frozenset({"references", MAINTAIN})
"""No statement tells these alone: they are asked for."""


def statement(privilege: str, relation: Name, columns: Sequence[str]) -> sql.Composed:
    """A statement on the given columns, or on as few as there can be."""
    name = sql.Identifier(*relation)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    defaults = sql.SQL(", ").join([sql.SQL("DEFAULT")] * len(columns))
    match privilege:
        case "select":
            return sql.SQL("EXPLAIN SELECT {} FROM {}").format(names, name)
        case "insert" if columns:
            return sql.SQL("EXPLAIN INSERT INTO {} ({}) VALUES ({})").format(name, names, defaults)
        case "insert":
            return sql.SQL("EXPLAIN INSERT INTO {} DEFAULT VALUES").format(name)
        case "update":
            return sql.SQL("EXPLAIN UPDATE {} SET ({}) = ROW({})").format(name, names, defaults)
        case "delete":
            return sql.SQL("EXPLAIN DELETE FROM {}").format(name)
        case "truncate":
            return sql.SQL("TRUNCATE {}").format(name)
        case "trigger":
            return sql.SQL(
                "CREATE TRIGGER ddllint_probe AFTER INSERT ON {} FOR EACH STATEMENT "
                "EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()"
            ).format(name)
    raise ValueError(f"no statement tells the privilege {privilege} alone")
