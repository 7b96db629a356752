"""The part of the script of row security that is about references to rows of another tenant."""

from collections.abc import Iterator, Mapping

from ddllint.catalog.model import Catalog, Command, ForeignKey, Table
from ddllint.rules.tenants import scoped_tables
from ddllint.settings.model import Role, Tenancy
from ddllint.verify.isolation.ground import declared
from ddllint.verify.rows import Filling, Row
from ddllint.verify.scripts.writing import acting, block, comment, identifier, literal, setting


def references(
    catalog: Catalog,
    tenancy: Tenancy,
    roles: Mapping[str, Role],
    tenants: tuple[str, str],
    filling: Filling,
) -> Iterator[str]:
    """The lines in which a role of the first tenant names a row of the other, all rows being there.

    The check of a foreign key sees no row security, so that the key itself has to refuse it.
    """
    scoped = {t.name: t for t in scoped_tables(catalog, tenancy) if tenancy.column in t.columns}
    for table in scoped.values():
        for key in table.constraints.values():
            if isinstance(key, ForeignKey) and key.referenced in scoped:
                yield ""
                yield from _crossing(table, key, tenancy, roles, tenants, filling)


def _crossing(
    table: Table,
    key: ForeignKey,
    tenancy: Tenancy,
    roles: Mapping[str, Role],
    tenants: tuple[str, str],
    filling: Filling,
) -> Iterator[str]:
    own, other = tenants
    object_ = f"{table.name}.{key.name}"
    writers = [name for name, one in roles.items() if Command.UPDATE in declared(table.name, one)]
    writer = min(writers, key=lambda name: roles[name].owner, default=None)
    pairs = [
        (column, target)
        for column, target in zip(key.columns, key.referenced_columns, strict=True)
        if column != tenancy.column
    ]
    stranger = next(
        (
            row
            for row in filling.rows
            if row.table == key.referenced
            and row.values.get(tenancy.column) == other
            and all(row.values.get(target) is not None for _, target in pairs)
        ),
        None,
    )
    if writer is None or stranger is None or not pairs or not _has(table, own, tenancy, filling):
        yield comment(f"{object_} is not tried here: there is nobody to change it, or no row")
        return
    yield comment(f"{object_}, {writer}")
    yield from acting(writer)
    yield setting(tenancy, own)
    yield from block(_named(table, pairs, stranger, tenancy, own, object_, writer))
    yield "RESET ROLE;"


def _has(table: Table, tenant: str, tenancy: Tenancy, filling: Filling) -> bool:
    return any(
        row.table == table.name and row.values.get(tenancy.column) == tenant for row in filling.rows
    )


def _named(
    table: Table,
    pairs: list[tuple[str, str]],
    stranger: Row,
    tenancy: Tenancy,
    own: str,
    object_: str,
    writer: str,
) -> Iterator[str]:
    """The lines that let one row name the stranger, and raise unless the key refuses it."""
    name = identifier(*table.name)
    set_ = ", ".join(
        f"{identifier(column)} = {literal(stranger.values[target])}" for column, target in pairs
    )
    mine = f"{identifier(tenancy.column)} = {literal(own)}"
    told = literal(f"{object_}: {writer} names a row of another tenant, and it is ")
    yield "DECLARE state text := 'accepted';"
    yield "BEGIN"
    yield "    BEGIN"
    yield "        SET CONSTRAINTS ALL IMMEDIATE;"
    yield f"        UPDATE {name} SET {set_}"
    yield f"        WHERE ctid = (SELECT ctid FROM {name} WHERE {mine} LIMIT 1);"
    yield "    EXCEPTION"
    yield "        WHEN foreign_key_violation THEN RETURN;"
    yield "        WHEN OTHERS THEN state := concat('refused for another reason: ', SQLERRM);"
    yield "    END;"
    yield f"    RAISE EXCEPTION USING MESSAGE = concat({told}, state);"
    yield "END"
