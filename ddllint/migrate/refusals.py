"""What of a plan is refused, and what waits for that."""

from collections.abc import Iterator, Mapping

from ddllint.migrate.moves import Move, Moves, with_parts
from ddllint.migrate.operations import Refusal
from ddllint.migrate.renaming.hints import rename_hint
from ddllint.migrate.units import Gate, Key


def kind_of(move: Move) -> str:
    """The kind of the operation, as people call it."""
    noun = move.unit.noun
    if move.verb == "change" and move.changes:
        return move.changes[0].kind
    kind = f"{'add' if move.verb == 'create' and noun in _ADDED else move.verb}-{noun}"
    return _KINDS.get(kind, kind)


_ADDED = frozenset({"column", "key", "check", "foreign-key", "exclusion", "identity"})
_KINDS = {
    "create-not-null": "set-not-null",
    "create-default": "set-default",
    "create-comment": "comment",
    "create-owner": "set-owner",
    "create-privileges": "grant",
    "drop-privileges": "revoke",
    "create-row-security": "enable-row-security",
    "drop-row-security": "disable-row-security",
    "create-force-row-security": "force-row-security",
    "drop-force-row-security": "no-force-row-security",
    "create-replica-identity": "set-replica-identity",
    "create-rows": "refresh-view",
    "drop-rows": "empty-view",
    "create-sequence-owner": "set-sequence-owner",
}


def refusal_of(move: Move, decided: Moves) -> Refusal | None:
    """Why a move is not made; None if it is."""
    unit = move.unit
    if move.silent:
        return None
    if unit.unplannable:
        reason = unit.unplannable
        return Refusal(f"{kind_of(move)}:{unit.object}", reason, origin=unit.origin)
    for change in move.changes if move.verb == "change" else ():
        if change.unplannable:
            key = f"{change.kind}:{unit.object}"
            return Refusal(key, change.unplannable, origin=unit.origin)
    for gate in gates(move, decided):
        key = f"{gate.kind}:{unit.object}"
        if not decided.up.allows(key):
            return Refusal(key, gate.reason, flag=key, hint=gate.hint, origin=unit.origin)
    return None


def gates(move: Move, decided: Moves) -> Iterator[Gate]:
    """Why a move has to be allowed."""
    unit = move.unit
    if move.verb == "change":
        for change in move.changes:
            if change.gate:
                yield Gate(change.kind, change.gate, change.hint)
    elif move.verb == "drop" and unit.loss:
        hint = rename_hint(unit, decided.olds, decided.news)
        yield Gate(f"drop-{unit.noun}", f"{unit.loss} would be lost", hint)
    elif move.verb == "create" and unit.gate is not None and _is_live(move, decided):
        yield unit.gate


def _is_live(move: Move, decided: Moves) -> bool:
    table, _column = move.unit.value
    return decided.up.live(table.name)


def parted(decided: Moves, refused: Mapping[Key, Refusal]) -> dict[Key, Refusal]:
    """What differs of the parts of something refused: they stay with it as they are."""
    parts = with_parts(frozenset(refused), decided.olds, decided.news)
    return {
        move.unit.key: _waits(move, decided, move.unit.host)
        for move in decided.moves
        if move.unit.key in parts
        and move.unit.key not in refused
        and move.unit.host is not None
        and not move.silent
        and (move.old is None or move.new is None or move.old.same != move.new.same)
    }


def _waits(move: Move, decided: Moves, blocker: Key) -> Refusal:
    unit = move.unit
    shown = (decided.olds.get(blocker) or decided.news[blocker]).object
    return Refusal(
        f"{kind_of(move)}:{unit.object}",
        f"it waits for the refused change of {shown}",
        origin=unit.origin,
    )


def waiting(decided: Moves, refused: frozenset[Key]) -> dict[Key, Refusal]:
    """Moves that cannot be made while a refused one is not: the server would say no."""
    news, olds = decided.news, decided.olds
    taken = {name: key for key in refused if key in olds for name in olds[key].names}
    staying = sorted(key for key in with_parts(refused, olds, news) if key in olds)
    found: dict[Key, Refusal] = {}
    for move in decided.moves:
        unit = move.unit
        if unit.key in refused or move.silent:
            continue
        blocker = next((taken[name] for name in sorted(unit.names) if name in taken), None)
        if move.verb == "create" and blocker is None:
            blocker = next(
                (k for k in sorted(unit.needs & refused) if k not in olds or k in news), None
            )
        if move.verb == "drop":
            blocker = next((k for k in staying if unit.key in olds[k].needs), None)
            if blocker is None and unit.noun == "sequence-owner":  # it goes with the column
                blocker = next((k for k in staying if k in unit.needs), None)
        if blocker is not None:
            found[unit.key] = _waits(move, decided, blocker)
    return found
