"""One view: its query's text to its shape."""

from collections.abc import Sequence

from ddllint.catalog.canonical import Scope
from ddllint.catalog.model import View
from ddllint.contracts.views.dialect import parse_query
from ddllint.contracts.views.environment import CannotTell, Env, Field
from ddllint.contracts.views.expressions import evaluate
from ddllint.contracts.views.model import OutputColumn, ViewShape, unread
from ddllint.contracts.views.queries import read_query
from ddllint.contracts.views.query_text import current_text
from ddllint.contracts.views.relations import settled
from ddllint.contracts.views.schema import Schema


def read_view(view: View, schema: Schema, scope: Scope) -> ViewShape:
    """The shape of a view. All views that it reads are in `schema.shapes`.

    `scope` is what the catalog knows of names.
    """
    try:
        tree = parse_query(current_text(view, scope))
        fields = settled(read_query(tree, Env(schema, evaluate, read_query)).fields)
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
