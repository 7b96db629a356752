"""The parser's nodes, as far as the catalog reads them.

`pglast.parser.parse_sql_json` prints the parse tree as JSON in the names of PostgreSQL's own
`nodes/parsenodes.h`. These structs take just the fields that are read; msgspec skips the rest.
Expressions and queries stay `Raw`: they are decoded when somebody asks. Locations are byte
offsets into the source, -1 where the parser has none (it leaves 0 out).
"""

from msgspec import UNSET, Raw, Struct, UnsetType, field


class _Text(Struct, frozen=True, gc=False):
    sval: str = ""


class StringNode(Struct, frozen=True, gc=False):
    """A wrapped string."""

    string: _Text = field(name="String", default=_Text())


def texts(nodes: tuple[StringNode, ...]) -> tuple[str, ...]:
    """The strings of wrapped string nodes."""
    if len(nodes) == 1:  # as nearly always
        return (nodes[0].string.sval,)
    return tuple([node.string.sval for node in nodes]) if nodes else ()


class RangeVar(Struct, frozen=True, gc=False):
    """A relation's name as written."""

    relname: str
    schemaname: str = ""
    catalogname: str = ""
    relpersistence: str = "p"
    inh: bool = False
    location: int = 0


class RangeVarNode(Struct, frozen=True, gc=False):
    """A wrapped RangeVar."""

    range_var: RangeVar = field(name="RangeVar")


class TypeNode(Struct, frozen=True, gc=False):
    """A type's name as written; `modifiers` and `bounds` are wrapped constants."""

    names: tuple[StringNode, ...] = ()
    modifiers: tuple[Raw, ...] = field(name="typmods", default=())
    bounds: tuple[Raw, ...] = field(name="arrayBounds", default=())
    setof: bool = False
    pct_type: bool = False
    location: int = 0


class TypeNodeNode(Struct, frozen=True, gc=False):
    """A wrapped TypeName."""

    type_name: TypeNode = field(name="TypeName")


class RoleSpec(Struct, frozen=True, gc=False):
    """A role as written, or one of PUBLIC and the CURRENT_ROLE family."""

    roletype: str = "ROLESPEC_CSTRING"
    rolename: str = ""


class RoleSpecNode(Struct, frozen=True, gc=False):
    """A wrapped RoleSpec."""

    role_spec: RoleSpec = field(name="RoleSpec")


class DefElem(Struct, frozen=True, gc=False):
    """A named option."""

    defname: str
    arg: Raw | UnsetType = UNSET
    defnamespace: str = ""
    location: int = 0


class DefElemNode(Struct, frozen=True, gc=False):
    """A wrapped DefElem."""

    def_elem: DefElem = field(name="DefElem")


class IndexElem(Struct, frozen=True, gc=False):
    """One key of an index."""

    name: str = ""
    expr: Raw | UnsetType = UNSET
    collation: tuple[StringNode, ...] = ()
    opclass: tuple[StringNode, ...] = ()
    opclassopts: tuple[DefElemNode, ...] = ()
    ordering: str = "SORTBY_DEFAULT"
    nulls_ordering: str = "SORTBY_NULLS_DEFAULT"


class IndexElemNode(Struct, frozen=True, gc=False):
    """A wrapped IndexElem."""

    index_elem: IndexElem = field(name="IndexElem")


class _ExclusionItems(Struct, frozen=True, gc=False):
    items: tuple[dict[str, Raw], ...]


class ExclusionNode(Struct, frozen=True, gc=False):
    """A pair of an index element and its operator."""

    pair: _ExclusionItems = field(name="List")


class ConstraintNode(Struct, frozen=True, gc=False):
    """A constraint of a column, a table or a domain."""

    contype: str
    conname: str = ""
    deferrable: bool = False
    initdeferred: bool = False
    is_enforced: bool = False
    skip_validation: bool = False
    is_no_inherit: bool = False
    raw_expr: Raw | UnsetType = UNSET
    generated_when: str = ""
    generated_kind: str = "s"
    nulls_not_distinct: bool = False
    keys: tuple[StringNode, ...] = ()
    including: tuple[StringNode, ...] = ()
    exclusions: tuple[ExclusionNode, ...] = ()
    options: tuple[DefElemNode, ...] = ()
    indexname: str = ""
    access_method: str = ""
    where_clause: Raw | UnsetType = UNSET
    without_overlaps: bool = False
    fk_with_period: bool = False
    pktable: RangeVar | None = None
    fk_attrs: tuple[StringNode, ...] = ()
    pk_attrs: tuple[StringNode, ...] = ()
    fk_matchtype: str = "s"
    fk_upd_action: str = "a"
    fk_del_action: str = "a"
    fk_del_set_cols: tuple[StringNode, ...] = ()
    location: int = 0


class ConstraintNodeNode(Struct, frozen=True, gc=False):
    """A wrapped Constraint."""

    constraint: ConstraintNode = field(name="Constraint")


class CollateClause(Struct, frozen=True, gc=False):
    """COLLATE and the collation's name."""

    collname: tuple[StringNode, ...] = ()


class ColumnDef(Struct, frozen=True, gc=False):
    """A column as written."""

    colname: str = ""
    type_name: TypeNode | None = field(name="typeName", default=None)
    compression: str = ""
    storage_name: str = ""
    collation: CollateClause | None = field(name="collClause", default=None)
    raw_default: Raw | UnsetType = UNSET
    constraints: tuple[ConstraintNodeNode, ...] = ()
    location: int = 0


class ColumnDefNode(Struct, frozen=True, gc=False):
    """A wrapped ColumnDef."""

    column: ColumnDef = field(name="ColumnDef")


class TableLike(Struct, frozen=True, gc=False):
    """LIKE another table, with the INCLUDING options as a bit mask."""

    relation: RangeVar
    options: int = 0


class TableElement(Struct, frozen=True, gc=False):
    """One entry between the parentheses of CREATE TABLE."""

    column: ColumnDef | None = field(name="ColumnDef", default=None)
    constraint: ConstraintNode | None = field(name="Constraint", default=None)
    like: TableLike | None = field(name="TableLikeClause", default=None)


class _PartitionElem(Struct, frozen=True, gc=False):
    name: str = ""
    expr: Raw | UnsetType = UNSET
    collation: tuple[StringNode, ...] = ()
    opclass: tuple[StringNode, ...] = ()


class _PartitionElemNode(Struct, frozen=True, gc=False):
    element: _PartitionElem = field(name="PartitionElem")


class PartitionSpec(Struct, frozen=True, gc=False):
    """PARTITION BY."""

    strategy: str
    elements: tuple[_PartitionElemNode, ...] = field(name="partParams", default=())


class PartitionBound(Struct, frozen=True, gc=False):
    """FOR VALUES, or DEFAULT."""

    strategy: str = ""
    is_default: bool = False
    modulus: int = 0
    remainder: int = 0
    values: tuple[Raw, ...] = field(name="listdatums", default=())
    lower: tuple[Raw, ...] = field(name="lowerdatums", default=())
    upper: tuple[Raw, ...] = field(name="upperdatums", default=())


class CreateStmt(Struct, frozen=True, gc=False):
    """CREATE TABLE."""

    relation: RangeVar
    elements: tuple[TableElement, ...] = field(name="tableElts", default=())
    parents: tuple[RangeVarNode, ...] = field(name="inhRelations", default=())
    partition_bound: PartitionBound | None = field(name="partbound", default=None)
    partition_spec: PartitionSpec | None = field(name="partspec", default=None)
    of_type: TypeNode | None = field(name="ofTypename", default=None)
    options: tuple[DefElemNode, ...] = ()
    if_not_exists: bool = False


class CreateForeignTableStmt(Struct, frozen=True, gc=False):
    """CREATE FOREIGN TABLE."""

    base: CreateStmt = field(name="base")
    servername: str = ""
    options: tuple[DefElemNode, ...] = ()


class IntoClause(Struct, frozen=True, gc=False):
    """The target of CREATE TABLE AS and CREATE MATERIALIZED VIEW."""

    rel: RangeVar
    columns: tuple[StringNode, ...] = field(name="colNames", default=())
    options: tuple[DefElemNode, ...] = ()
    skip_data: bool = field(name="skipData", default=False)


class CreateTableAsStmt(Struct, frozen=True, gc=False):
    """CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW."""

    query: Raw
    into: IntoClause
    objtype: str = "OBJECT_TABLE"
    if_not_exists: bool = False


class ViewStmt(Struct, frozen=True, gc=False):
    """CREATE VIEW."""

    view: RangeVar
    query: Raw
    aliases: tuple[StringNode, ...] = ()
    replace: bool = False
    options: tuple[DefElemNode, ...] = ()
    check_option: str = field(name="withCheckOption", default="NO_CHECK_OPTION")


class RefreshMatViewStmt(Struct, frozen=True, gc=False):
    """REFRESH MATERIALIZED VIEW."""

    relation: RangeVar
    skip_data: bool = field(name="skipData", default=False)
    concurrent: bool = False


class IndexStmt(Struct, frozen=True, gc=False):
    """CREATE INDEX."""

    relation: RangeVar
    idxname: str = ""
    method: str = field(name="accessMethod", default="btree")
    elements: tuple[IndexElemNode, ...] = field(name="indexParams", default=())
    including: tuple[IndexElemNode, ...] = field(name="indexIncludingParams", default=())
    options: tuple[DefElemNode, ...] = ()
    where: Raw | UnsetType = field(name="whereClause", default=UNSET)
    unique: bool = False
    nulls_not_distinct: bool = False
    concurrent: bool = False
    if_not_exists: bool = False


class AlterTableCmd(Struct, frozen=True, gc=False):
    """One action of ALTER TABLE."""

    subtype: str
    name: str = ""
    num: int = 0
    new_owner: RoleSpec | None = field(name="newowner", default=None)
    definition: dict[str, Raw] = field(name="def", default_factory=dict)
    behavior: str = "DROP_RESTRICT"
    missing_ok: bool = False


class AlterTableCmdNode(Struct, frozen=True, gc=False):
    """A wrapped AlterTableCmd."""

    cmd: AlterTableCmd = field(name="AlterTableCmd")


class AlterTableStmt(Struct, frozen=True, gc=False):
    """ALTER TABLE, INDEX, VIEW, SEQUENCE, TYPE with actions."""

    relation: RangeVar
    cmds: tuple[AlterTableCmdNode, ...] = ()
    objtype: str = "OBJECT_TABLE"
    missing_ok: bool = False


class PartitionCmd(Struct, frozen=True, gc=False):
    """The operand of ATTACH and DETACH PARTITION."""

    name: RangeVar
    bound: PartitionBound | None = None
    concurrent: bool = False


class ReplicaIdentity(Struct, frozen=True, gc=False):
    """The operand of REPLICA IDENTITY."""

    identity_type: str = "d"
    name: str = ""


class AtAlterConstraint(Struct, frozen=True, gc=False):
    """The operand of ALTER CONSTRAINT."""

    conname: str
    alter_enforceability: bool = field(name="alterEnforceability", default=False)
    is_enforced: bool = False
    alter_deferrability: bool = field(name="alterDeferrability", default=False)
    deferrable: bool = False
    initdeferred: bool = False


class ObjectWithArgs(Struct, frozen=True, gc=False):
    """A routine's name with its argument types."""

    objname: tuple[StringNode, ...]
    objargs: tuple[TypeNodeNode, ...] = ()
    args_unspecified: bool = False


class ObjectNode(Struct, frozen=True, gc=False):
    """A wrapped object: a list of names, a type, a routine, or one name."""

    list: Raw | UnsetType = field(name="List", default=UNSET)
    type_name: TypeNode | None = field(name="TypeName", default=None)
    routine: ObjectWithArgs | None = field(name="ObjectWithArgs", default=None)
    string: _Text | None = field(name="String", default=None)
    range_var: RangeVar | None = field(name="RangeVar", default=None)


class NameList(Struct, frozen=True, gc=False):
    """The names inside a wrapped List."""

    items: tuple[StringNode, ...]


class MixedList(Struct, frozen=True, gc=False):
    """A wrapped List of a type and a name, as for a constraint on a domain."""

    items: tuple[dict[str, Raw], ...]


class RenameStmt(Struct, frozen=True, gc=False):
    """ALTER ... RENAME."""

    kind: str = field(name="renameType")
    newname: str
    relation_kind: str = field(name="relationType", default="")
    relation: RangeVar | None = None
    object: ObjectNode | None = None
    subname: str = ""
    missing_ok: bool = False


class AlterObjectSchemaStmt(Struct, frozen=True, gc=False):
    """ALTER ... SET SCHEMA."""

    kind: str = field(name="objectType")
    newschema: str
    relation: RangeVar | None = None
    object: ObjectNode | None = None
    missing_ok: bool = False


class AlterOwnerStmt(Struct, frozen=True, gc=False):
    """ALTER ... OWNER TO, for what is no relation."""

    kind: str = field(name="objectType")
    new_owner: RoleSpec = field(name="newowner")
    relation: RangeVar | None = None
    object: ObjectNode | None = None


class DropStmt(Struct, frozen=True, gc=False):
    """DROP."""

    kind: str = field(name="removeType")
    objects: tuple[ObjectNode, ...] = ()
    behavior: str = "DROP_RESTRICT"
    missing_ok: bool = False
    concurrent: bool = False


class CreateSchemaStmt(Struct, frozen=True, gc=False):
    """CREATE SCHEMA, perhaps with the objects that go into it."""

    schemaname: str = ""
    authrole: RoleSpec | None = None
    elements: tuple[dict[str, Raw], ...] = field(name="schemaElts", default=())
    if_not_exists: bool = False


class CreateSeqStmt(Struct, frozen=True, gc=False):
    """CREATE SEQUENCE."""

    sequence: RangeVar
    options: tuple[DefElemNode, ...] = ()
    if_not_exists: bool = False


class AlterSeqStmt(Struct, frozen=True, gc=False):
    """ALTER SEQUENCE."""

    sequence: RangeVar
    options: tuple[DefElemNode, ...] = ()
    missing_ok: bool = False


class DefineStmt(Struct, frozen=True, gc=False):
    """CREATE AGGREGATE, OPERATOR, COLLATION and other definitions; `kind` tells which."""

    kind: str
    names: tuple[StringNode, ...] = field(name="defnames")


class CreateEnumStmt(Struct, frozen=True, gc=False):
    """CREATE TYPE ... AS ENUM."""

    names: tuple[StringNode, ...] = field(name="typeName")
    labels: tuple[StringNode, ...] = field(name="vals", default=())


class AlterEnumStmt(Struct, frozen=True, gc=False):
    """ALTER TYPE ... ADD VALUE and RENAME VALUE."""

    names: tuple[StringNode, ...] = field(name="typeName")
    old: str = field(name="oldVal", default="")
    new: str = field(name="newVal", default="")
    neighbour: str = field(name="newValNeighbor", default="")
    after: bool = field(name="newValIsAfter", default=False)
    if_not_exists: bool = field(name="skipIfNewValExists", default=False)


class CompositeTypeStmt(Struct, frozen=True, gc=False):
    """CREATE TYPE ... AS (...)."""

    name: RangeVar = field(name="typevar")
    columns: tuple[ColumnDefNode, ...] = field(name="coldeflist", default=())


class CreateDomainStmt(Struct, frozen=True, gc=False):
    """CREATE DOMAIN."""

    names: tuple[StringNode, ...] = field(name="domainname")
    type_name: TypeNode = field(name="typeName")
    collation: CollateClause | None = field(name="collClause", default=None)
    constraints: tuple[ConstraintNodeNode, ...] = ()


class AlterDomainStmt(Struct, frozen=True, gc=False):
    """ALTER DOMAIN; `subtype` is a letter as in PostgreSQL's parse nodes."""

    subtype: str
    names: tuple[StringNode, ...] = field(name="typeName")
    name: str = ""
    definition: Raw | UnsetType = field(name="def", default=UNSET)
    missing_ok: bool = False


class CreateRangeStmt(Struct, frozen=True, gc=False):
    """CREATE TYPE ... AS RANGE."""

    names: tuple[StringNode, ...] = field(name="typeName")
    params: tuple[DefElemNode, ...] = ()


class FunctionParameter(Struct, frozen=True, gc=False):
    """A parameter of a routine."""

    type_name: TypeNode = field(name="argType")
    name: str = ""
    mode: str = "FUNC_PARAM_DEFAULT"
    default: Raw | UnsetType = field(name="defexpr", default=UNSET)


class FunctionParameterNode(Struct, frozen=True, gc=False):
    """A wrapped FunctionParameter."""

    parameter: FunctionParameter = field(name="FunctionParameter")


class CreateFunctionStmt(Struct, frozen=True, gc=False):
    """CREATE FUNCTION and PROCEDURE."""

    funcname: tuple[StringNode, ...]
    is_procedure: bool = False
    replace: bool = False
    parameters: tuple[FunctionParameterNode, ...] = ()
    return_type: TypeNode | None = field(name="returnType", default=None)
    options: tuple[DefElemNode, ...] = ()
    sql_body: Raw | UnsetType = UNSET


class AlterFunctionStmt(Struct, frozen=True, gc=False):
    """ALTER FUNCTION and PROCEDURE, with actions."""

    func: ObjectWithArgs
    actions: tuple[DefElemNode, ...] = ()


class _Transition(Struct, frozen=True, gc=False):
    name: str
    is_new: bool = field(name="isNew", default=False)


class _TransitionNode(Struct, frozen=True, gc=False):
    transition: _Transition = field(name="TriggerTransition")


class CreateTrigStmt(Struct, frozen=True, gc=False):
    """CREATE TRIGGER; `timing` and `events` are bit masks of `catalog/pg_trigger.h`."""

    trigname: str
    relation: RangeVar
    funcname: tuple[StringNode, ...]
    replace: bool = False
    isconstraint: bool = False
    args: tuple[StringNode, ...] = ()
    row: bool = False
    timing: int = 0
    events: int = 0
    columns: tuple[StringNode, ...] = ()
    when: Raw | UnsetType = field(name="whenClause", default=UNSET)
    transitions: tuple[_TransitionNode, ...] = field(name="transitionRels", default=())
    deferrable: bool = False
    initdeferred: bool = False


class CreatePolicyStmt(Struct, frozen=True, gc=False):
    """CREATE POLICY."""

    policy_name: str
    table: RangeVar
    cmd_name: str = "all"
    permissive: bool = False
    roles: tuple[RoleSpecNode, ...] = ()
    qual: Raw | UnsetType = UNSET
    with_check: Raw | UnsetType = UNSET


class AlterPolicyStmt(Struct, frozen=True, gc=False):
    """ALTER POLICY."""

    policy_name: str
    table: RangeVar
    roles: tuple[RoleSpecNode, ...] = ()
    qual: Raw | UnsetType = UNSET
    with_check: Raw | UnsetType = UNSET


class CreateExtensionStmt(Struct, frozen=True, gc=False):
    """CREATE EXTENSION."""

    extname: str
    if_not_exists: bool = False
    options: tuple[DefElemNode, ...] = ()


class CreateRoleStmt(Struct, frozen=True, gc=False):
    """CREATE ROLE, USER, GROUP."""

    role: str
    stmt_type: str = "ROLESTMT_ROLE"
    options: tuple[DefElemNode, ...] = ()


class AlterRoleStmt(Struct, frozen=True, gc=False):
    """ALTER ROLE, and ALTER GROUP ADD USER; `action` is -1 when a group loses members."""

    role: RoleSpec
    options: tuple[DefElemNode, ...] = ()
    action: int = 1


class DropRoleStmt(Struct, frozen=True, gc=False):
    """DROP ROLE."""

    roles: tuple[RoleSpecNode, ...] = ()
    missing_ok: bool = False


class AccessPriv(Struct, frozen=True, gc=False):
    """One privilege, perhaps on columns; no name stands for ALL."""

    priv_name: str = ""
    cols: tuple[StringNode, ...] = ()


class AccessPrivNode(Struct, frozen=True, gc=False):
    """A wrapped AccessPriv."""

    privilege: AccessPriv = field(name="AccessPriv")


class GrantRoleStmt(Struct, frozen=True, gc=False):
    """GRANT and REVOKE of roles."""

    granted_roles: tuple[AccessPrivNode, ...] = ()
    grantee_roles: tuple[RoleSpecNode, ...] = ()
    is_grant: bool = False
    opt: tuple[DefElemNode, ...] = ()


class GrantStmt(Struct, frozen=True, gc=False):
    """GRANT and REVOKE of privileges."""

    objtype: str
    is_grant: bool = False
    targtype: str = "ACL_TARGET_OBJECT"
    objects: tuple[ObjectNode, ...] = ()
    privileges: tuple[AccessPrivNode, ...] = ()
    grantees: tuple[RoleSpecNode, ...] = ()
    grant_option: bool = False


class AlterDefaultPrivilegesStmt(Struct, frozen=True, gc=False):
    """ALTER DEFAULT PRIVILEGES."""

    action: GrantStmt
    options: tuple[DefElemNode, ...] = ()


class CommentStmt(Struct, frozen=True, gc=False):
    """COMMENT ON; no comment stands for NULL."""

    objtype: str
    object: ObjectNode
    comment: str | None = None


class VariableSetStmt(Struct, frozen=True, gc=False):
    """SET and RESET."""

    kind: str
    name: str = ""
    args: tuple[Raw, ...] = ()
    is_local: bool = False


class TransactionStmt(Struct, frozen=True, gc=False):
    """BEGIN, COMMIT and their kin."""

    kind: str


class RawStmt(Struct, frozen=True, gc=False):
    """A statement of the parser's answer: one key, the node's kind, and its place."""

    stmt: dict[str, Raw] = {}
    stmt_location: int = 0
    stmt_len: int = 0


class ParseAnswer(Struct, frozen=True, gc=False):
    """The parser's whole answer."""

    stmts: tuple[RawStmt, ...] = ()
