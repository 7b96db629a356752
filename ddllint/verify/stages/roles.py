"""Stage roles: each role of the settings is what they say, and none is a superuser."""

from collections.abc import Iterator

import msgspec
import psycopg
from psycopg.rows import class_row

from ddllint.settings.model import Role
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.scene import Scene

NAME = "roles"

_QUERY = """
SELECT rolsuper AS superuser, rolcreatedb AS createdb, rolcreaterole AS createrole,
       rolreplication AS replication, rolcanlogin AS login, rolbypassrls AS bypassrls,
       ARRAY(
           SELECT pg_get_userbyid(roleid)::text FROM pg_auth_members
           WHERE member = r.oid ORDER BY 1
       ) AS member_of
FROM pg_catalog.pg_roles r WHERE rolname = %s
"""


class _Attributes(msgspec.Struct, frozen=True):
    superuser: bool
    createdb: bool
    createrole: bool
    replication: bool
    login: bool
    bypassrls: bool
    member_of: list[str]


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each role."""
    with scene.administrator(scene.base) as connection:
        for name, role in scene.project.roles.items():
            yield _proof(scene, connection, name, role)


def _proof(scene: Scene, connection: psycopg.Connection, name: str, role: Role) -> Proof:
    with connection.cursor(row_factory=class_row(_Attributes)) as cursor:
        found = cursor.execute(_QUERY, (name,)).fetchone()
    assert found is not None, "the roles were made, and the settings' names looked for"
    wrong = [*_wrong(found, role), *_stranger(scene, name, role)]
    groups = f", member of {', '.join(found.member_of)}" if found.member_of else ""
    words = [
        "may log in" if found.login else "may not log in",
        "bypasses row security" if found.bypassrls else "is bound by row security",
        "is no superuser",
    ]
    return Proof(
        promise=f"{name} is what the settings say, and no superuser",
        object=name,
        verdict=Verdict.REFUTED if wrong else Verdict.PROVEN,
        evidence="; ".join(wrong) if wrong else f"{name} {', '.join(words)}{groups}",
        span=scene.project.place_of_role(name),
    )


def _wrong(found: _Attributes, role: Role) -> Iterator[str]:
    """What the role may do beyond the settings, or may not do although they say so."""
    for word, may in (
        ("is a superuser", found.superuser),
        ("may create databases", found.createdb),
        ("may create roles", found.createrole),
        ("may replicate", found.replication),
    ):
        if may:
            yield f"it {word}"
    if found.login != role.login:
        yield "it may log in" if found.login else "it may not log in"
    if found.bypassrls != role.bypasses_rls:
        yield "it has BYPASSRLS" if found.bypassrls else "it lacks BYPASSRLS"
    if set(found.member_of) != set(role.member_of):
        groups = ", ".join(found.member_of) or "nothing"
        yield f"it is a member of {groups}, not of {', '.join(role.member_of) or 'nothing'}"


def _stranger(scene: Scene, name: str, role: Role) -> Iterator[str]:
    """Whether somebody else answers when the role connects."""
    if not role.login:
        return
    try:
        with scene.connect(name, scene.base) as connection:
            row = connection.execute("SELECT session_user::text, current_user::text").fetchone()
    except CannotRun as error:
        yield str(error)
        return
    if row != (name, name):
        yield f"who connects as {name} is {row}"
