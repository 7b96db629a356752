"""Types: enums, composites, domains, ranges."""

import msgspec
from msgspec import UNSET

from ddllint.catalog.folds.columns import add_column, collation, collation_name, retyped
from ddllint.catalog.folds.constraints import with_attributes
from ddllint.catalog.folds.grants import apply_default_privileges
from ddllint.catalog.folds.labels import follow_label
from ddllint.catalog.folds.objects import find_type
from ddllint.catalog.folds.operator_classes import default_operator_class
from ddllint.catalog.folds.options import expression, some_expression
from ddllint.catalog.model import Check, Composite, Domain, Enum, Range, Type
from ddllint.catalog.names import MAX_BYTES, Name, choose_name
from ddllint.catalog.state import Missing, NotModelled, Rejected, State, TableDraft
from ddllint.sql.decode import decode_type
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import (
    AlterDomainStmt,
    AlterEnumStmt,
    AlterTableCmd,
    ColumnDef,
    CompositeTypeStmt,
    ConstraintNode,
    ConstraintNodeNode,
    CreateDomainStmt,
    CreateEnumStmt,
    CreateRangeStmt,
    texts,
)
from ddllint.sql.parsed import decoder


def _declare(state: State, type_: Type) -> None:
    name = type_.name
    if isinstance(type_, Composite):
        state.reject_taken(name)
    else:
        state.reject_type_taken(name)
    state.types[name] = msgspec.structs.replace(type_, owner=state.role)
    state.declare("type", name.name)
    state.declare("relation", name.name)
    apply_default_privileges(state, "type", name)


def create_enum(state: State, node: CreateEnumStmt) -> None:
    """CREATE TYPE ... AS ENUM."""
    name = state.new_dotted(node.names)
    _declare(state, Enum(name, texts(node.labels), origin=state.origin(-1, name.name)))


def alter_enum(state: State, node: AlterEnumStmt) -> None:
    """ALTER TYPE ... ADD VALUE, RENAME VALUE."""
    name = find_type(state, node.names)
    found = state.types[name]
    if not isinstance(found, Enum):
        raise Rejected(f'"{name}" is no enum', str(name))
    labels = list(found.labels)
    if node.new in labels:
        if node.if_not_exists:
            return
        raise Rejected(f'enum label "{node.new}" exists already', str(name), found.origin)
    if node.old:
        labels[_label_index(name, labels, node.old)] = node.new
        follow_label(state, name, node.old, node.new)
    elif node.neighbour:
        at = _label_index(name, labels, node.neighbour)
        labels.insert(at + 1 if node.after else at, node.new)
    else:
        labels.append(node.new)
    state.types[name] = msgspec.structs.replace(found, labels=tuple(labels))
    state.declare("label", name.schema, name.name, node.new)


def _label_index(name: Name, labels: list[str], label: str) -> int:
    if label not in labels:
        key = ("label", name.schema, name.name, label)
        raise Missing(key, f'enum label "{label}" is declared nowhere', str(name))
    return labels.index(label)


def create_composite(state: State, node: CompositeTypeStmt) -> None:
    """CREATE TYPE ... AS (...)."""
    name = state.new_name(node.name)
    draft = TableDraft(name, state.origin(node.name.location, name.name))
    for wrapped in node.columns:
        add_column(state, draft, wrapped.column)
    _declare(state, Composite(name, draft.columns, origin=draft.origin))


def alter_composite(state: State, name: Name, cmd: AlterTableCmd) -> None:
    """ALTER TYPE ... ADD, DROP, ALTER ATTRIBUTE."""
    found = state.types[name]
    if not isinstance(found, Composite):
        raise Rejected(f'"{name}" is no composite type', str(name))
    draft = TableDraft(name, found.origin, columns=dict(found.columns))
    definition = cmd.definition.get("ColumnDef")
    node = decoder(ColumnDef).decode(definition) if definition is not None else None
    if cmd.subtype == "AT_AddColumn" and node is not None:
        add_column(state, draft, node)
    elif cmd.subtype == "AT_DropColumn":
        if cmd.name in draft.columns or not cmd.missing_ok:
            del draft.columns[state.column(draft, cmd.name).name]
    elif cmd.subtype == "AT_AlterColumnType" and node is not None:
        column = state.column(draft, cmd.name)
        draft.columns[cmd.name] = retyped(state, column, node)
    else:
        raise NotModelled("ALTER TYPE")
    state.types[name] = msgspec.structs.replace(found, columns=draft.columns)


def create_domain(state: State, node: CreateDomainStmt) -> None:
    """CREATE DOMAIN."""
    name = state.new_dotted(node.names)
    domain = Domain(
        name,
        state.type(node.type_name),
        collation=collation(node.collation),
        checks={},
        origin=state.origin(-1, name.name),
    )
    for constraint in with_attributes(node.constraints):
        domain = _constrained(state, domain, constraint)
    _declare(state, domain)


def _constrained(state: State, domain: Domain, node: ConstraintNode) -> Domain:
    replace = msgspec.structs.replace
    match node.contype:
        case "CONSTR_NOTNULL":
            return replace(domain, not_null=True)
        case "CONSTR_NULL":
            return replace(domain, not_null=False)
        case "CONSTR_DEFAULT":
            return replace(domain, default=expression(node.raw_expr))
        case "CONSTR_CHECK":
            check = _domain_check(state, domain, node)
            return replace(domain, checks={**domain.checks, check.name: check})
    return domain


def _domain_check(state: State, domain: Domain, node: ConstraintNode) -> Check:
    schema, plain = domain.name
    name = node.conname or choose_name(
        plain,
        "",
        "check",
        lambda name: name in domain.checks or state.constraint_taken(schema, name),
    )
    if name in domain.checks:
        shown = f"{domain.name}.{name}"
        raise Rejected(f'constraint "{shown}" is declared twice', shown, domain.checks[name].origin)
    state.reserve_constraint(schema, name)
    state.declare("constraint", schema, plain, name)
    return Check(
        name,
        some_expression(node.raw_expr),
        validated=not node.skip_validation,
        origin=state.origin(node.location, node.conname),
    )


def alter_domain(state: State, node: AlterDomainStmt) -> None:
    """ALTER DOMAIN: default, NOT NULL, constraints. The letters are those of `parsenodes.h`."""
    name = find_type(state, node.names)
    domain = state.types[name]
    if not isinstance(domain, Domain):
        raise Rejected(f'"{name}" is no domain', str(name))
    replace = msgspec.structs.replace
    match node.subtype:
        case "T":
            domain = replace(domain, default=expression(node.definition))
        case "N":
            domain = replace(domain, not_null=False)
        case "O":
            domain = replace(domain, not_null=True)
        case "C" if node.definition is not UNSET:
            wrapped = decoder(ConstraintNodeNode).decode(node.definition)
            domain = _constrained(state, domain, wrapped.constraint)
        case "X" | "V":
            domain = _without_or_validated(state, domain, node)
    state.types[name] = domain


def _without_or_validated(state: State, domain: Domain, node: AlterDomainStmt) -> Domain:
    check = domain.checks.get(node.name)
    if check is None:
        if node.missing_ok:
            return domain
        shown = f"{domain.name}.{node.name}"
        key = ("constraint", domain.name.schema, domain.name.name, node.name)
        raise Missing(key, f'constraint "{shown}" is declared nowhere', shown)
    checks = dict(domain.checks)
    if node.subtype == "V":
        checks[node.name] = msgspec.structs.replace(check, validated=True)
    else:
        del checks[node.name]
        state.release_constraint(domain.name.schema, node.name)
    return msgspec.structs.replace(domain, checks=checks)


def create_range(state: State, node: CreateRangeStmt) -> None:
    """CREATE TYPE ... AS RANGE; the multirange type's name is made as the server makes it."""
    name = state.new_dotted(node.names)
    params = {wrapped.def_elem.defname: wrapped.def_elem.arg for wrapped in node.params}
    subtype = params.get("subtype", UNSET)
    if subtype is UNSET:
        raise NotModelled("CREATE TYPE")
    ((_, body),) = msgspec.json.decode(subtype, type=dict[str, msgspec.Raw]).items()
    multirange = Name(name.schema, _multirange_name(name.name))
    parts = _parts(params.get("multirange_type_name", UNSET))
    if parts:
        multirange = Name(parts[-2] if len(parts) > 1 else state.creation_schema, parts[-1])
    type_ = state.qualified(decode_type(body))
    origin = state.origin(-1, name.name)
    state.has_ranges = True
    by_class = _parts(params.get("subtype_opclass", UNSET))
    if by_class[-1:] == (default_operator_class("btree", type_),):
        by_class = ()
    _declare(
        state,
        Range(
            name,
            type_,
            multirange,
            (name, multirange),
            quote_name(*[part for part in by_class if part != "pg_catalog"]),
            collation_name(_parts(params.get("collation", UNSET))),
            _function(state, _parts(params.get("subtype_diff", UNSET))),
            _function(state, _parts(params.get("canonical", UNSET))),
            origin=origin,
        ),
    )


def _parts(written: msgspec.Raw | msgspec.UnsetType) -> tuple[str, ...]:
    """The parts of a name as a parameter of a type; none if it is not given."""
    if written is UNSET:
        return ()
    decoded = msgspec.json.decode(written)
    names = decoded["TypeName"]["names"] if "TypeName" in decoded else [decoded]
    return tuple([part["String"]["sval"] for part in names])


def _function(state: State, parts: tuple[str, ...]) -> Name | None:
    """The function of that name; the server's own if none is declared."""
    if not parts:
        return None
    schema = parts[-2] if len(parts) > 1 else ""
    declared = {routine.name for routine in state.routines.values()}
    for candidate in state.candidates(schema, parts[-1]):
        if candidate in declared:
            return candidate
    return Name(schema or "pg_catalog", parts[-1])


def _multirange_name(name: str) -> str:
    """Source: `makeMultirangeTypeName` in `catalog/pg_type.c`."""
    head, found, tail = name.partition("range")
    if found:
        made = f"{head}multirange{tail}"
    else:
        made = f"{name.encode()[: MAX_BYTES - 11].decode('utf-8', 'ignore')}_multirange"
    return made.encode()[:MAX_BYTES].decode("utf-8", "ignore")
