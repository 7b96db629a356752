"""A type as sqlglot's tree spells it, to its canonical name."""

import functools

from sqlglot import exp

from ddllint.contracts.views.environment import CannotTell
from ddllint.contracts.views.types import Types
from ddllint.sql.expressions import Cast, TypeName
from ddllint.sql.parse import parse_expression


def type_of(node: exp.Expr, types: Types) -> TypeName:
    """The canonical type. Raises CannotTell if it is declared nowhere."""
    written = _canonical(node.sql(dialect="postgres"))
    if written is None:
        raise CannotTell(f"type {node.sql(dialect='postgres')} is not understood")
    found = types.qualified(written)
    if found is None:
        raise CannotTell(f"type {written} is declared nowhere")
    return found


@functools.lru_cache(1024)
def _canonical(written: str) -> TypeName | None:
    try:
        tree = parse_expression(f"NULL::{written}").tree
    except Exception:  # the parser's own error has no name outside ddllint.sql
        return None
    return tree.type if isinstance(tree, Cast) else None
