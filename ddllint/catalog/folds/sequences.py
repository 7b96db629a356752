"""Sequences: CREATE, ALTER, and those that serial and identity columns bring along."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET

from ddllint.catalog.folds.grants import apply_default_privileges, drop_grants
from ddllint.catalog.folds.options import list_texts, option_text
from ddllint.catalog.model import Column, Identity, Sequence
from ddllint.catalog.names import Name, choose_name
from ddllint.catalog.state import Rejected, State, TableDraft
from ddllint.sql.decode import decode_type
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import AlterSeqStmt, CreateSeqStmt, DefElem, DefElemNode
from ddllint.sql.source import Origin

_BIGINT = TypeName("bigint")
_MAXIMUM = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def create_sequence(state: State, node: CreateSeqStmt) -> None:
    """CREATE SEQUENCE."""
    name = state.new_name(node.sequence)
    if state.taken(name) and node.if_not_exists:
        return
    state.reject_taken(name)
    origin = state.origin(node.sequence.location, name.name)
    persistence = _PERSISTENCE[node.sequence.relpersistence]
    _add(
        state,
        _with_options(state, Sequence(name, _BIGINT), node.options, fresh=True),
        origin,
        persistence,
    )


_PERSISTENCE = {"p": "permanent", "u": "unlogged", "t": "temporary"}


def _add(state: State, sequence: Sequence, origin: Origin | None, persistence: str) -> None:
    state.sequences[sequence.name] = msgspec.structs.replace(
        sequence, origin=origin, persistence=persistence, owner=sequence.owner or state.role
    )
    state.declare("relation", sequence.name.name)
    apply_default_privileges(state, "sequence", sequence.name)


def alter_sequence(state: State, node: AlterSeqStmt) -> None:
    """ALTER SEQUENCE with options."""
    name = find_sequence(state, node.sequence.schemaname, node.sequence.relname)
    state.sequences[name] = _with_options(state, state.sequences[name], node.options)


def find_sequence(state: State, schema: str, name: str) -> Name:
    """The full name of a sequence; `Missing` if there is none."""
    for candidate in state.candidates(schema, name):
        if candidate in state.sequences:
            return candidate
    state.missing_relation(schema, name)


def _with_options(
    state: State, sequence: Sequence, options: Iterable[DefElemNode], fresh: bool = False
) -> Sequence:
    """The sequence after its options; limits and start follow type and direction.

    Source: PostgreSQL manual, CREATE SEQUENCE, and `init_params` in `commands/sequence.c`.
    """
    given = {node.def_elem.defname: node.def_elem for node in options}
    type_ = sequence.type
    old_lowest, old_highest = -_MAXIMUM[type_.name] - 1, _MAXIMUM[type_.name]
    if "as" in given and given["as"].arg is not UNSET:
        ((_, body),) = msgspec.json.decode(given["as"].arg, type=dict[str, msgspec.Raw]).items()
        type_ = decode_type(body)
        if type_.name not in _MAXIMUM:
            shown = str(sequence.name)
            raise Rejected(f'sequence "{shown}" is of no integer type: {type_}', shown)
    increment = _number(given.get("increment"), sequence.increment)
    lowest, highest = -_MAXIMUM[type_.name] - 1, _MAXIMUM[type_.name]
    retyped = not fresh and "as" in given
    keep_minimum = not fresh and not (retyped and sequence.minimum == old_lowest)
    keep_maximum = not fresh and not (retyped and sequence.maximum == old_highest)
    default_minimum = 1 if increment > 0 and (fresh or keep_minimum) else lowest
    default_maximum = highest if increment > 0 or not (fresh or keep_maximum) else -1
    minimum = _number(
        given.get("minvalue"),
        sequence.minimum if keep_minimum else default_minimum,
        default_minimum,
    )
    maximum = _number(
        given.get("maxvalue"),
        sequence.maximum if keep_maximum else default_maximum,
        default_maximum,
    )
    first = minimum if increment > 0 else maximum
    owned_by = sequence.owned_by
    if "owned_by" in given:
        owned_by = _owner_column(state, given["owned_by"])
    return msgspec.structs.replace(
        sequence,
        type=type_,
        increment=increment,
        minimum=minimum,
        maximum=maximum,
        start=_number(given.get("start"), first if fresh else sequence.start),
        cache=_number(given.get("cache"), sequence.cache),
        cycle=option_text(given["cycle"]) == "true" if "cycle" in given else sequence.cycle,
        owned_by=owned_by,
    )


def _number(option: DefElem | None, otherwise: int, without_value: int | None = None) -> int:
    """An option's number; NO MINVALUE and its like have no value."""
    if option is None:
        return otherwise
    if option.arg is UNSET:
        return otherwise if without_value is None else without_value
    return int(option_text(option))


def _owner_column(state: State, option: DefElem) -> tuple[Name, str] | None:
    *path, column = list_texts(option)
    if not path:
        return None  # OWNED BY NONE
    schema = path[-2] if len(path) > 1 else ""
    for name in state.candidates(schema, path[-1]):
        if name in state.tables:
            return name, state.column(state.tables[name], column).name
    state.missing_relation(schema, path[-1])


def serial_column(state: State, draft: TableDraft, column: Column, integer: str) -> Column:
    """A serial column as what it stands for: an integer, a sequence, a default (manual 8.1.4)."""
    sequence = _make_owned(state, draft, column, integer, (), identity=False)
    call = {
        "FuncCall": {
            "funcname": [{"String": {"sval": "nextval"}}],
            "args": [
                {
                    "TypeCast": {
                        "arg": {"A_Const": {"sval": {"sval": quote_name(*sequence)}}},
                        "typeName": {"names": [{"String": {"sval": "regclass"}}], "typemod": -1},
                    }
                }
            ],
            "funcformat": "COERCE_EXPLICIT_CALL",
        }
    }
    return msgspec.structs.replace(
        column,
        type=TypeName(integer),
        not_null=True,
        default=Expression(msgspec.json.encode(call)),
    )


def identity_column(
    state: State,
    draft: TableDraft,
    column: Column,
    identity: Identity,
    options: tuple[DefElemNode, ...],
) -> Column:
    """An identity column, and the sequence behind it."""
    _make_owned(state, draft, column, column.type.name, options, identity=True)
    return msgspec.structs.replace(column, identity=identity, not_null=True)


def _make_owned(
    state: State,
    draft: TableDraft,
    column: Column,
    integer: str,
    options: tuple[DefElemNode, ...],
    identity: bool,
) -> Name:
    schema = draft.name.schema
    given = {node.def_elem.defname: node.def_elem for node in options}
    name = _owned_name(state, draft, column.name)
    if "sequence_name" in given:
        written = list(list_texts(given["sequence_name"]))
        name = Name(written[-2] if len(written) > 1 else schema, written[-1])
    rest = tuple([node for node in options if node.def_elem.defname != "sequence_name"])
    type_ = TypeName(integer if integer in _MAXIMUM else "bigint")
    sequence = _with_options(state, Sequence(name, type_), rest, fresh=True)
    owned = msgspec.structs.replace(
        sequence, owned_by=(draft.name, column.name), identity=identity, owner=draft.owner
    )
    _add(state, owned, column.origin, draft.persistence)
    return name


def copied_identity(state: State, draft: TableDraft, column: Column, source: Sequence) -> Column:
    """An identity column whose sequence has the options of another one."""
    name = _owned_name(state, draft, column.name)
    copied = msgspec.structs.replace(
        source,
        name=name,
        type=_BIGINT,  # LIKE does not copy AS (`sequence_options` in `commands/sequence.c`)
        owned_by=(draft.name, column.name),
        owner=draft.owner,
        comment=None,
    )
    _add(state, copied, column.origin, draft.persistence)
    return msgspec.structs.replace(column, not_null=True)


def _owned_name(state: State, draft: TableDraft, column: str) -> Name:
    schema = draft.name.schema

    def taken(name: str) -> bool:
        return state.taken(Name(schema, name))

    return Name(schema, choose_name(draft.name.name, column, "seq", taken))


def alter_identity(
    state: State, draft: TableDraft, column: Column, options: tuple[DefElemNode, ...]
) -> Column:
    """ALTER COLUMN ... SET GENERATED and its sequence options."""
    rest = [node for node in options if node.def_elem.defname not in ("generated", "restart")]
    for name, sequence in state.sequences.items():
        if sequence.identity and sequence.owned_by == (draft.name, column.name):
            state.sequences[name] = _with_options(state, sequence, rest)
    for node in options:
        if node.def_elem.defname == "generated":
            # the parser gives the letter as a number: 'a' or 'd'
            always = option_text(node.def_elem) in ("a", str(ord("a")))
            column = msgspec.structs.replace(
                column, identity=Identity.ALWAYS if always else Identity.BY_DEFAULT
            )
    return column


def drop_identity(state: State, draft: TableDraft, column: Column) -> Column:
    """ALTER COLUMN ... DROP IDENTITY; the column stays NOT NULL."""
    for name, sequence in tuple(state.sequences.items()):
        if sequence.identity and sequence.owned_by == (draft.name, column.name):
            del state.sequences[name]
            drop_grants(state, "sequence", str(name))
    return msgspec.structs.replace(column, identity=None)


def drop_owned(state: State, table: Name, column: str | None = None) -> list[Name]:
    """Forget the sequences that go with a table, or with one column of it: these."""
    owned = [
        name
        for name, sequence in state.sequences.items()
        if sequence.owned_by and sequence.owned_by[0] == table
        if column in (None, sequence.owned_by[1])
    ]
    for name in owned:
        del state.sequences[name]
        drop_grants(state, "sequence", str(name))
    return owned
