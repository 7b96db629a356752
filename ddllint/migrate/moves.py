"""What is to be done with units."""

from collections.abc import Mapping
from dataclasses import dataclass

from ddllint.migrate.operations import Refusal
from ddllint.migrate.units import Change, Key, Site, Unit


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do with a unit: `verb` is drop, change or create.

    `old` and `new` are the unit before and after. `by` is the unit whose own move, with the same
    verb, does it by the way: a table goes with its columns.
    """

    verb: str
    old: Unit | None
    new: Unit | None
    changes: tuple[Change, ...] = ()
    by: Key | None = None

    @property
    def silent(self) -> bool:
        """Whether another move does it by the way."""
        return self.by is not None

    @property
    def unit(self) -> Unit:
        """The unit that it is about: the new one, if there is one."""
        found = self.old if self.verb == "drop" else self.new
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Moves:
    """All moves, the two catalogs' units, and where their statements run.

    `remade` are the types that a change makes anew, on the way up or down.
    """

    moves: tuple[Move, ...]
    refusals: tuple[Refusal, ...]
    olds: Mapping[Key, Unit]
    news: Mapping[Key, Unit]
    up: Site
    down: Site
    remade: frozenset[Key] = frozenset()


def with_parts(
    keys: frozenset[Key], olds: Mapping[Key, Unit], news: Mapping[Key, Unit]
) -> frozenset[Key]:
    """The units with all that come and go with them."""
    found = set(keys)
    grew = True
    while grew:
        parts = {
            key
            for units in (olds, news)
            for key, unit in units.items()
            if unit.host in found and key not in found
        }
        found |= parts
        grew = bool(parts)
    return frozenset(found)
