"""What is to be verified: specs, settings, revisions, contracts."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.contracts.documents import Documents
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.settings.load import Loaded
from ddllint.settings.model import Role, Settings
from ddllint.sql.parsed import ParsedSource


class Load(msgspec.Struct, frozen=True):
    """How much is put on a table to try its indexes, and how long answers may take.

    `rows` are a table's, of all tenants together; 95 of 100 answers take `milliseconds` at most.
    """

    rows: int = 20_000
    milliseconds: float = 50.0


OWNER = "ddllint_owner"
"""The role that owns everything when the settings name no owner."""


class Project(msgspec.Struct, frozen=True):
    """The inputs of a verification.

    `catalog` is that of the specs, each object with its place. `roles_file` is the SQL that an
    administrator runs once for each database; without it the roles are made as the settings
    describe them. `alembic` is Alembic's configuration file, None without revisions. `documents`
    are the files that `contracts` are read from. `shown` says how findings show a path.
    """

    specs: tuple[ParsedSource, ...]
    catalog: Catalog
    loaded: Loaded
    roles_file: ParsedSource | None
    alembic: Path | None
    contracts: Callable[[], Contracts | None]
    documents: Callable[[], Documents | None]
    shown: Callable[[Path], str]
    load: Load = Load()

    @property
    def settings(self) -> Settings:
        """What the settings say."""
        return self.loaded.settings

    @property
    def roles(self) -> dict[str, Role]:
        """The roles that take part, the owner among them."""
        named = dict(self.settings.roles)
        return named if any(role.owner for role in named.values()) else named | {OWNER: _OWNER}

    @property
    def owner(self) -> str:
        """The role that owns the tables and runs the migrations."""
        return next(name for name, role in self.roles.items() if role.owner)

    def place_of_role(self, name: str) -> Span | None:
        """Where the settings name a role."""
        return self.loaded.place(("roles", name), in_key=True)


_OWNER = Role(owner=True, login=True)


def check_owner(settings: Settings) -> None:
    """Raise UsageError when the settings name several owners, or one that may not log in."""
    owners = [name for name, role in settings.roles.items() if role.owner]
    if len(owners) > 1:
        raise UsageError(f"`roles` names several owners: {', '.join(owners)}")
    for name in owners:
        if not settings.roles[name].login:
            raise UsageError(
                f"the role {name} runs the migrations, and may not log in",
                help=f"Write `login: true` for {name} in ddllint.yaml.",
            )
