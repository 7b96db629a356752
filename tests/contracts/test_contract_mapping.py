from pathlib import Path

import pytest

from ddllint.contracts.conversions import BUILT_IN
from ddllint.contracts.mapping import Mapping, read_mapping
from ddllint.diagnostics.errors import UsageError


def read(root: Path, text: str) -> Mapping:
    path = root / "mapping.yaml"
    path.write_text(text)
    return read_mapping(path, "m.yaml")


def test_schemas_and_parameters_are_read_with_their_places(tmp_path: Path) -> None:
    text = """\
version: 1
schemas:
  ./contracts/a.yaml#/components/schemas/a~1b:
    relation: app.events
    direction: response
    fields:
      revenue: {column: revenue_cents, conversion: cents, reason: exact sums}
      items: {not_stored: kept in raw_payload}
      order_id: {nullable_because: old rows have none}
  contracts/b.yaml#:
    relation: others
parameters:
  contracts/a.yaml#/components/parameters/Id:
    columns: [events.id, app.events.id]
    note: by header
"""
    found = read(tmp_path, text)
    assert found.problems == ()
    first, second = found.schemas
    assert (first.file, first.pointer) == ("contracts/a.yaml", ("components", "schemas", "a/b"))
    assert (first.relation, first.direction, str(first.span)) == (
        "app.events",
        "response",
        "m.yaml:3:3",
    )
    revenue, items, order = (first.fields[name] for name in ("revenue", "items", "order_id"))
    assert revenue is not None
    assert items is not None
    assert order is not None
    assert (revenue.entry.column, revenue.entry.conversion) == ("revenue_cents", "cents")
    assert (revenue.entry.reason, str(revenue.span)) == ("exact sums", "m.yaml:7:7")
    assert (items.entry.column, items.entry.not_stored) == (None, "kept in raw_payload")
    assert (order.entry.column, order.entry.not_stored) == (None, None)
    assert order.entry.nullable_because == "old rows have none"
    assert (second.pointer, second.direction, second.fields) == ((), None, {})
    [parameter] = found.parameters
    assert parameter.pointer == ("components", "parameters", "Id")
    assert (parameter.columns, parameter.note) == (("events.id", "app.events.id"), "by header")
    assert str(parameter.span) == "m.yaml:13:3"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file must be a mapping, not nothing"),
        ("- a", "the file must be a mapping, not a list"),
        ("schemas: {}", "lacks the key `version`"),
        ("version: 2", "m.yaml:1:10: `version` 2 is not known: this ddllint reads 1"),
        ("version: '1'", "m.yaml:1:10: `version` must be a whole number"),
        ("version: 1\nschemata: {}", "m.yaml:2:1: unknown key `schemata`"),
        ("version: 1\nschemas: [a]", "m.yaml:2:10: `schemas` must be a mapping, not a list"),
        ("version: 1\nschemas: {a: [}", "m.yaml:2:15: not valid YAML"),
    ],
)
def test_a_file_that_is_no_mapping_ends_the_run(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


HEAD = "version: 1\nschemas:\n  a.yaml#/A:\n    relation: t\n"

MISTAKES = {
    "version: 1\nschemas:\n  a.yaml:\n    relation: t": (
        "m.yaml:3:3: `a.yaml` does not name a file and a place in it",
        "Write `contracts/name.yaml#/components/schemas/Name`.",
    ),
    "version: 1\nschemas:\n  a.yaml#A:\n    relation: t": (
        "m.yaml:3:3: `a.yaml#A` does not name a file and a place in it",
        "Write `contracts/name.yaml#/components/schemas/Name`.",
    ),
    "version: 1\nschemas:\n  a.yaml#/A:\n    relation: a.b.c": (
        "m.yaml:4:15: `a.b.c` is not of the form `name` or `schema.name`",
        "",
    ),
    "version: 1\nschemas:\n  a.yaml#/A:\n    relatoin: t": (
        "m.yaml:4:5: unknown key `relatoin` in `schemas.a.yaml#/A`",
        "Did you mean `relation`?",
    ),
    HEAD + "    direction: respnse": (
        (
            "m.yaml:5:16: `schemas.a.yaml#/A.direction` must be one of request, response, both,"
            " not the text 'respnse'"
        ),
        "Did you mean `response`?",
    ),
    HEAD + "    fields:\n      x: {colunm: y}": (
        "m.yaml:6:11: unknown key `colunm` in `schemas.a.yaml#/A.fields.x`",
        "Did you mean `column`?",
    ),
    HEAD + "    fields:\n      x: {column: 5}": (
        "m.yaml:6:19: `schemas.a.yaml#/A.fields.x.column` must be text, not the number 5",
        'Write it in quotes: "5".',
    ),
    HEAD + "    fields:\n      x: {column: ''}": ("m.yaml:6:19: `column` is empty", ""),
    HEAD + "    fields:\n      x: {not_stored: ' '}": (
        "m.yaml:6:23: `not_stored` gives no reason",
        "",
    ),
    HEAD + "    fields:\n      x: {not_stored: why, column: y}": (
        "m.yaml:6:28: a field that is not stored has no `column`",
        "Remove `column` or `not_stored`.",
    ),
    HEAD + "    fields:\n      x: {conversion: cnts}": (
        "m.yaml:6:23: there is no conversion `cnts`",
        "Did you mean `cents`?",
    ),
    HEAD + "    fields:\n      x: {conversion: rot13}": (
        "m.yaml:6:23: there is no conversion `rot13`",
        "Describe it under `conversions`: `rot13: {meaning: ...}`.",
    ),
    HEAD + "conversions:\n  cents: {meaning: mine}": (
        (
            "m.yaml:6:3: the conversion `cents` is built in: the field is an amount in units of its"
            " currency, the column an integer number of hundredths"
        ),
        "Give yours another name.",
    ),
    HEAD + "conversions:\n  own: {meaning: ' '}": ("m.yaml:6:18: `meaning` says nothing", ""),
    HEAD + "    fields:\n      x: {conversion: own}\nconversions:\n  own: {meanin: so}": (
        "m.yaml:8:9: unknown key `meanin` in `conversions.own`",
        "Did you mean `meaning`?",
    ),
    HEAD + "  ./a.yaml#/A:\n    relation: u": (
        "m.yaml:5:3: `a.yaml#/A` has an entry already, spelled in another way",
        "Join the two entries.",
    ),
    "version: 1\nschemas:\n  a.yaml#/A:\n    direction: both": (
        "m.yaml:4:5: `schemas.a.yaml#/A` lacks the key `relation`",
        "Or say `not_stored`, with the reason.",
    ),
    HEAD + "    not_stored: why": (
        "m.yaml:4:5: a schema that is not stored has no `relation`",
        "Remove `relation` or `not_stored`.",
    ),
    "version: 1\nschemas:\n  a.yaml#/A:": (
        "m.yaml:3:13: `schemas.a.yaml#/A` must be a mapping, not nothing",
        "",
    ),
    HEAD + "    relation: u": (
        "m.yaml:5:5: the key `relation` is written twice in the same mapping",
        "Remove one of the two. Here the last one counts, elsewhere perhaps the first.",
    ),
    HEAD + "parameters:\n  a.yaml#/P: {columns: [id]}": (
        "m.yaml:6:25: `id` is not of the form `relation.column`",
        "",
    ),
    HEAD + "parameters:\n  a.yaml#/P: {}": (
        "m.yaml:6:14: `parameters.a.yaml#/P` lacks the key `columns`",
        "",
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_an_entry_is_a_problem_at_its_place(tmp_path: Path, text: str) -> None:
    [problem] = read(tmp_path, text).problems
    assert (f"{problem.span}: {problem.message}", problem.help) == MISTAKES[text]


def test_all_mistakes_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    text = """\
version: 1
schemas:
  a.yaml#/A: {relatio: t}
  a.yaml#/B:
    relation: t
    fields:
      x: {columm: y}
      z: {column: w}
      v: 7
"""
    found = read(tmp_path, text)
    assert [problem.span.line for problem in found.problems] == [3, 7, 9]
    [schema] = found.schemas
    assert {name: field is None for name, field in schema.fields.items()} == {
        "x": True,
        "z": False,
        "v": True,
    }


def test_conversions_of_the_house_are_known_by_name(tmp_path: Path) -> None:
    text = HEAD + (
        "    fields:\n      x: {conversion: own}\nconversions:\n"
        "  own: {meaning: so, fields: [string], columns: [uuid], loses: true}\n"
    )
    found = read(tmp_path, text)
    assert found.problems == ()
    own = found.conversions["own"]
    assert (own.fields, own.columns, own.loses, own.custom) == (("string",), ("uuid",), True, True)
    assert str(own.span) == "m.yaml:8:3"


def test_no_two_conversions_have_one_name() -> None:
    assert {name: one.name for name, one in BUILT_IN.items()} == {name: name for name in BUILT_IN}
    assert all(one.meaning and not one.custom for one in BUILT_IN.values())
