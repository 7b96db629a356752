import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from ddllint.contracts.documents import Node, load_documents
from ddllint.contracts.fields import ObjectFields, ObjectReader, object_fields
from ddllint.contracts.flatten import MAX_DEPTH, Flattener
from ddllint.contracts.mistakes import mistakes_in
from ddllint.contracts.sites import find_sites
from ddllint.diagnostics.errors import UsageError


def read(root: Path, files: Mapping[str, str] | str, file: str, *pointer: str) -> ObjectFields:
    """The fields of the schema at the pointer in `contracts/<file>`, and all that is wrong."""
    for name, text in ({file: files} if isinstance(files, str) else files).items():
        path = root / "contracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    documents = load_documents([root / "contracts"], root, lambda path: path.name)
    assert documents.problems == ()
    found = documents.find(f"contracts/{file}", pointer)
    assert isinstance(found, Node)
    reader = ObjectReader(Flattener(documents))
    fields = object_fields(reader, found)
    sites = find_sites(documents).schemas
    mistakes = [problem for site in sites for problem in mistakes_in(reader, site)]
    once = {(problem.span, problem.message): problem for problem in (*mistakes, *fields.problems)}
    return ObjectFields(fields.fields, tuple(once.values()))


def summary(found: ObjectFields) -> dict[str, str]:
    """Each field with `required`, `null`, both or neither."""
    return {
        field.name: " ".join(
            ["required"] * field.required + ["null"] * field.nullable,
        )
        for field in found.fields
    }


def complaints(found: ObjectFields) -> list[str]:
    return [f"{problem.span}: {problem.message}" for problem in found.problems]


def test_fields_come_with_their_places(tmp_path: Path) -> None:
    text = """\
type: object
required: [b/c, a]
properties:
  a: {type: string}
  b/c: {type: [integer, 'null']}
  d: {type: boolean}
"""
    found = read(tmp_path, text, "x.yaml")
    assert found.problems == ()
    described = [
        (field.name, field.pointer, str(field.span), str(field.required_span), field.nullable)
        for field in found.fields
    ]
    assert described == [
        ("a", "contracts/x.yaml#/properties/a", "x.yaml:4:3", "x.yaml:2:17", False),
        ("b/c", "contracts/x.yaml#/properties/b~1c", "x.yaml:5:3", "x.yaml:2:12", True),
        ("d", "contracts/x.yaml#/properties/d", "x.yaml:6:3", "None", False),
    ]
    assert [field.required for field in found.fields] == [True, True, False]


def test_a_name_that_is_required_twice_stands_where_it_stands_first(tmp_path: Path) -> None:
    found = read(tmp_path, "required: [b, a, b]\nproperties: {b: {}, a: {}}\n", "x.yaml")
    assert [str(field.required_span) for field in found.fields] == ["x.yaml:1:12", "x.yaml:1:15"]


def test_a_json_schema_in_json_is_read_alike(tmp_path: Path) -> None:
    text = '{"properties": {"a": {"const": null}},\n "required": ["a"]}'
    [field] = read(tmp_path, text, "x.json").fields
    assert (str(field.span), str(field.required_span)) == ("x.json:1:17", "x.json:2:15")
    assert field.nullable


NULLABLE_31 = {
    "{type: string}": False,
    "{type: [string, 'null']}": True,
    "{type: 'null'}": True,
    "{type: [string, integer]}": False,
    "{}": True,
    "true": True,
    "false": False,
    "{description: anything}": True,
    "{enum: [a, null]}": True,
    "{enum: [a, 'null']}": False,
    "{type: [string, 'null'], enum: [a]}": False,
    "{const: null}": True,
    "{const: a}": False,
    "{anyOf: [{type: string}, {type: 'null'}]}": True,
    "{oneOf: [{type: string}, {type: 'null'}]}": True,
    "{oneOf: [{type: [string, 'null']}, {type: 'null'}]}": False,
    "{anyOf: [{type: [string, 'null']}, {type: 'null'}]}": True,
    "{anyOf: [{type: string}, {type: integer}]}": False,
    "{allOf: [{type: [string, 'null']}, {maxLength: 3}]}": True,
    "{allOf: [{type: [string, 'null']}, {type: string}]}": False,
    "{type: [string, 'null'], not: {type: 'null'}}": False,
    "{not: {type: string}}": True,
    "{$ref: '#/$defs/Text'}": False,
    "{$ref: '#/$defs/Nothing'}": True,
    "{$ref: '#/$defs/Nothing', type: string}": False,
    "{anyOf: [{$ref: '#/$defs/Text'}, {type: 'null'}]}": True,
    "{$ref: '#/$defs/Self'}": False,
}


@pytest.mark.parametrize("schema", NULLABLE_31)
def test_null_in_openapi_31(tmp_path: Path, schema: str) -> None:
    text = (
        f"openapi: 3.1.0\nproperties:\n  a: {schema}\n$defs:\n  Text: {{type: string}}\n"
        "  Nothing: {type: [string, 'null']}\n"
        "  Self: {anyOf: [{type: string}, {$ref: '#/$defs/Self'}]}\n"
    )
    [field] = read(tmp_path, text, "x.yaml").fields
    assert field.nullable is NULLABLE_31[schema]


NULLABLE_30 = {
    "{type: string}": False,
    "{type: string, nullable: true}": True,
    "{type: string, nullable: false}": False,
    "{type: string, nullable: true, enum: [a]}": False,
    "{type: string, nullable: true, enum: [a, null]}": True,
    "{$ref: '#/$defs/Text'}": False,
    "{$ref: '#/$defs/Nothing'}": True,
    "{$ref: '#/$defs/Nothing', type: string}": True,
    "{$ref: '#/$defs/Text', nullable: true}": False,
    "{allOf: [{$ref: '#/$defs/Nothing'}]}": True,
    "{allOf: [{$ref: '#/$defs/Text'}]}": False,
}


@pytest.mark.parametrize("version", ["openapi: 3.0.3", "swagger: '2.0'"])
@pytest.mark.parametrize("schema", NULLABLE_30)
def test_null_in_openapi_30(tmp_path: Path, schema: str, version: str) -> None:
    text = (
        f"{version}\nproperties:\n  a: {schema}\n$defs:\n  Text: {{type: string}}\n"
        "  Nothing: {type: string, nullable: true}\n"
    )
    found = read(tmp_path, text, "x.yaml")
    assert found.fields[0].nullable is NULLABLE_30[schema]
    assert found.problems == ()


def test_a_fragment_is_read_by_the_rules_of_the_file_that_refers_to_it(tmp_path: Path) -> None:
    reference = "components:\n  schemas:\n    X: {properties: {a: {$ref: 'part.yaml#/A'}}}\n"
    part = {"part.yaml": "A: {type: string, nullable: true}\n"}
    pointer = ("components", "schemas", "X")
    old = read(
        tmp_path / "old", {**part, "x.yaml": f"openapi: 3.0.1\n{reference}"}, "x.yaml", *pointer
    )
    new = read(
        tmp_path / "new", {**part, "x.yaml": f"openapi: 3.1.0\n{reference}"}, "x.yaml", *pointer
    )
    assert (old.fields[0].nullable, complaints(old)) == (True, [])
    assert new.fields[0].nullable is False
    assert complaints(new) == [
        "part.yaml:1:19: `nullable` has no meaning in OpenAPI 3.1 and JSON Schema"
    ]


def test_nullable_without_a_type_is_a_problem_in_openapi_30(tmp_path: Path) -> None:
    text = (
        "openapi: 3.0.0\ncomponents:\n  schemas:\n"
        "    X: {properties: {a: {allOf: [{type: string}], nullable: true}}}\n"
    )
    found = read(tmp_path, text, "x.yaml", "components", "schemas", "X")
    assert summary(found) == {"a": ""}
    [line] = complaints(found)
    assert line.startswith("x.yaml:4:51: `nullable` has no effect without `type` beside it")


ALL_OF = {
    "api.yaml": """\
openapi: 3.1.0
components:
  schemas:
    Event:
      required: [id, kind]
      properties:
        kind: {type: string}
      allOf:
        - $ref: common/base.yaml#/Base
        - required: [note]
          properties:
            note: {type: string}
            seen: {type: string}
    Narrowed:
      $ref: '#/components/schemas/Event'
      required: [seen]
      properties:
        more: {type: [string, 'null']}
""",
    "common/base.yaml": """\
Base:
  type: object
  required: [seen]
  properties:
    id: {type: string}
    seen: {type: [string, 'null']}
    note: {type: [string, 'null']}
""",
}


def test_all_of_adds_fields_and_what_they_require(tmp_path: Path) -> None:
    found = read(tmp_path, ALL_OF, "api.yaml", "components", "schemas", "Event")
    assert summary(found) == {
        "kind": "required",
        "id": "required",
        "seen": "required",
        "note": "required",
    }
    places = {
        field.name: (field.pointer, str(field.span), str(field.required_span))
        for field in found.fields
    }
    assert places["id"] == (
        "contracts/common/base.yaml#/Base/properties/id",
        "base.yaml:5:5",
        "api.yaml:5:18",
    )
    assert places["seen"][1:] == ("base.yaml:6:5", "base.yaml:3:14")
    assert places["note"][1:] == ("base.yaml:7:5", "api.yaml:10:22")
    assert found.problems == ()


def test_what_stands_beside_a_reference_counts_in_31_only(tmp_path: Path) -> None:
    pointer = ("components", "schemas", "Narrowed")
    found = read(tmp_path, ALL_OF, "api.yaml", *pointer)
    assert summary(found)["more"] == "null"
    assert [str(field.required_span) for field in found.fields if field.name == "seen"] == [
        "api.yaml:16:18"
    ]
    old = {**ALL_OF, "api.yaml": ALL_OF["api.yaml"].replace("3.1.0", "3.0.3")}
    found = read(tmp_path, old, "api.yaml", *pointer)
    assert "more" not in summary(found)


def test_a_branch_requires_only_what_every_branch_does(tmp_path: Path) -> None:
    text = """\
required: [kind]
properties:
  kind: {type: string}
oneOf:
  - required: [both, one]
    properties: {both: {type: string}, one: {type: string}}
  - $ref: '#/$defs/Second'
  - type: 'null'
$defs:
  Second:
    required: [both]
    properties: {both: {type: [string, 'null']}, two: {type: string}}
"""
    assert summary(read(tmp_path, text, "x.yaml")) == {
        "kind": "required",
        "both": "required null",
        "one": "",
        "two": "",
    }


def test_circles_end(tmp_path: Path) -> None:
    text = """\
Tree:
  required: [children, parent]
  allOf: [{$ref: '#/Tree'}, {$ref: '#/Other'}]
  properties:
    children: {type: array, items: {$ref: '#/Tree'}}
    parent: {anyOf: [{$ref: '#/Tree'}, {type: 'null'}]}
Other:
  allOf: [{$ref: '#/Tree'}]
  properties:
    other: {$ref: '#/Other'}
"""
    found = read(tmp_path, text, "x.yaml", "Tree")
    assert {name: flags.split()[:1] for name, flags in summary(found).items()} == {
        "children": ["required"],
        "parent": ["required"],
        "other": ["null"],  # nothing there states a type
    }


def test_diamonds_take_no_longer_than_they_are_written(tmp_path: Path) -> None:
    levels = "".join(
        f"L{n}: {{allOf: [{{$ref: '#/L{n + 1}'}}, {{$ref: '#/L{n + 1}'}}]}}\n" for n in range(22)
    )
    nulls = "".join(
        f"N{n}: {{anyOf: [{{$ref: '#/N{n + 1}'}}, {{$ref: '#/N{n + 1}'}}]}}\n" for n in range(22)
    )
    last = "L22: {properties: {a: {$ref: '#/N0'}}}\nN22: {type: 'null'}\n"
    began = time.perf_counter()
    found = read(tmp_path, levels + nulls + last, "x.yaml", "L0")
    assert time.perf_counter() - began < 5
    assert summary(found) == {"a": "null"}


def test_a_chain_that_is_too_long_is_refused(tmp_path: Path) -> None:
    text = "".join(f"L{n}: {{allOf: [{{$ref: '#/L{n + 1}'}}]}}\n" for n in range(MAX_DEPTH + 1))
    with pytest.raises(UsageError, match=r"x\.yaml:\d+:\d+: schemas refer to one another more"):
        read(tmp_path, text + f"L{MAX_DEPTH + 1}: {{}}\n", "x.yaml", "L0")


MISTAKES = {
    "required: [a, b]\nproperties: {a: {type: string}}": (
        "x.yaml:1:15: `b` is required, but no property describes it"
    ),
    "properties: {a: {type: string, required: true}}": (
        "x.yaml:1:32: `required: true` says nothing about a property"
    ),
    "properties: {a: string}": ("x.yaml:1:17: a schema must be a mapping, not the text 'string'"),
    "properties: {$ref: nowhere.yaml}": (
        "x.yaml:1:20: a schema must be a mapping, not the text 'nowhere.yaml'"
    ),
    "properties: {a: {}}\nrequired: a": "x.yaml:2:11: `required` must be a list of names",
    "type: string": "x.yaml:1:1: the schema has no properties, so there is nothing to compare",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_schema_is_a_problem_at_its_place(tmp_path: Path, text: str) -> None:
    assert complaints(read(tmp_path, text, "x.yaml")) == [MISTAKES[text]]


def test_properties_that_are_no_mapping_are_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, "properties: [a]", "x.yaml")
    assert complaints(found)[0] == (
        "x.yaml:1:13: `properties` must be a mapping from names to schemas, not a list"
    )
