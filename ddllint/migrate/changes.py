"""Which units are made, dropped and changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ddllint.migrate.moves import Move, Moves, with_parts
from ddllint.migrate.operations import Refusal
from ddllint.migrate.own_text import made_with, table_of
from ddllint.migrate.refusals import parted, refusal_of, waiting
from ddllint.migrate.units import Change, Key, Site, Unit


def moves(
    olds: Mapping[Key, Unit],
    news: Mapping[Key, Unit],
    sites: tuple[Site, Site],
    anew: frozenset[Key] = frozenset(),
) -> Moves:
    """Decide about each unit, again until nothing that is not allowed is left.

    `anew` are units that are not changed in place.
    """
    roots: frozenset[Key] = frozenset()
    refusals: dict[str, Refusal] = {}
    while True:
        decided = _decide(olds, news, sites, with_parts(roots, olds, news), anew)
        refused = {
            move.unit.key: refusal
            for move in decided.moves
            if (refusal := refusal_of(move, decided)) is not None
        }
        refused = refused | parted(decided, refused) if refused else waiting(decided, roots)
        if not refused:
            ordered_refusals = tuple(refusals[key] for key in sorted(refusals))
            return replace(decided, refusals=ordered_refusals)
        for refusal in refused.values():
            refusals.setdefault(refusal.key, refusal)
        roots |= frozenset(refused)


def _decide(
    olds: Mapping[Key, Unit],
    news: Mapping[Key, Unit],
    sites: tuple[Site, Site],
    kept: frozenset[Key],
    forced: frozenset[Key],
) -> Moves:
    """What differs, without what is kept; whatever stands on what goes is made anew."""
    gone = {key for key in olds if key not in news and key not in kept}
    fresh = {key for key in news if key not in olds and key not in kept}
    changes: dict[Key, tuple[Change, ...]] = {}
    anew: set[Key] = set()
    for key, old in olds.items():
        new = news.get(key)
        if new is None or key in kept or (old.same == new.same and old.noun == new.noun):
            continue
        changeable = old.noun == new.noun and key not in forced
        found = old.change(old, new, sites[0]) if changeable else None
        if found is None:
            anew.add(key)
        else:
            changes[key] = found
    _spread(olds, news, gone, anew, kept, changes)
    made = frozenset(fresh | anew)
    lost = frozenset(gone | anew)
    stay = [one for key, made_of in changes.items() if key not in anew for one in made_of]
    remade = frozenset(key for one in stay for key in one.remakes)
    unmade = frozenset(key for one in stay for key in one.unmakes)
    up = replace(
        sites[0],
        made=made | remade,
        inline=_inline(news, made, sites[0].own),
        gone=frozenset(gone),
    )
    down = replace(
        sites[1],
        made=lost | unmade,
        inline=_inline(olds, lost, frozenset()),
        gone=frozenset(fresh),
    )
    for key in remade | unmade:  # without the columns that are made anew
        changes[key] = olds[key].change(olds[key], news[key], up) or ()
    found_moves = [
        *_drops(olds, news, lost, anew),
        *_changes(olds, news, {k: c for k, c in changes.items() if k not in anew and c}),
        *_creates(olds, news, made, up.inline),
    ]
    done = [change for move in found_moves for change in move.changes]
    anew_in_place = frozenset(key for one in done for key in one.remakes | one.unmakes)
    return Moves(tuple(found_moves), (), olds, news, up, down, anew_in_place)


_HOLDING = frozenset({"foreign-key"})
"""What is no less bound to what it needs once it has been changed."""


def _spread(
    olds: Mapping[Key, Unit],
    news: Mapping[Key, Unit],
    gone: set[Key],
    anew: set[Key],
    kept: frozenset[Key],
    changes: Mapping[Key, tuple[Change, ...]],
) -> None:
    """Add to `anew` what cannot stay while something that it stands on goes or changes type."""
    retyped = {key for made in changes.values() for one in made for key in one.retypes}
    remade = {key for made in changes.values() for one in made for key in one.remakes | one.unmakes}
    grew = True
    while grew:
        grew = False
        for key, old in olds.items():
            if key in gone or key in anew or key in kept:
                continue
            new = news[key]
            shaken = bool(old.needs & anew) or bool((old.rigid | new.rigid) & retyped)
            shaken = shaken or (bool((old.needs & new.needs) & remade) and key not in retyped)
            loosened = key in changes and not (new.needs & gone) and old.noun not in _HOLDING
            shaken = shaken or (bool(old.needs & gone) and not loosened)
            if shaken or (old.host is not None and old.host in anew):
                anew.add(key)
                grew = True


def _inline(units: Mapping[Key, Unit], made: frozenset[Key], own: frozenset[Key]) -> frozenset[Key]:
    """What the CREATE of another unit makes: by its own text what was written in it."""
    found = set()
    for key in made:
        unit = units[key]
        table = table_of(unit)
        by_text = table if table in own and table in made else None
        is_written = by_text is not None and made_with(unit, units[by_text])
        if is_written or (unit.inline and unit.host in made and unit.host != by_text):
            found.add(key)
    return frozenset(found)


def _drops(
    olds: Mapping[Key, Unit], news: Mapping[Key, Unit], lost: frozenset[Key], anew: set[Key]
) -> Iterator[Move]:
    for key in reversed(list(olds)):
        if key in lost:
            old = olds[key]
            new = news.get(key) if key in anew else None
            yield Move("drop", old, new, by=_carrier(old, lost))


def _carrier(unit: Unit, moving: frozenset[Key]) -> Key | None:
    """The unit that goes and takes this one along."""
    if unit.host in moving:
        return unit.host
    return min((key for key in unit.follows if key in moving), default=None)


def _changes(
    olds: Mapping[Key, Unit], news: Mapping[Key, Unit], changes: Mapping[Key, tuple[Change, ...]]
) -> Iterator[Move]:
    for key, made_of in changes.items():
        new = news[key]
        by = next((k for k in sorted(new.follows) if _same_change(olds, news, key, k)), None)
        yield Move("change", olds[key], new, made_of, by=by if by in changes else None)


def _same_change(olds: Mapping[Key, Unit], news: Mapping[Key, Unit], key: Key, parent: Key) -> bool:
    if parent not in olds or parent not in news:
        return False
    return olds[key].same == olds[parent].same and news[key].same == news[parent].same


def _creates(
    olds: Mapping[Key, Unit],
    news: Mapping[Key, Unit],
    made: frozenset[Key],
    inline: frozenset[Key],
) -> Iterator[Move]:
    for key, new in news.items():
        if key in made:
            by = None
            if key in inline:
                by = new.host if new.inline and new.host in made else table_of(new)
            else:
                is_column = new.noun == "column"  # made anew it comes back by the same way
                alike = (
                    k for k in sorted(new.follows) if k in made and (is_column or k not in olds)
                )
                by = next((k for k in alike if news[k].same == new.same), None)
            yield Move("create", olds.get(key), new, by=by)
