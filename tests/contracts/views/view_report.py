"""The figures of `docs/view-typing.md`: what was inferred against what a server says."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import psycopg
from view_truth import (
    ROOT,
    Differing,
    Evidence,
    Part,
    differing,
    fill,
    nulls_seen,
    server_types,
)

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.contracts.views.model import OutputColumn, ViewShape

DOCUMENT: Path = ROOT / "docs" / "view-typing.md"
FILLINGS = 18
_BEGIN = "<!-- figures: written by tools/measure_view_typing.py -->"
_END = "<!-- end of figures -->"


class Measured(msgspec.Struct, frozen=True):
    """One part of the corpus. `contradicted` were claimed to be not null and were NULL.

    `unseen` were claimed so, and no filling gave a row to see.
    """

    part: Part
    columns: int
    unknown: tuple[Differing, ...]
    wrong: tuple[Differing, ...]
    proven: int
    nullable: int
    undecided: tuple[tuple[Name, OutputColumn], ...]
    contradicted: tuple[tuple[Name, str], ...]
    unseen: tuple[tuple[Name, str], ...]


def measure(
    connection: psycopg.Connection,
    catalog: Catalog,
    parts: Sequence[Part],
    shapes: Mapping[Name, ViewShape],
) -> tuple[Measured, ...]:
    """The figures of each part, on a server that has the corpus's objects."""
    truth = server_types(connection)
    seen = _evidence(connection, catalog, shapes.values())
    return tuple(_measured(part, shapes, truth, seen) for part in parts)


def _evidence(
    connection: psycopg.Connection, catalog: Catalog, shapes: Iterable[ViewShape]
) -> Mapping[tuple[Name, str], Evidence]:
    """What the columns that were claimed to be not null held, over all fillings."""
    claimed = {s.view: [c.name for c in s.columns if c.not_null] for s in shapes}
    answer: dict[tuple[Name, str], Evidence] = {}
    for seed in range(FILLINGS):
        fill(connection, catalog, seed)
        for view, columns in claimed.items():
            for column, found in nulls_seen(connection, view, columns).items():
                before = answer.get((view, column), Evidence(0, 0))
                answer[view, column] = Evidence(
                    before.rows + found.rows, before.nulls + found.nulls
                )
    return answer


def _measured(
    part: Part,
    shapes: Mapping[Name, ViewShape],
    truth: Mapping[Name, tuple[tuple[str, str], ...]],
    seen: Mapping[tuple[Name, str], Evidence],
) -> Measured:
    own = [shape for view, shape in shapes.items() if view in part.views]
    columns = [(shape.view, column) for shape in own for column in shape.columns]
    inexact = list(differing(own, truth))
    proven = [(view, column.name) for view, column in columns if column.not_null]
    none = Evidence(0, 0)
    return Measured(
        part,
        len(columns),
        tuple(one for one in inexact if one.column.type is None),
        tuple(one for one in inexact if one.column.type is not None),
        len(proven),
        sum(column.not_null is False for _, column in columns),
        tuple((view, column) for view, column in columns if column.not_null is None),
        tuple(one for one in proven if seen.get(one, none).nulls),
        tuple(one for one in proven if not seen.get(one, none).rows),
    )


def with_figures(document: str, measured: Sequence[Measured]) -> str:
    """The document with these figures between its two marks."""
    before, _, rest = document.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_figures(measured)}{_END}{after}"


def _figures(measured: Sequence[Measured]) -> str:
    lines = [
        "",
        "| part | views | columns | exact type | unknown | wrong |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for one in measured:
        exact = one.columns - len(one.unknown) - len(one.wrong)
        lines.append(
            f"| {one.part.name} | {len(one.part.views)} | {one.columns}"
            f" | {exact} ({100 * exact / one.columns:.1f}%)"
            f" | {len(one.unknown)} | {len(one.wrong)} |"
        )
    lines += [
        "",
        "| part | proven not null | of these, NULL was seen | may be NULL | nothing is said |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.part.name} | {one.proven} | {len(one.contradicted)}"
        f" | {one.nullable} | {len(one.undecided)} |"
        for one in measured
    ]
    lines += ["", *_listed("Wrong types", [d for one in measured for d in one.wrong])]
    lines += _listed("Unknown types", [d for one in measured for d in one.unknown])
    lines += ["Nothing is said of the nulls of:", ""]
    lines += [
        f"- `{view}.{column.name}`: {column.null_reason}"
        for one in measured
        for view, column in one.undecided
    ]
    return "\n".join([*lines, ""])


def _listed(title: str, columns: Sequence[Differing]) -> list[str]:
    if not columns:
        return [f"{title}: none.", ""]
    return [f"{title}:", "", *(f"- {_one(column)}" for column in columns), ""]


def _one(differing: Differing) -> str:
    column = differing.column
    said = column.type_reason if column.type is None else f"inferred as `{column.type}`"
    return f"`{differing.view}.{column.name}`, a `{differing.truth}`: {said}"
