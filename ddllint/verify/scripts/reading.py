"""The part of the script of row security that is about views."""

from collections.abc import Iterator, Mapping

from ddllint.catalog.model import Catalog
from ddllint.settings.model import Role, Tenancy
from ddllint.verify.isolation.sessions import GARBAGE
from ddllint.verify.scripts.writing import (
    acting,
    block,
    comment,
    identifier,
    literal,
    refused,
    seen,
    setting,
)


def views(
    catalog: Catalog, tenancy: Tenancy, roles: Mapping[str, Role], tenant: str, owner: str | None
) -> Iterator[str]:
    """The lines in which roles read the views that show the tenant column, all rows being there.

    What the settings do not let a role read has to be refused; of a role that is a member of
    others, and of the owner, this is not asked.
    """
    yield ""
    for view in catalog.views.values():
        if view.materialized:
            if view.owner or owner:
                yield f"SET LOCAL ROLE {identifier(view.owner or owner or '')};"
            yield f"REFRESH MATERIALIZED VIEW {identifier(*view.name)};"
    yield "RESET ROLE;"
    for view in catalog.views.values():
        if tenancy.column not in (view.columns or ()):
            continue
        name, column = identifier(*view.name), identifier(tenancy.column)
        for role, what in roles.items():
            reads = "select" in what.tables.get(str(view.name), ())
            if not reads and (what.owner or what.member_of):
                continue
            yield ""
            yield comment(f"{view.name}, {role}")
            yield from acting(role)
            yield setting(tenancy, tenant)
            if reads:
                others = f"SELECT FROM {name} WHERE {column} IS DISTINCT FROM {literal(tenant)}"
                yield from block(seen(others, f"{view.name}: {role} sees rows of another tenant"))
                garbage = f"{view.name}: {role} sees rows with garbage in the setting"
                yield setting(tenancy, GARBAGE)
                yield from block(seen(f"SELECT FROM {name}", garbage, may_fail=True))
                if tenancy.unset == "quiet":
                    yield setting(tenancy, "")
                    told = f"{view.name}: {role} sees rows with no tenant in the setting"
                    yield from block(seen(f"SELECT FROM {name}", told))
            else:
                told = f"{view.name}: {role} may select"
                yield from block(refused(f"PERFORM FROM {name}", told))
            yield "RESET ROLE;"
