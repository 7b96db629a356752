"""From one catalog to another: `plan`."""

from collections.abc import Callable, Iterator

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog, DefaultPrivilege
from ddllint.catalog.names import Name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.changes import moves
from ddllint.migrate.cycles import in_cycles
from ddllint.migrate.operations import Group, Plan, Refusal
from ddllint.migrate.order import ordered
from ddllint.migrate.own_text import has_own_text
from ddllint.migrate.renaming import Renamed, renamed
from ddllint.migrate.trial import blamed, script, trial, unlike
from ddllint.migrate.units import Key, Site, World

_ALL = frozenset({"*"})
_NOTHING: frozenset[Key] = frozenset()


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
    if not difference(old, new):
        return Plan(notes=tuple(_notes(old, new)))
    empty = not (old.tables or old.views or old.types or old.routines or old.sequences)
    base = "" if empty else script(_made(Catalog(), old, _ALL, postgres, _NOTHING).operations)
    start = Renamed(old) if empty else renamed(base, old, new, postgres)
    base = ";\n".join(part for part in (base, start.script) if part)

    def make(allowed: frozenset[str], own: frozenset[Key]) -> Plan:
        return _made(start.catalog, new, allowed, postgres, own)

    plain = make(allow, _NOTHING)
    chosen = _in_own_words(make, base, plain, allow, new, postgres)
    short = _shortfall(make, base, old if empty else start.catalog, new, postgres)
    known = {refusal.key for refusal in chosen.refusals}
    return Plan(
        (*start.operations, *chosen.operations),
        (*chosen.refusals, *(one for one in short if one.key not in known)),
        tuple(_notes(old, new)),
    )


def _made(
    old: Catalog, new: Catalog, allow: frozenset[str], postgres: int, own: frozenset[Key]
) -> Plan:
    """One plan, the units in `own` by their own text."""
    before, after = World(old), World(new)
    first = not old.tables and not old.views
    implied = (*old.default_privileges, *new.default_privileges)
    sites = _sites(before, after, first, postgres, own, allow)
    olds, news = units_of(before, implied), units_of(after, implied)
    anew: frozenset[Key] = frozenset()
    while True:
        found = moves(olds, news, sites, anew)
        order = ordered(found, first)
        if order.changing <= anew:
            return Plan(order.operations, (*found.refusals, *order.refusals))
        anew |= order.changing


_Make = Callable[[frozenset[str], frozenset[Key]], Plan]


def _in_own_words(
    make: _Make, base: str, plain: Plan, allow: frozenset[str], new: Catalog, postgres: int
) -> Plan:
    """The plan with the specs' own text wherever that comes to the same as what is written here."""
    own = frozenset(
        key for key, unit in units_of(World(new)).items() if has_own_text(unit)
    ) - in_cycles(new)
    wanted = trial(base, plain.operations, postgres)
    for _attempt in range(_ATTEMPTS):
        found = make(allow, own)
        wrong = unlike(trial(base, found.operations, postgres), wanted)
        if not wrong:
            return found
        own -= blamed(own, wrong)
    return plain


_ATTEMPTS = 3


def _shortfall(
    make: _Make, base: str, old: Catalog, new: Catalog, postgres: int
) -> Iterator[Refusal]:
    """What even the whole plan does not reach, but for what could not be made before it."""
    whole = make(_ALL, _NOTHING)
    before = {(d.object, d.property) for d in unlike(trial(base, (), postgres), old)}
    for one in unlike(trial(base, whole.operations, postgres), new):
        if (one.object, one.property) not in before:
            kind, _space, name = one.object.partition(" ")
            yield Refusal(
                f"change-{kind}:{name}",
                f"the planner knows no statements for what becomes of it ({one.property}: "
                f"{one.left or 'none'} instead of {one.right or 'none'})",
                hint="Write this migration by hand.",
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

    return (
        Site(live, implied, own=own, allow=allow, postgres=postgres),
        Site(
            live, lambda _group: before.catalog.default_privileges, allow=allow, postgres=postgres
        ),
    )


def _notes(old: Catalog, new: Catalog) -> Iterator[str]:
    for name, catalog in (("old", old), ("new", new)):
        for one in catalog.unmodelled:
            yield (
                f"{one.origin.span()}: {one.statement} is not modelled, so the plan from the "
                f"{name} catalog knows nothing of what it does."
            )
        for refused in catalog.refused:
            yield f"{refused.origin.span()}: {refused.message}; the statement was left out."
