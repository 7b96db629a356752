"""A materialized view, refreshed by its owner in one state of the tables after the other."""

from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from ddllint.catalog.model import View
from ddllint.diagnostics.span import Span
from ddllint.verify.applying import said
from ddllint.verify.isolation.trials import Trial, proof
from ddllint.verify.model import Proof

_REFRESH = sql.SQL("REFRESH MATERIALIZED VIEW {}")
_CONCURRENTLY = sql.SQL("REFRESH MATERIALIZED VIEW CONCURRENTLY {}")


@dataclass(frozen=True)
class Refreshes:
    """What came of refreshing the view so far; `connection` is its owner's."""

    view: View
    owner: str
    connection: psycopg.Connection
    plain: list[Trial] = field(default_factory=list)
    concurrent: list[Trial] = field(default_factory=list)

    def refresh(self, state: str) -> None:
        """Refresh it, then once more beside its readers."""
        self.plain.append(self._tried(_REFRESH, state))
        self.concurrent.append(self._tried(_CONCURRENTLY, state))

    def again(self) -> None:
        """Refresh it, if that can be: whether it can is told of the states."""
        with suppress(psycopg.Error):
            self.connection.execute(_REFRESH.format(sql.Identifier(*self.view.name)))

    def proofs(self, span: Span | None) -> tuple[Proof, Proof]:
        """Whether each way of refreshing it worked in all states."""
        name = str(self.view.name)
        beside = f"{self.owner} refreshes it CONCURRENTLY"
        return (
            proof(f"{self.owner} refreshes it", name, self.plain, span),
            proof(beside, name, self.concurrent, span),
        )

    def _tried(self, statement: sql.SQL, state: str) -> Trial:
        try:
            name = sql.Identifier(*self.view.name)
            self.connection.execute(statement.format(name))
        except psycopg.Error as error:
            return Trial(False, state, f"refused ({said(error)})")
        return Trial(True, state, "done")
