"""The page of a table or view in the data dictionary."""

from collections.abc import Iterator

from ddllint.catalog.model import Table, View
from ddllint.catalog.names import Name
from ddllint.docs.columns_table import columns_table, purpose_cell
from ddllint.docs.definitions import constraint_sql, index_sql, trigger_sql
from ddllint.docs.material import Material, kind_of
from ddllint.docs.places import link, page_name
from ddllint.docs.regions import Keep, generated
from ddllint.docs.tags import Tagged
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
            ("Columns", columns_table(self.material, self.relation, self._link)),
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

    def _constraints(self) -> Iterator[str]:
        if isinstance(self.relation, Table) and self.relation.constraints:
            rows = (
                (
                    code(one.name),
                    code(constraint_sql(self.material, self.name, one)),
                    purpose_cell(self.material.tagged(one.comment)),
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
                purpose_cell(self.material.tagged(one.comment)),
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
                        purpose_cell(self.material.tagged(one.comment)),
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
