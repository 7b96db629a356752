"""One view: its query to its shape."""

from collections.abc import Sequence

from ddllint.catalog.canonical import Scope
from ddllint.catalog.model import View
from ddllint.contracts.views.environment import CannotTell, Field
from ddllint.contracts.views.model import OutputColumn, ViewShape, unread
from ddllint.contracts.views.plain import read_plain
from ddllint.contracts.views.schema import Schema


def read_view(view: View, schema: Schema, scope: Scope) -> ViewShape:
    """The shape of a view. All views that it reads are in `schema.shapes`.

    `scope` is what the catalog knows of names.
    """
    try:
        fields = read_plain(view.query.tree, schema) or _read_text(view, schema, scope)
    except CannotTell as reason:
        return unread(view, str(reason))
    except RecursionError:
        return unread(view, "its query is nested too deeply")
    names = [field.name for field in fields]
    if view.columns is not None:
        names = [*view.columns]
        if len(names) != len(fields):
            return unread(
                view,
                f"its query gives {len(fields)} columns and the view has {len(names)}: the tables"
                " behind a * were changed since it was made",
            )
    return ViewShape(view.name, _columns(names, fields))


def _read_text(view: View, schema: Schema, scope: Scope) -> Sequence[Field]:
    """The columns of a query that is not plain; only those take the parser of queries."""
    from ddllint.contracts.views.text import read_text

    return read_text(view, schema, scope)


def _columns(names: Sequence[str], fields: Sequence[Field]) -> tuple[OutputColumn, ...]:
    return tuple(
        OutputColumn(
            name,
            field.value.type,
            field.value.not_null,
            field.value.type_reason,
            field.value.null_reason,
            field.value.sources,
            field.value.numbers,
        )
        for name, field in zip(names, fields, strict=True)
    )
