"""Who may do what: roles against tables and views."""

from collections.abc import Iterator

from ddllint.catalog.model import Table, View
from ddllint.docs.material import Material
from ddllint.docs.regions import unmarked
from ddllint.report.markdown import code, escaped, table
from ddllint.rules.wording import sql_name

REGION = "role-matrix"

HEADING = f"""\
# Roles and grants

<!-- ddllint:begin {REGION} -->
<!-- ddllint:end {REGION} -->
"""
"""A file for the matrix, when there is none."""


def role_matrix(material: Material) -> str:
    """The text of the region: the roles, then the matrix of their privileges."""
    return "\n".join(unmarked(line) for line in _lines(material))


def _lines(material: Material) -> Iterator[str]:
    roles = material.context.roles
    if roles:
        yield from table(
            ("role", "logs in", "owns the tables", "bypasses row security", "member of"),
            (
                (
                    code(name),
                    _yes(role.login),
                    _yes(role.owner),
                    _yes(role.bypasses_rls),
                    ", ".join(map(code, role.member_of)),
                )
                for name, role in roles.items()
            ),
        )
        yield ""
    names = _grantees(material)
    head = ("", "rows", *("PUBLIC" if name == "public" else code(name) for name in names))
    yield from table(head, (_row(material, one, names) for one in material.relations))


def _grantees(material: Material) -> list[str]:
    """The roles of the settings, others that something is granted to or that own, then PUBLIC."""
    others = {grant.grantee for grant in material.catalog.grants if grant.kind == "table"}
    others |= {one.owner for one in material.relations if one.owner is not None}
    known = material.context.roles
    return [*known, *sorted(others - known.keys() - {"public"}), "public"]


def _row(material: Material, relation: Table | View, names: list[str]) -> tuple[str, ...]:
    held: dict[str, list[str]] = {}
    for grant in material.grants(relation.name):
        of = f" ({sql_name(grant.column)})" if grant.column else ""
        more = ", may pass it on" if grant.grantable else ""
        held.setdefault(grant.grantee, []).append(f"{grant.privilege.lower()}{of}{more}")
    owner = material.owner(relation)
    cells = (
        ", ".join([*(["owns"] if name == owner else []), *map(escaped, held.get(name, ()))])
        for name in names
    )
    return (code(str(relation.name)), _rows_shown(relation), *cells)


def _rows_shown(relation: Table | View) -> str:
    """Which rows a role that may select gets to see."""
    if isinstance(relation, View):
        if relation.materialized:
            return "all"
        return "the view's, behind a barrier" if _is_barrier(relation) else "the view's"
    security = relation.row_security
    if not security.enabled:
        return "all"
    policies = ", ".join(map(code, relation.policies)) or "none"
    return policies if security.forced else f"{policies}, all for the owner"


def _is_barrier(view: View) -> bool:
    return dict(view.options).get("security_barrier", "") in ("true", "on", "yes", "1")


def _yes(told: bool) -> str:
    return "yes" if told else "no"
