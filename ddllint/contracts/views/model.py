"""The shape of a view: what is known of its columns without a server."""

import msgspec

from ddllint.catalog.model import View
from ddllint.catalog.names import Name
from ddllint.contracts.views.numbers import Numbers
from ddllint.sql.expressions import TypeName


class OutputColumn(msgspec.Struct, frozen=True, gc=False):
    """A column of a view.

    `type` is what `format_type` would print of it, with the modifiers that the server keeps,
    and user types with their schema (`public.mood`); None is unknown, and then `type_reason`
    says why. `not_null` is True only if it is proven that no row can hold NULL, False if one
    may, None if nothing can be said; `null_reason` says why it is not True. Both reasons are
    sentences without a full stop, and empty where there is nothing to explain.

    `numbers` is how far the numbers go of a column that is computed; None where that is not told.

    `sources` are the columns of tables whose values a plain pass-through column shows, as
    relation and column: none if the value is computed, several if a UNION or the merged column
    of a FULL JOIN takes it from one or the other. Next to values of theirs there can be NULLs.
    """

    name: str
    type: TypeName | None
    not_null: bool | None
    type_reason: str = ""
    null_reason: str = ""
    sources: tuple[tuple[Name, str], ...] = ()
    numbers: Numbers | None = None


class ViewShape(msgspec.Struct, frozen=True, gc=False):
    """The columns of a view or a materialized view, in order.

    `reason` is a sentence without a full stop, and not empty when the query as a whole could
    not be read. Then `columns` has the names that the catalog knows, each with unknown type
    and unknown nullability; it is empty if the catalog does not know them either.
    """

    view: Name
    columns: tuple[OutputColumn, ...]
    reason: str = ""

    def column(self, name: str) -> OutputColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


def unread(view: View, reason: str) -> ViewShape:
    """The shape of a view whose query could not be read."""
    names = tuple(view.columns) if view.columns is not None else ()
    columns = tuple(OutputColumn(name, None, None, reason, reason) for name in names)
    return ViewShape(view.name, columns, reason)
