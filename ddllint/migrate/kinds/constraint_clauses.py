"""Constraints as CREATE TABLE and ADD take them."""

from ddllint.catalog.model import Check, Constraint, Exclusion, ForeignKey, Key, Table
from ddllint.migrate.kinds.indexes import elements_text
from ddllint.migrate.text import expression, ident, idents, named, options
from ddllint.migrate.units import World


def constraint_clause(world: World, table: Table, constraint: Constraint) -> str:
    """A constraint with its name, as CREATE TABLE and ADD take it, without NOT VALID."""
    return f"CONSTRAINT {ident(constraint.name)} {_body(world, table, constraint)}"


def _body(world: World, table: Table, constraint: Constraint) -> str:
    scope = world.over(table)
    match constraint:
        case Check():
            text = f"CHECK ({expression(constraint.expression, scope)})"
            text += " NO INHERIT" if constraint.no_inherit else ""
            return text + _enforced(constraint.enforced)
        case Key():
            return _key_body(constraint)
        case ForeignKey():
            return _foreign_body(constraint)
        case Exclusion():
            parts = [
                f"{elements_text(world, table, (element,))} WITH {operator}"
                for element, operator in constraint.elements
            ]
            text = f"EXCLUDE USING {ident(constraint.method)} ({', '.join(parts)})"
            text += f" INCLUDE ({idents(constraint.include)})" if constraint.include else ""
            if constraint.predicate is not None:
                text += f" WHERE ({expression(constraint.predicate, scope)})"
            return text + deferral(constraint.deferrable, constraint.initially_deferred)


def _key_body(key: Key) -> str:
    text = "PRIMARY KEY" if key.primary else "UNIQUE"
    text += " NULLS NOT DISTINCT" if key.nulls_not_distinct else ""
    overlaps = " WITHOUT OVERLAPS" if key.without_overlaps else ""
    text += f" ({idents(key.columns)}{overlaps})"
    text += f" INCLUDE ({idents(key.include)})" if key.include else ""
    text += f" WITH {options(key.options)}" if key.options else ""
    return text + deferral(key.deferrable, key.initially_deferred)


def _foreign_body(key: ForeignKey) -> str:
    own, theirs = _period(key.columns, key.period), _period(key.referenced_columns, key.period)
    target = f" ({theirs})" if theirs else ""
    text = f"FOREIGN KEY ({own}) REFERENCES {named(key.referenced)}{target}"
    text += " MATCH FULL" if key.match_full else ""
    if key.on_delete != "no action":
        text += f" ON DELETE {key.on_delete.upper()}"
        text += f" ({idents(key.on_delete_columns)})" if key.on_delete_columns else ""
    text += f" ON UPDATE {key.on_update.upper()}" if key.on_update != "no action" else ""
    return text + deferral(key.deferrable, key.initially_deferred) + _enforced(key.enforced)


def _period(columns: tuple[str, ...], period: bool) -> str:
    if not period:
        return idents(columns)
    return ", ".join([*map(ident, columns[:-1]), f"PERIOD {ident(columns[-1])}"])


def deferral(deferrable: bool, deferred: bool) -> str:
    """DEFERRABLE and INITIALLY DEFERRED, with a space before them; empty for neither."""
    return (" DEFERRABLE" if deferrable else "") + (" INITIALLY DEFERRED" if deferred else "")


def _enforced(enforced: bool) -> str:
    return "" if enforced else " NOT ENFORCED"
