"""The page of a table or view in the data dictionary."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, ForeignKey, Key, Table, View
from ddllint.catalog.names import Name
from ddllint.docs.definitions import constraint_sql, index_sql, trigger_sql
from ddllint.docs.material import Material, kind_of
from ddllint.docs.places import link, page_name
from ddllint.docs.regions import Keep, generated
from ddllint.docs.tags import Tagged
from ddllint.docs.types import short_type
from ddllint.report.markdown import code, code_block, escaped, paragraph, table
from ddllint.rules.wording import sql_name

INDEX = "data_dictionary"
"""The name of the dictionary's first page."""

TAKEN = frozenset({INDEX})


def relation_page(material: Material, relation: Table | View, path: str) -> str:
    """The page at `path`, from the settings' folder as all paths in documents."""
    return generated(_Page(material, relation, path).lines())


class _Page:
    """The parts of one page."""

    def __init__(self, material: Material, relation: Table | View, path: str) -> None:
        self.material = material
        self.relation = relation
        self.path = path
        self.name = relation.name

    def lines(self) -> Iterator[str | Keep]:
        """All lines of the page."""
        comment = self.material.tagged(self.relation.comment)
        yield f"# {escaped(str(self.name))}"
        yield ""
        yield paragraph(_sentence(comment.purpose)) or "*No comment says what it is for.*"
        yield ""
        yield from self._about(comment)
        yield ""
        yield Keep("notes")
        sections = (
            ("Columns", self._columns()),
            ("Constraints", self._constraints()),
            ("Indexes", self._indexes()),
            ("Row security", self._row_security()),
            ("Privileges", self._privileges()),
            ("Triggers", self._triggers()),
            ("Referred to by", self._referred()),
            ("Contract fields", self._fields()),
            ("Query", self._query()),
        )
        for title, section in sections:
            found = list(section)
            if found:
                yield from ("", f"## {title}", "", *found)

    def _about(self, comment: Tagged) -> Iterator[str]:
        relation, material = self.relation, self.material
        yield f"- Kind: {kind_of(relation)}"
        for tag, text in comment.tags.items():
            if tag != "Purpose":
                yield f"- {escaped(tag)}: {escaped(text)}"
        if comment.plain and comment.plain != comment.purpose:
            yield f"- {escaped(comment.plain)}"
        owner = material.owner(relation)
        if owner:
            yield f"- Owner: {code(owner)}"
        if isinstance(relation, Table):
            if relation.partition_of is not None:
                bound = f" {code(relation.bound)}" if relation.bound else ""
                yield f"- Partition of: {self._link(relation.partition_of)}{bound}"
            for parent in relation.parents:
                yield f"- Inherits from: {self._link(parent)}"
        options = ", ".join(f"{name}={value}" for name, value in relation.options)
        if options:
            yield f"- Options: {code(options)}"
        spec = material.spec_of(relation)
        if spec:
            yield f"- Declared in: {link(spec, spec, self.path)}"

    def _link(self, name: Name) -> str:
        if self.material.catalog.relation(name) is None:
            return code(str(name))
        folder = self.path.rpartition("/")[0]
        return link(str(name), f"{folder}/{page_name(name, TAKEN)}.md", self.path)

    def _columns(self) -> Iterator[str]:
        head = ("column", "type", "null", "default", "key", "data class", "purpose")
        rows = self._table_columns if isinstance(self.relation, Table) else self._view_columns
        found = list(rows())
        if found:
            used = [bool(at < 3 or any(row[at] for row in found)) for at in range(len(head))]
            yield from table(_only(head, used), (_only(row, used) for row in found))
        else:
            yield "*The columns cannot be told from the specs.*"

    def _table_columns(self) -> Iterator[tuple[str, ...]]:
        assert isinstance(self.relation, Table)
        for column in self.relation.columns.values():
            comment = self.material.tagged(column.comment)
            yield (
                code(column.name),
                code(short_type(column.type)),
                "no" if column.not_null else "yes",
                code(self._default(column)),
                self._keys(self.relation, column.name),
                *_told(comment),
            )

    def _default(self, column: Column) -> str:
        def fact(property: str) -> str:
            return self.material.fact("column", self.name, column.name, property)

        if column.generated is not None:
            stored = " STORED" if column.stored else ""
            return f"GENERATED ALWAYS AS ({fact('generated')}){stored}"
        if column.identity is not None:
            return f"GENERATED {column.identity.upper()} AS IDENTITY"
        return fact("default")

    def _keys(self, relation: Table, column: str) -> str:
        marks: dict[str, None] = {}
        for constraint in relation.constraints.values():
            if isinstance(constraint, Key) and column in constraint.columns:
                marks["primary" if constraint.primary else "unique"] = None
            elif isinstance(constraint, ForeignKey) and column in constraint.columns:
                marks[self._link(constraint.referenced)] = None
        return ", ".join(marks)

    def _view_columns(self) -> Iterator[tuple[str, ...]]:
        assert isinstance(self.relation, View)
        comments = self.relation.columns or {}
        for column in self.material.shapes[self.name].columns:
            own = comments.get(column.name)
            told = {True: "no", False: "yes", None: "not told"}
            yield (
                code(column.name),
                code(short_type(column.type)) if column.type is not None else "not told",
                told[column.not_null],
                "",
                "",
                *_told(self.material.tagged(own.comment if own is not None else None)),
            )

    def _constraints(self) -> Iterator[str]:
        if isinstance(self.relation, Table) and self.relation.constraints:
            rows = (
                (
                    code(one.name),
                    code(constraint_sql(self.material, self.name, one)),
                    escaped(self.material.tagged(one.comment).purpose),
                )
                for one in self.relation.constraints.values()
            )
            yield from table(("constraint", "definition", "purpose"), rows)

    def _indexes(self) -> Iterator[str]:
        rows = [
            (
                code(one.name.name),
                "yes" if one.unique else "",
                code(index_sql(self.material, one)),
                escaped(self.material.tagged(one.comment).purpose),
            )
            for one in self.relation.indexes.values()
        ]
        if rows:
            yield "Beside those of primary key and unique constraints."
            yield ""
            yield from table(("index", "unique", "definition", "purpose"), rows)

    def _row_security(self) -> Iterator[str]:
        if not isinstance(self.relation, Table) or self.relation.kind == "foreign":
            return
        security, policies = self.relation.row_security, self.relation.policies.values()
        switches = {
            (True, True): "Enabled, and forced: it binds the owner too.",
            (True, False): "Enabled, not forced: it does not bind the owner.",
            (False, True): "Forced but not enabled: it binds nobody.",
            (False, False): "Not enabled.",
        }
        yield switches[security.enabled, security.forced]
        if policies:
            head = ("policy", "for", "to", "using", "with check", "purpose")
            yield ""
            yield from table(
                head,
                (
                    (
                        code(one.name) + ("" if one.permissive else " (restrictive)"),
                        one.command.value,
                        ", ".join(map(code, one.roles)),
                        code(self.material.fact("policy", self.name, one.name, "using")),
                        code(self.material.fact("policy", self.name, one.name, "with check")),
                        escaped(self.material.tagged(one.comment).purpose),
                    )
                    for one in policies
                ),
            )

    def _privileges(self) -> Iterator[str]:
        held: dict[str, list[str]] = {}
        for grant in self.material.grants(self.name):
            of = f" ({sql_name(grant.column)})" if grant.column else ""
            more = " with grant option" if grant.grantable else ""
            held.setdefault(grant.grantee, []).append(f"{grant.privilege}{of}{more}")
        rows = [(code(role), escaped(", ".join(words))) for role, words in sorted(held.items())]
        if rows:
            yield from table(("role", "privileges"), rows)
        else:
            yield "Nothing is granted to anybody."

    def _triggers(self) -> Iterator[str]:
        rows = [
            (code(one.name), code(trigger_sql(self.material, self.name, one)))
            for one in self.relation.triggers.values()
        ]
        if rows:
            yield from table(("trigger", "fires"), rows)

    def _referred(self) -> Iterator[str]:
        for name, constraint in self.material.references.get(self.name, ()):
            yield f"- {self._link(name)} by {code(constraint)}"

    def _fields(self) -> Iterator[str]:
        rows = [
            (
                code(schema.pointer.rpartition("/")[2]),
                code(row.field),
                code(row.column.rpartition(".")[2]),
                row.status,
                escaped(row.detail),
            )
            for schema, row in self.material.fields(self.name)
        ]
        if rows:
            yield from table(("schema", "field", "column", "status", "how or why"), rows)

    def _query(self) -> Iterator[str]:
        if isinstance(self.relation, View) and self.relation.query_text:
            yield from code_block(self.relation.query_text, "sql")


def _sentence(text: str) -> str:
    """The text as it stands by itself: with a capital and a full stop."""
    stop = "" if text.endswith((".", "!", "?")) or not text else "."
    return f"{text[:1].upper()}{text[1:]}{stop}"


def _only(cells: tuple[str, ...], used: list[bool]) -> tuple[str, ...]:
    return tuple(cell for cell, is_used in zip(cells, used, strict=True) if is_used)


def _told(comment: Tagged) -> tuple[str, str]:
    """What a column's comment says, for the cells of its row."""
    contract = comment.get("Contract")
    words = [comment.purpose, f"Contract: {contract}" if contract else ""]
    return escaped(comment.get("Data class")), "<br>".join(map(escaped, filter(None, words)))
