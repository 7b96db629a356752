"""Why a column is not just added to a table that may have rows."""

from ddllint.catalog.model import Column, Table
from ddllint.migrate.domains import default_of, domain_of, is_constrained
from ddllint.migrate.operations import Hazard
from ddllint.migrate.units import Gate, World
from ddllint.revisions.volatility import is_volatile


def gate_of(world: World, table: Table, column: Column) -> Gate | None:
    """Why adding the column to a table in use has to be allowed."""
    why = _why_rewritten(world, table, column)
    if why:
        reason = f"{why}: every row is written anew while nobody can read the table"
        return Gate(REWRITES, reason)
    if _has_no_value(world, column):
        return Gate(
            "add-not-null-column",
            "NOT NULL without a DEFAULT: the rows that are there have no value for it, "
            "so it fails unless the table is empty",
            "Give it a DEFAULT; or add it without NOT NULL, fill it, and set NOT NULL in a "
            "migration after that.",
        )
    return None


REWRITES = "rewrite-column"


def _why_rewritten(world: World, table: Table, column: Column) -> str:
    if column.generated is not None:
        return "it is stored for every row" if column.stored else ""
    if column.identity is not None:
        return "it is numbered for every row"
    domain = domain_of(world, column.type)
    if domain is not None and is_constrained(world, domain):
        return f"the constraints of {domain.name} are checked for every row"
    if table.row_security.forced and is_volatile(world.catalog, column.default):
        return (
            "its default is another for every row, and FORCE ROW LEVEL SECURITY hides the rows "
            "from the owner, who cannot fill them in batches"
        )
    return ""


def _has_no_value(world: World, column: Column) -> bool:
    """Whether rows that are there would break NOT NULL."""
    if not column.not_null or column.generated is not None or column.identity is not None:
        return False
    if column.default is not None:
        return False
    domain = domain_of(world, column.type)
    return domain is None or default_of(world, domain) is None


def hazards_of(world: World, column: Column) -> tuple[Hazard, ...]:
    """What may go wrong when the column is added to a table that is there."""
    if not _has_no_value(world, column):
        return ()
    message = "NOT NULL without a DEFAULT: it fails if the table has rows"
    return (Hazard("fails-with-rows", message),)
