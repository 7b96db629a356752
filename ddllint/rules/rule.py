"""The public API for rules: what a rule is, and what it may look at.

A rule is metadata and one pure function. It sees the whole catalog, and the contracts when it
asks for them; it yields problems, and what it could not check, and keeps no state.
"""

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.finding import NotChecked, Problem, Severity
from ddllint.settings.model import Role, Tenancy

if TYPE_CHECKING:
    from ddllint.revisions.model import Migration


class Family(enum.StrEnum):
    """What a rule is about."""

    HOUSE = "house"
    CONTRACT = "contract"
    INTEGRITY = "integrity"
    TENANCY = "tenancy"
    NAMING = "naming"
    DESIGN = "design"
    SAFETY = "safety"
    SQL = "sql"
    WAIVERS = "waivers"


class Meta(msgspec.Struct, frozen=True):
    """What is known of a rule without running it.

    `code` never changes its meaning; `name` is in kebab-case; `summary` is one line; `since` is
    the version that brought the rule. `needs_contracts` says that the check reads the contracts:
    they are loaded only when a rule that runs does. `of_migrations` says that it looks at
    migrations, not at a schema.
    """

    code: str
    name: str
    family: Family
    severity: Severity
    summary: str
    since: str
    needs_contracts: bool = False
    of_migrations: bool = False


T = TypeVar("T")
NO_CONTRACTS = "the settings name no contracts"


class Context(msgspec.Struct, frozen=True):
    """What a rule may look at.

    `contracts` is None when there are none, for the reason `no_contracts`.
    `roles` are the database's roles by name, as the settings describe them. `unread` says why an
    object may be declared although the catalog lacks it, as a sentence without a full stop; empty
    when the catalog holds all there is. `migrations` are those that are checked; rules about
    the schema do not run on them.
    """

    catalog: Catalog
    tenancy: Tenancy
    contracts: Contracts | None = None
    roles: Mapping[str, Role] = {}
    unread: str = ""
    no_contracts: str = NO_CONTRACTS
    migrations: "tuple[Migration, ...]" = ()
    _shared: dict[Callable[["Context"], Any], Any] = {}
    _around: "Context | None" = None
    _of_catalog: tuple[Callable[["Context"], Any], ...] = ()

    def shared(self, make: Callable[["Context"], T]) -> T:
        """What `make` makes of this context: once, however many rules ask for it.

        `make` is a function of a module, which always gives the same for the same context.
        """
        if self._around is not None and make in self._of_catalog:
            return self._around.shared(make)
        if make not in self._shared:
            self._shared[make] = make(self)
        made: T = self._shared[make]
        return made

    def with_contracts(
        self, contracts: Contracts, *of_catalog: Callable[["Context"], Any]
    ) -> "Context":
        """The same with other contracts; what `of_catalog` make, which the contracts do not
        change, is made once for both."""
        return msgspec.structs.replace(
            self, contracts=contracts, _shared={}, _around=self, _of_catalog=of_catalog
        )


class CannotRun(Exception):
    """Raised by a rule, before its first problem, that lacks what it needs; says what that is."""


OptionsT = TypeVar("OptionsT")


class Rule(msgspec.Struct, Generic[OptionsT], frozen=True):
    """A rule: its metadata, the type of its options, its check and the module's documentation."""

    meta: Meta
    options: type[OptionsT]
    check: Callable[[Context, OptionsT], Iterator[Problem | NotChecked]]
    documentation: str
