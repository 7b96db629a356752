"""Constraints, indexes and policies as SQL writes them, in canonical form."""

from collections.abc import Iterator

from ddllint.catalog.model import (
    Action,
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Trigger,
)
from ddllint.catalog.names import Name
from ddllint.docs.material import Material
from ddllint.rules.wording import sql_name


def names_sql(names: tuple[str, ...]) -> str:
    """Names in parentheses, quoted as needed."""
    return f"({', '.join(map(sql_name, names))})"


def constraint_sql(material: Material, table: Name, constraint: Constraint) -> str:
    """The constraint's definition, without its name (as `pg_get_constraintdef`)."""

    def fact(property: str) -> str:
        return material.fact("constraint", table, constraint.name, property)

    match constraint:
        case Check():
            words = [f"CHECK ({fact('expression')})"]
            words += ["NO INHERIT"] * constraint.no_inherit
        case Key():
            words = ["PRIMARY KEY" if constraint.primary else "UNIQUE"]
            words += ["NULLS NOT DISTINCT"] * constraint.nulls_not_distinct
            columns = names_sql(constraint.columns)
            if constraint.without_overlaps:
                columns = f"{columns[:-1]} WITHOUT OVERLAPS)"
            words.append(columns)
            words += [f"INCLUDE {names_sql(constraint.include)}"] * bool(constraint.include)
            words += _deferral(constraint)
        case ForeignKey():
            words = [*_foreign_key(constraint), *_deferral(constraint)]
        case Exclusion():
            words = [f"EXCLUDE USING {constraint.method} ({fact('elements')})"]
            words += [f"INCLUDE {names_sql(constraint.include)}"] * bool(constraint.include)
            words += [f"WHERE ({fact('where')})"] * (constraint.predicate is not None)
            words += _deferral(constraint)
    if isinstance(constraint, Check | ForeignKey):
        words += ["NOT VALID"] * (not constraint.validated)
        words += ["NOT ENFORCED"] * (not constraint.enforced)
    return " ".join(words)


def _foreign_key(key: ForeignKey) -> Iterator[str]:
    period = "PERIOD " if key.period else ""
    own, other = (
        names_sql(columns) if not period else f"{names_sql(columns)[:-1]}, PERIOD)"
        for columns in (key.columns, key.referenced_columns)
    )
    yield f"FOREIGN KEY {own} REFERENCES {sql_name(key.referenced)} {other}"
    if key.match_full:
        yield "MATCH FULL"
    if key.on_update is not Action.NO_ACTION:
        yield f"ON UPDATE {key.on_update.upper()}"
    if key.on_delete is not Action.NO_ACTION:
        yield f"ON DELETE {key.on_delete.upper()}"
        if key.on_delete_columns:
            yield names_sql(key.on_delete_columns)


def _deferral(constraint: Key | ForeignKey | Exclusion) -> Iterator[str]:
    if constraint.deferrable:
        yield "DEFERRABLE"
    if constraint.initially_deferred:
        yield "INITIALLY DEFERRED"


def index_sql(material: Material, index: Index) -> str:
    """What stands behind ON and the table's name in CREATE INDEX."""

    def fact(property: str) -> str:
        return material.fact("index", index.name, "", property)

    words = [] if index.method == "btree" else [f"USING {index.method}"]
    words.append(f"({fact('elements')})")
    words += [f"INCLUDE {names_sql(index.include)}"] * bool(index.include)
    words += ["NULLS NOT DISTINCT"] * index.nulls_not_distinct
    words += [f"WHERE {fact('where')}"] * (index.predicate is not None)
    return " ".join(words)


def trigger_sql(material: Material, relation: Name, trigger: Trigger) -> str:
    """When a trigger fires, and what it calls."""
    events = " OR ".join(event.upper() for event in trigger.events)
    of = f" OF {', '.join(map(sql_name, trigger.columns))}" if trigger.columns else ""
    words = [trigger.timing.upper(), events + of, "FOR EACH", "ROW" if trigger.row else "STATEMENT"]
    when = material.fact("trigger", relation, trigger.name, "when")
    words += [f"WHEN ({when})"] * bool(when)
    arguments = material.fact("trigger", relation, trigger.name, "arguments")
    return f"{' '.join(words)} EXECUTE FUNCTION {sql_name(trigger.function)}({arguments})"
