"""A copy of the catalog in the making, that goes on changing by itself."""

import copy
from dataclasses import fields
from typing import TypeVar

from msgspec import structs

from ddllint.catalog.model import View
from ddllint.catalog.state import State, TableDraft

_Draft = TypeVar("_Draft", TableDraft, State)


def fork(state: State) -> State:
    """A copy of the state; the frozen objects in it are shared."""
    other = _with_own_containers(state)
    other.tables = {name: _with_own_containers(draft) for name, draft in state.tables.items()}
    other.views = {name: _own_view(view) for name, view in state.views.items()}
    other.grants = {key: dict(held) for key, held in state.grants.items()}
    return other


def _with_own_containers(of: _Draft) -> _Draft:
    other = copy.copy(of)
    for one in fields(of):
        value = getattr(of, one.name)
        if isinstance(value, dict | set | list):
            setattr(other, one.name, value.copy())
    return other


def _own_view(view: View) -> View:
    """Indexes and triggers come to a view after it was made."""
    return structs.replace(view, indexes=dict(view.indexes), triggers=dict(view.triggers))
