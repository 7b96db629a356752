"""The page of the diagrams, and the pictures beside it."""

from collections.abc import Iterator

from ddllint.catalog.names import Name
from ddllint.docs.erd.collect import diagrams
from ddllint.docs.erd.mermaid import mermaid
from ddllint.docs.erd.model import Diagram
from ddllint.docs.erd.route import drawing
from ddllint.docs.erd.svg import svg
from ddllint.docs.material import Material
from ddllint.docs.places import link, page_name
from ddllint.docs.regions import Keep, generated
from ddllint.report.markdown import escaped

_NAME = "erd"


def erd(material: Material, folder: str) -> Iterator[tuple[str, str]]:
    """Paths and texts: the page, and a picture for each diagram."""
    found = diagrams(material)
    yield f"{folder}/{_NAME}.md", generated(_page(found, folder))
    for diagram in found:
        heading = diagram.title or "Entities and relationships"
        yield _picture(diagram, folder), generated(svg(drawing(diagram), heading))


def _picture(diagram: Diagram, folder: str) -> str:
    name = page_name(Name("public", diagram.title), frozenset({_NAME})) if diagram.title else _NAME
    return f"{folder}/{name}.svg"


def _page(found: tuple[Diagram, ...], folder: str) -> Iterator[str | Keep]:
    path = f"{folder}/{_NAME}.md"
    yield "# Entities and relationships"
    yield ""
    yield (
        "Foreign keys lead from the table that holds them to the one that they refer to, dotted "
        "lines from a view to what it reads. Partitions are their table's."
    )
    yield ""
    yield Keep("notes")
    for diagram in found:
        yield ""
        if diagram.title:
            yield from (f"## {escaped(diagram.title)}", "")
        picture = _picture(diagram, folder)
        yield f"!{link(diagram.title or 'The diagram as a picture', picture, path)}"
        yield ""
        lines = mermaid(diagram)
        if lines:
            yield from ("```mermaid", *lines, "```")
        else:
            yield "*Too large for Mermaid: look at the picture.*"
