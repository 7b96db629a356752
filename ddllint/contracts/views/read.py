"""One view: its query's text to its shape."""

from collections.abc import Sequence

from sqlglot.errors import SqlglotError

from ddllint.catalog.model import View
from ddllint.contracts.views.dialect import parse_query
from ddllint.contracts.views.environment import CannotTell, Env, Field
from ddllint.contracts.views.expressions import evaluate
from ddllint.contracts.views.model import OutputColumn, ViewShape, unread
from ddllint.contracts.views.queries import read_query
from ddllint.contracts.views.relations import settled
from ddllint.contracts.views.schema import Schema

_LONGEST = 200  # characters of sqlglot's message in a reason


def read_view(view: View, schema: Schema) -> ViewShape:
    """The shape of a view. All views that it reads are in `schema.shapes`."""
    try:
        tree = parse_query(view.query_text)
        fields = settled(read_query(tree, Env(schema, evaluate, read_query)).fields)
    except CannotTell as reason:
        return unread(view, str(reason))
    except SqlglotError as error:
        return unread(view, f"sqlglot cannot read its query: {_one_line(error)}")
    except RecursionError:
        return unread(view, "its query is nested too deeply")
    names = [field.name for field in fields]
    if view.columns is not None:
        names = [*view.columns]
        if len(names) != len(fields):
            return unread(view, f"{len(fields)} columns were read, but it has {len(names)}")
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
        )
        for name, field in zip(names, fields, strict=True)
    )


def _one_line(error: SqlglotError) -> str:
    text = str(error).split("\n", 1)[0].rstrip(". ")
    return text[:_LONGEST]
