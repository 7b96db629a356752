"""An application role that reads a view for one tenant after the other, as the API would."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import psycopg
from psycopg import sql

from ddllint.catalog.model import Command
from ddllint.contracts.instances import Mismatch
from ddllint.verify.isolation.ground import held
from ddllint.verify.isolation.sessions import Session
from ddllint.verify.isolation.trials import Trial, proof
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.reading.answers import Answer
from ddllint.verify.refusing import place_of


@dataclass(frozen=True)
class Reader:
    """What the role has read of the view so far: wrong fields, and how many rows by state."""

    answer: Answer
    session: Session
    mismatches: dict[Mismatch, str] = field(default_factory=dict)
    failures: list[Trial] = field(default_factory=list)
    counts: list[Trial] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def read(self, tenants: Sequence[str], state: str) -> None:
        """Read the view as each of the tenants."""
        statement = sql.SQL("SELECT to_jsonb(v)::text FROM {} AS v").format(
            sql.Identifier(*self.answer.view.name)
        )
        most = 0
        for tenant in tenants:
            outcome = self.session.attempt(self.session.tenant(tenant), statement)
            if outcome.refused:
                self.failures.append(Trial(False, state, f"refused ({outcome.message})"))
                continue
            rows = [json.loads(text or "", parse_float=Decimal) for (text,) in outcome.rows]
            most = max(most, len(rows))
            self.rows.append(len(rows))
            for one in self.answer.mismatches(rows):
                self.mismatches.setdefault(one, state)
        if tenants:
            self.counts.append(Trial(most <= 1, state, f"the most that a tenant has is {most}"))

    def proofs(self) -> Iterator[Proof]:
        """Yield whether its rows are valid answers, then whether a tenant has one row at most."""
        yield from self._valid()
        if self.answer.single:
            asked = " and ".join(self.answer.single)
            yield proof(
                f"a tenant has one row at most, for {asked}",
                str(self.answer.view.name),
                self.counts,
                place_of(self.answer.spec.origin),
            )

    def _valid(self) -> Iterator[Proof]:
        for mismatch, state in self.mismatches.items():
            yield self._proof(Verdict.REFUTED, f"{state}: {mismatch.message}", mismatch)
        if self.mismatches:
            return
        if self.failures:
            yield proof(
                self._promise,
                str(self.answer.view.name),
                self.failures,
                place_of(self.answer.spec.origin),
            )
        elif not sum(self.rows):
            yield self._proof(Verdict.NOT_RUN, "it shows no row of any tenant")
        else:
            evidence = f"{sum(self.rows)} rows as JSON, read by {self.session.role}: all valid"
            yield self._proof(Verdict.PROVEN, evidence)

    @property
    def _promise(self) -> str:
        return f"each row is a valid {self.answer.name}"

    def _proof(self, verdict: Verdict, evidence: str, mismatch: Mismatch | None = None) -> Proof:
        span = place_of(self.answer.spec.origin)
        return Proof(
            promise=self._promise,
            object=str(self.answer.view.name),
            verdict=verdict,
            evidence=evidence,
            span=span if mismatch is None else self.answer.place(mismatch),
            related=() if mismatch is None else self.answer.promised(mismatch),
        )


def reader_of(
    answer: Answer, sessions: Sequence[Session], administrator: psycopg.Connection
) -> Reader | Proof:
    """The first role that may read the view, the owner last; a proof when nobody can."""
    able = held(administrator, answer.view.name, [session.role for session in sessions])
    readers = [one for one in sessions if Command.SELECT in able[one.role]]
    session = min(readers, key=lambda one: one.is_owner, default=None)
    if answer.untold or session is None:
        reason = "; ".join(answer.untold) or "no role that may log in can read it"
        return Proof(
            promise=f"each row is a valid {answer.name}",
            object=str(answer.view.name),
            verdict=Verdict.NOT_RUN,
            evidence=reason,
            span=place_of(answer.spec.origin),
        )
    return Reader(answer, session)
