"""From one catalog to another: `plan`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import msgspec

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog, DefaultPrivilege
from ddllint.catalog.names import Name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.changes import moves
from ddllint.migrate.copies import with_own_names
from ddllint.migrate.cycles import in_cycles
from ddllint.migrate.kinds.grantors import passed_on
from ddllint.migrate.kinship import apart, told_of_absence
from ddllint.migrate.kinship.ahead import proven_ahead
from ddllint.migrate.operations import Group, Plan, Refusal
from ddllint.migrate.order import ordered
from ddllint.migrate.own_text import compared, has_own_text, shows_all_columns
from ddllint.migrate.pruning import pruned
from ddllint.migrate.renaming import Renamed, renamed
from ddllint.migrate.restarts import in_the_way
from ddllint.migrate.trial import blamed, script, trial, unlike
from ddllint.migrate.units import Key, Site, Unit, World

_ALL = frozenset({"*"})
_BY_HAND = "Write this migration by hand."


def plan(
    old: Catalog,
    new: Catalog,
    *,
    allow: frozenset[str] = frozenset(),
    postgres: int = DEFAULT_POSTGRES,
) -> Plan:
    """The operations that lead from `old` to `new`.

    `allow` are the keys (`drop-column:t.c`) of operations that lose data, rewrite or narrow, and
    that are refused otherwise; `*` allows all. `postgres` is the oldest major that must run the
    statements. What was tried out and does not lead to `new` is refused, never left out.
    """
    differences = difference(old, new)
    notes = tuple(_notes(old, new))
    if not differences:
        return Plan(notes=notes)
    part = pruned(old, new, differences)
    if part is not None:
        found = _planned(*part, allow, postgres, _whole(old, new))
        if all(one.hint != _BY_HAND for one in found.refusals):
            return msgspec.structs.replace(found, notes=notes)
    found = whole_plan(old, new, allow=allow, postgres=postgres)
    return msgspec.structs.replace(found, notes=notes)


def whole_plan(old: Catalog, new: Catalog, *, allow: frozenset[str], postgres: int) -> Plan:
    """The plan between catalogs as a whole, without notes; `plan` leaves out what stays."""
    return _planned(old, new, allow, postgres, _whole(old, new))


class _Whole(NamedTuple):
    """What the catalogs as a whole say of a plan of their parts.

    `first` says that there is so little before that it is sorted by group, `retold` are the units
    that are not made by their own text, `apart` the foreign keys that no CREATE TABLE makes.
    """

    first: bool
    retold: frozenset[Key] = frozenset()
    apart: frozenset[Key] = frozenset()


def _whole(old: Catalog, new: Catalog) -> _Whole:
    return _Whole(not old.tables and not old.views, in_cycles(new) | compared(new))


def _planned(
    old: Catalog, new: Catalog, allow: frozenset[str], postgres: int, whole: _Whole
) -> Plan:
    empty = _is_empty(old)
    base = "" if empty else with_own_names(_script_of(old, postgres), old, postgres)
    start = Renamed(old) if empty else renamed(base, old, new, postgres)
    base = _joined(base, start.script)
    parts = apart(base, start.catalog, new, lambda one: _script_of(one, postgres), postgres)
    alone = _joined(parts.base, script(parts.leaves))
    again = Renamed(parts.old)
    if parts.leaves or parts.joins:  # what a table kept of its parents, by the names to be
        again = renamed(alone, parts.old, parts.new, postgres)
    alone = _joined(alone, again.script)
    pair = _placed(_pair(again.catalog, parts.new, postgres, whole), old)
    plain = _made(pair, allow)
    chosen = _in_own_words(pair, alone, plain, trial(alone, plain.operations, postgres), allow)
    all_of_it = _made(pair, _ALL) if plain.refusals else plain
    reached = trial(alone, (*all_of_it.operations, *parts.joins), postgres)
    short = _shortfall(base, old if empty else start.catalog, reached, new, postgres)
    known = {refusal.key for refusal in chosen.refusals}
    ahead, joins = proven_ahead(parts.joins, start.operations, old, parts.new)
    leaving = (*start.operations, *parts.leaves)
    between = (*again.operations, *chosen.operations)
    operations = (*ahead, *told_of_absence(leaving, between, joins), *between, *joins)
    held = in_the_way(operations, pair.olds, pair.news) - whole.apart
    if held:
        tables = frozenset(("relation", *key[1:3]) for key in held)
        told = whole._replace(retold=whole.retold | tables, apart=whole.apart | held)
        return _planned(old, new, allow, postgres, told)
    return Plan(operations, (*chosen.refusals, *(one for one in short if one.key not in known)))


def _joined(*scripts: str) -> str:
    return ";\n".join(part for part in scripts if part)


def _script_of(catalog: Catalog, postgres: int) -> str:
    return script(_made(_pair(Catalog(), catalog, postgres, _Whole(first=True)), _ALL).operations)


def _is_empty(catalog: Catalog) -> bool:
    """Whether no statement makes it: a database has its `public` from the start."""
    held = (
        catalog.schemas.keys() - {"public"},
        *(catalog.tables, catalog.views, catalog.sequences, catalog.types, catalog.routines),
        *(catalog.extensions, catalog.roles, catalog.grants, catalog.default_privileges),
    )
    return not any(held)


class _Pair(NamedTuple):
    """Two catalogs and their units, and what they are parts of."""

    before: World
    after: World
    olds: Mapping[Key, Unit]
    news: Mapping[Key, Unit]
    postgres: int
    whole: _Whole


def _pair(old: Catalog, new: Catalog, postgres: int, whole: _Whole) -> _Pair:
    before, after = World(old), World(new)
    implied = (*old.default_privileges, *new.default_privileges)
    shared = frozenset(one for side in (old, new) for one in passed_on(side, implied))
    olds, news = (units_of(world, implied, shared) for world in (before, after))
    return _Pair(before, after, olds, news, postgres, whole)


def _placed(pair: _Pair, old: Catalog) -> _Pair:
    """The pair, whose units have the places at which `old` has them.

    What comes before the plan proper leaves a catalog that was made of a script, not of files.
    """
    if pair.before.catalog is old:
        return pair
    places = {key: unit.origin for key, unit in units_of(World(old)).items()}
    olds = {key: replace(unit, origin=places.get(key)) for key, unit in pair.olds.items()}
    return pair._replace(olds=olds)


def _made(pair: _Pair, allow: frozenset[str], own: frozenset[Key] = frozenset()) -> Plan:
    """One plan, the units in `own` by their own text."""
    sites = _sites(pair.before, pair.after, pair.whole.first, pair.postgres, own, allow)
    anew: frozenset[Key] = frozenset()
    while True:
        found = moves(pair.olds, pair.news, sites, anew)
        order = ordered(found, pair.whole.first, pair.whole.apart)
        if order.changing <= anew:
            return Plan(order.operations, (*found.refusals, *order.refusals))
        anew |= order.changing


def _in_own_words(
    pair: _Pair, base: str, plain: Plan, wanted: Catalog, allow: frozenset[str]
) -> Plan:
    """The plan with the specs' own text wherever that comes to the same as what is written here.

    `wanted` is what the plain plan leads to.
    """
    own = frozenset(key for key, unit in pair.news.items() if has_own_text(unit))
    own -= pair.whole.retold | in_cycles(pair.after.catalog) | compared(pair.after.catalog)
    if not pair.whole.first:  # run again, it would have the columns that come after it
        own -= frozenset(key for key in own if shows_all_columns(pair.news[key]))
    for _attempt in range(_ATTEMPTS):
        found = _made(pair, allow, own)
        wrong = unlike(trial(base, found.operations, pair.postgres), wanted)
        if not wrong:
            return found
        guilty = blamed(own, wrong)
        own -= _causes(guilty, pair.news) or guilty
    return plain


_ATTEMPTS = 4


def _causes(keys: frozenset[Key], units: Mapping[Key, Unit]) -> frozenset[Key]:
    """Those that need none of the others, in which they go wrong too."""

    def hosts(key: Key | None) -> Iterator[Key]:
        while key is not None and key in units:
            yield key
            key = units[key].host

    needed = {key: {host for need in units[key].needs for host in hosts(need)} for key in keys}
    return frozenset(key for key in keys if not needed[key] & (keys - {key}))


def _shortfall(
    base: str, old: Catalog, reached: Catalog, new: Catalog, postgres: int
) -> Iterator[Refusal]:
    """What the whole plan does not reach, but for what could not be made before it."""
    missing = unlike(reached, new)
    if not missing:
        return
    before = {(d.object, d.property) for d in unlike(trial(base, (), postgres), old)}
    for one in missing:
        if (one.object, one.property) not in before:
            kind, _space, name = one.object.partition(" ")
            yield Refusal(
                f"change-{kind}:{name}",
                f"the planner knows no statements for what becomes of it ({one.property}: "
                f"{one.left or 'none'} instead of {one.right or 'none'})",
                hint=_BY_HAND,
                origin=one.right_origin,
            )


def _sites(
    before: World,
    after: World,
    first: bool,
    postgres: int,
    own: frozenset[Key],
    allow: frozenset[str],
) -> tuple[Site, Site]:
    """Where the statements up and down run.

    Default privileges change last, so that both directions make objects under the old ones;
    but on a first emission the views come after the grants.
    """

    def live(name: Name) -> bool:
        here, there = before.catalog, after.catalog
        return (name in here.tables and name in there.tables) or (
            name in here.views and name in there.views
        )

    def implied(group: Group) -> tuple[DefaultPrivilege, ...]:
        late = first and group is Group.VIEWS
        return (after if late else before).catalog.default_privileges

    late = before.catalog.default_privileges
    shared = Site(live, lambda _group: late, allow=allow, postgres=postgres)
    return (
        replace(shared, implied=implied, own=own, hidden=_copies(before.catalog)),
        replace(shared, hidden=_copies(after.catalog)),
    )


def _copies(catalog: Catalog) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for table in catalog.tables.values():
        if table.copies:
            found[table.name.schema] = found.get(table.name.schema, frozenset()) | {*table.copies}
    return found


def _notes(old: Catalog, new: Catalog) -> Iterator[str]:
    for name, catalog in (("old", old), ("new", new)):
        for one in catalog.unmodelled:
            yield (
                f"{one.origin.span()}: {one.statement} is not modelled, so the plan from the "
                f"{name} catalog knows nothing of what it does."
            )
        for object_ in catalog.unread or ():
            yield f"The {name} catalog holds no aggregates: the plan leaves {object_} as it is."
        for refused in catalog.refused:
            yield f"{refused.origin.span()}: {refused.message}; the statement was left out."
