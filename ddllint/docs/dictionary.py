"""The data dictionary: a first page, and a page for each table and view."""

from collections.abc import Iterator

from ddllint.catalog.model import Table
from ddllint.docs.material import Material, kind_of
from ddllint.docs.places import link, page_name
from ddllint.docs.regions import Keep, generated
from ddllint.docs.table_page import INDEX, TAKEN, relation_page
from ddllint.report.markdown import code, escaped, table
from ddllint.rules.tenants import scoped_tables


def dictionary(material: Material, folder: str) -> Iterator[tuple[str, str]]:
    """Paths and texts of the pages below `folder`."""
    yield f"{folder}/{INDEX}.md", generated(_index(material, folder))
    for relation in material.relations:
        path = f"{folder}/{page_name(relation.name, TAKEN)}.md"
        yield path, relation_page(material, relation, path)


def _index(material: Material, folder: str) -> Iterator[str | Keep]:
    path = f"{folder}/{INDEX}.md"
    tables = sum(isinstance(relation, Table) for relation in material.relations)
    views = len(material.relations) - tables
    yield "# Data dictionary"
    yield ""
    yield f"{_counted(tables, 'table')} and {_counted(views, 'view')}, as the specs declare them."
    yield ""
    yield Keep("notes")
    tenancy = material.context.tenancy
    scoped = {
        one.name
        for one in scoped_tables(material.catalog, tenancy)
        if tenancy.column in one.columns
    }
    rows = []
    for relation in material.relations:
        comment = material.tagged(relation.comment)
        page = f"{folder}/{page_name(relation.name, TAKEN)}.md"
        rows.append(
            (
                link(str(relation.name), page, path),
                kind_of(relation),
                "yes" if relation.name in scoped else "",
                escaped(comment.get("Data class")),
                escaped(comment.purpose),
            )
        )
    if rows:
        yield ""
        yield from table(("name", "kind", "tenant's", "data class", "purpose"), rows)
    yield from _types(material)


def _types(material: Material) -> Iterator[str]:
    """The schema's own types, which columns have."""
    types = material.catalog.types.values()
    if types:
        yield ""
        yield "## Types"
        yield ""
        rows = (
            (
                code(str(one.name)),
                type(one).__name__.lower(),
                escaped(material.tagged(one.comment).purpose),
            )
            for one in types
        )
        yield from table(("type", "kind", "purpose"), sorted(rows))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
