"""The columns of a view's query, read from its text by a parser of queries."""

from collections.abc import Sequence

from ddllint.catalog.canonical import Scope
from ddllint.catalog.model import View
from ddllint.contracts.views.dialect import parse_query
from ddllint.contracts.views.environment import Env, Field
from ddllint.contracts.views.expressions import evaluate
from ddllint.contracts.views.queries import read_query
from ddllint.contracts.views.query_text import current_text
from ddllint.contracts.views.relations import settled
from ddllint.contracts.views.schema import Schema


def read_text(view: View, schema: Schema, scope: Scope) -> Sequence[Field]:
    """The columns of a view's query, of whatever form.

    Raises CannotTell where they cannot be told.
    """
    tree = parse_query(current_text(view, scope))
    return settled(read_query(tree, Env(schema, evaluate, read_query)).fields)
