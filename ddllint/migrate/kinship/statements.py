"""The statements that bind a table to a parent and part it from one."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from ddllint.catalog.model import Catalog, Check, Exclusion, Table
from ddllint.catalog.names import Name, choose_name
from ddllint.migrate.kinship.bonds import Bond, Moving
from ddllint.migrate.kinship.proofs import Proof, proofs, proving, unproving
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import World
from ddllint.revisions.actions import Locks, Works, strongest
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.partitions import attach_locks, attach_works, detach_locks, detach_works
from ddllint.revisions.scene import Scene
from ddllint.sql.expressions import TypeName

_TELLS_APART = 18


def leave_text(child: Name, bond: Bond) -> str:
    """DETACH PARTITION, or NO INHERIT."""
    if bond.bound:
        return f"ALTER TABLE {named(bond.parent)} DETACH PARTITION {named(child)}"
    return f"ALTER TABLE {named(child)} NO INHERIT {named(bond.parent)}"


def join_text(child: Name, bond: Bond) -> str:
    """ATTACH PARTITION, or INHERIT."""
    if bond.bound:
        return f"ALTER TABLE {named(bond.parent)} ATTACH PARTITION {named(child)} {bond.bound}"
    return f"ALTER TABLE {named(child)} INHERIT {named(bond.parent)}"


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a plan: from the catalog `start` to `aim`."""

    start: Catalog
    aim: Catalog
    postgres: int

    def is_gentle(self, move: Moving, others: frozenset[Name]) -> bool:
        """Whether a partition may go by CONCURRENTLY, and what that leaves behind is known.

        The server refuses it beside a default partition. `others` are the tables that move too.
        """
        if move.joins or len(move.leaves) != 1 or not move.leaves[0].bound:
            return False
        (bond,) = move.leaves
        scene = self._scene(self.start)
        above = [*scene.lineage(bond.parent)]
        if others.intersection(one.name for one in above):
            return False
        return (
            bond.parent in self.aim.tables
            and scene.default_partition(bond.parent) is None
            and all(one.partitioning and one.partitioning.strategy != "hash" for one in above)
            and not any(scene.is_default(one.name) for one in above)
            and not any(True for one in above for _ in scene.referencing(one.name))
        )

    def parting_gently(self, here: Catalog, move: Moving) -> tuple[Step, ...]:
        """DETACH PARTITION CONCURRENTLY, in the catalog `here`."""
        (bond,) = move.leaves
        locks = detach_locks(self._scene(here), bond.parent, move.child, gentle=True)
        text = f"{leave_text(move.child, bond)} CONCURRENTLY"
        return (structs.replace(self._step(text, locks, ()), waits=True, autocommit=True),)

    def parting(
        self, here: Catalog, child: Name, leaves: tuple[Bond, ...], joins: tuple[Bond, ...]
    ) -> tuple[Step, ...]:
        """The statements that part a table from parents, in the catalog `here`.

        When it is to join another, what proves that it may comes before: the two statements are
        not kept apart by the time that it takes to read the rows.
        """
        scene = self._scene(here)
        steps: list[Step] = []
        if self._proves_before(child, leaves, joins):
            for proof in self._proofs(child, joins):
                steps += proving(proof, tuple(scene.family(proof.table)))
        for bond in leaves:
            text = leave_text(child, bond)
            if bond.bound:
                locks = detach_locks(scene, bond.parent, child, gentle=False)
                steps.append(self._step(text, locks, detach_works(scene, bond.parent)))
            else:
                away, back = self._renames(here, child, bond.parent)
                for one in (*away, text, *back):
                    steps.append(self._step(one, (exclusive(child),), ()))
        return tuple(steps)

    def _renames(self, here: Catalog, child: Name, parent: Name) -> tuple[list[str], list[str]]:
        """Other names for the checks that are called like one of the parent's, and back again.

        A server before 18 takes them for that one, though it says NO INHERIT, and refuses to part
        the two (`RemoveInheritance` in `commands/tablecmds.c`).
        """
        above, own = here.tables[parent].constraints, here.tables[child].constraints
        if self.postgres >= _TELLS_APART:
            return [], []
        away, back = [], []
        for check in above.values():
            if isinstance(check, Check) and check.no_inherit and check.name in own:
                free = choose_name(child.name, check.name, "own", lambda name: name in own)
                rename = f"ALTER TABLE {named(child)} RENAME CONSTRAINT"
                away.append(f"{rename} {ident(check.name)} TO {ident(free)}")
                back.append(f"{rename} {ident(free)} TO {ident(check.name)}")
        return away, back

    def family(self, here: Catalog, table: Name) -> tuple[Name, ...]:
        """The table with its partitions and children, in the catalog `here`."""
        return tuple(self._scene(here).family(table))

    def joining(
        self,
        here: Catalog,
        child: Name,
        leaves: tuple[Bond, ...],
        joins: tuple[Bond, ...],
        held: Proof | None = None,
    ) -> tuple[Step, ...]:
        """The statements that bind a table to parents, in the catalog `here`.

        `held` is a check that is there already and proves that it may.
        """
        scene = self._scene(here)
        steps: list[Step] = []
        found = self._proofs(child, joins) if held is None else [held]
        if held is None and not self._proves_before(child, leaves, joins):
            for proof in found:
                steps += proving(proof, tuple(scene.family(proof.table)))
        proven = frozenset(proof.table for proof in found)
        if any(_has_exclusion(here, bond.parent) for bond in joins):
            proven -= {child}
        for bond in joins:
            after: list[Step] = []
            text = join_text(child, bond)
            if bond.bound:
                if bond.bound == "DEFAULT" and scene.is_childless(bond.parent):
                    proven |= {child}
                works = attach_works(scene, bond.parent, child, proven)
                steps.append(self._step(text, attach_locks(scene, bond.parent, child), works))
            else:
                share = (bond.parent, Lock.SHARE_UPDATE_EXCLUSIVE)
                for column in _nullable(here, child, bond.parent):
                    alter = f"ALTER TABLE ONLY {named(child)} ALTER COLUMN {ident(column)}"
                    made, unmade = f"{alter} SET NOT NULL", f"{alter} DROP NOT NULL"
                    steps.append(self._step(made, (exclusive(child),), ((child, Work.SCAN),)))
                    after.append(self._step(unmade, (exclusive(child),), ()))
                steps.append(self._step(text, (exclusive(child), share), ()))
                steps += after
        steps += [unproving(proof, tuple(scene.family(proof.table))) for proof in found]
        return tuple(steps)

    def _scene(self, here: Catalog) -> Scene:
        return Scene(here, here, ("public",), self.postgres)

    def _proves_before(
        self, child: Name, leaves: tuple[Bond, ...], joins: tuple[Bond, ...]
    ) -> bool:
        return bool(leaves and joins) and _types(self.start, child) == _types(self.aim, child)

    def _proofs(self, child: Name, joins: tuple[Bond, ...]) -> list[Proof]:
        world = World(self.aim)
        return [
            proof
            for bond in joins
            if bond.bound
            for proof in proofs(world, child, bond, self._default(bond.parent))
        ]

    def _default(self, parent: Name) -> Name | None:
        """The default partition, if the plan leaves it where it is."""
        return next(
            (
                name
                for name, table in self.aim.tables.items()
                if _is_default(table, parent) and _is_default(self.start.tables.get(name), parent)
            ),
            None,
        )

    def _step(self, text: str, locks: Locks, works: Works) -> Step:
        there = self.start.tables
        kept = [(name, lock) for name, lock in strongest(locks).items() if name in there]
        reads = any(name in there for name, _work in works)
        return step(text, *kept, work=Work.SCAN if reads else Work.NONE)


def _has_exclusion(catalog: Catalog, parent: Name) -> bool:
    """Whether the parent has an exclusion, whose index is always built anew."""
    constraints = catalog.tables[parent].constraints.values()
    return any(isinstance(one, Exclusion) for one in constraints)


def _nullable(catalog: Catalog, child: Name, parent: Name) -> Iterator[str]:
    """The columns that may be null in the child, though the parent says NOT NULL.

    The server asks for it when the two are bound; before 18 the child may lose it again.
    """
    own = catalog.tables[child].columns
    for name, column in catalog.tables[parent].columns.items():
        if column.not_null and name in own and not own[name].not_null:
            yield name


def _types(catalog: Catalog, table: Name) -> dict[str, TypeName]:
    return {column.name: column.type for column in catalog.tables[table].columns.values()}


def _is_default(table: Table | None, parent: Name) -> bool:
    return table is not None and table.partition_of == parent and table.bound == "DEFAULT"
