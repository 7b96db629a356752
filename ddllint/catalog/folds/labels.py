"""Labels of enums by a new name: the server keeps them by number, expressions here by text."""

from msgspec import structs

from ddllint.catalog.folds.following import map_all
from ddllint.catalog.model import Unmodelled
from ddllint.catalog.names import Name
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, State
from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name
from ddllint.sql.rename_labels import Labelled, has_literal, rename_label, rename_literal


def follow_label(state: State, enum: Name, old: str, new: str) -> None:
    """Defaults and expressions with a label that has another name now.

    Where a literal may be the label, and nothing says so, it is left as it is, and the statement is
    noted as not modelled.
    """
    type_ = quote_name(*enum)
    columns = [one for draft in state.tables.values() for one in draft.columns.values()]
    own = {one.name for one in columns if one.type.name == type_ and not one.type.dimensions}
    shared = {one.name for one in columns if one.type.name != type_}
    names = {tuple(enum), (enum.name,)} if enum.schema in DEFAULT_SEARCH_PATH else {tuple(enum)}
    of = Labelled(names.__contains__, (own - shared).__contains__)
    for draft in state.tables.values():
        for column in tuple(draft.columns.values()):
            if column.type.name == type_ and column.default is not None:
                default = rename_literal(column.default, old, new)
                draft.columns[column.name] = structs.replace(column, default=default)
    left = False

    def change(expression: Expression) -> Expression:
        nonlocal left
        changed = rename_label(expression, of, old, new)
        left = left or has_literal(changed, old)
        return changed

    map_all(state, change)
    if left:
        state.unmodelled.append(Unmodelled("ALTER TYPE RENAME VALUE", state.origin(-1)))
