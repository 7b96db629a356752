import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from ddllint.contracts.documents import Node, load_documents
from ddllint.contracts.fields import ObjectFields, ObjectReader, object_fields
from ddllint.contracts.flatten import MAX_DEPTH, Flattener
from ddllint.contracts.mistakes import mistakes_in
from ddllint.contracts.sites import find_sites
from ddllint.contracts.value import span_at


def read(root: Path, files: Mapping[str, str] | str, file: str, *pointer: str) -> ObjectFields:
    """The fields of the schema at the pointer in `contracts/<file>`, and all that is wrong."""
    for name, text in ({file: files} if isinstance(files, str) else files).items():
        path = root / "contracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    documents = load_documents([root / "contracts"], root, lambda path: path.name)
    assert (*documents.problems, *documents.dangling()) == ()
    schema = documents.find(f"contracts/{file}", pointer)
    assert isinstance(schema, Node)
    reader = ObjectReader(Flattener(documents))
    fields = object_fields(reader, schema)
    sites = find_sites(documents).schemas
    mistakes = [problem for site in sites for problem in mistakes_in(reader, site)]
    found = (*mistakes, *fields.problems, *reader.flattener.too_deep)
    once = {(problem.span, problem.message): problem for problem in found}
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


def test_a_chain_that_is_too_long_is_told_where_it_is_cut(tmp_path: Path) -> None:
    text = "".join(f"L{n}: {{allOf: [{{$ref: '#/L{n + 1}'}}]}}\n" for n in range(MAX_DEPTH + 1))
    last = f"L{MAX_DEPTH + 1}: {{properties: {{a: {{}}}}}}\n"
    found = read(tmp_path, text + last, "x.yaml", "L0")
    assert "x.yaml:51:6: schemas refer to one another more than 100 levels deep" in complaints(
        found
    )
    assert found.fields == ()
    assert summary(read(tmp_path, text + last, "x.yaml", "L60")) == {"a": "null"}


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


def test_a_field_has_three_places(tmp_path: Path) -> None:
    text = """\
A:
  required: [x]
  properties:
    x: {$ref: '#/B', maxLength: 5}
B: {$ref: '#/C'}
C: {type: string, minLength: 1}
"""
    [field] = read(tmp_path, text, "x.yaml", "A").fields
    assert (str(field.span), str(field.target_span), str(field.required_span)) == (
        "x.yaml:4:5",
        "x.yaml:6:1",
        "x.yaml:2:14",
    )
    assert field.target == "contracts/x.yaml#/C"
    value = field.value
    assert value.min_length is not None
    assert value.max_length is not None
    assert (str(value.min_length.span), str(value.max_length.span)) == (
        "x.yaml:6:30",
        "x.yaml:4:33",
    )


def test_fields_travel_one_way(tmp_path: Path) -> None:
    text = "required: [a, b, c]\nproperties: {a: {readOnly: true}, b: {writeOnly: true}, c: {}}\n"
    a, b, c = read(tmp_path, text, "x.yaml").fields
    assert [f.required_in("request") for f in (a, b, c)] == [False, True, True]
    assert [f.required_in("response") for f in (a, b, c)] == [True, False, True]
    assert a.value.read_only is not None
    assert str(span_at(a.value.read_only)) == "x.yaml:2:28"
    assert b.value.write_only is not None
    assert str(span_at(b.value.write_only)) == "x.yaml:2:50"


VARIANTS = """\
openapi: 3.1.0
components:
  schemas:
    Payment:
      required: [kind]
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cash'}]
      discriminator:
        propertyName: kind
        mapping: {card: '#/components/schemas/Card'}
    Card:
      required: [kind, number]
      properties: {kind: KIND, number: {type: string}, note: {type: string, maxLength: 5}}
    Cash:
      required: [kind, till]
      properties: {kind: KIND, till: {type: string}, note: {type: string, maxLength: 9}}
"""


@pytest.mark.parametrize("kind", ["{type: string}", "{}"])
def test_a_discriminator_has_the_variants_names(tmp_path: Path, kind: str) -> None:
    """That of the mapping, and the schema's own for one that the mapping leaves out."""
    pointer = ("components", "schemas", "Payment")
    found = read(tmp_path, VARIANTS.replace("KIND", kind), "x.yaml", *pointer)
    assert found.problems == ()
    fields = {field.name: field for field in found.fields}
    named = fields["kind"]
    assert named.required
    assert not named.conditional
    assert not named.nullable
    assert named.value.types == ("string",)
    assert [(item.value, str(item.span)) for item in named.value.enum or ()] == [
        ("card", "x.yaml:9:19"),
        ("Cash", "x.yaml:6:59"),
    ]
    for name in ("number", "till"):
        assert (fields[name].required, fields[name].conditional) == (False, True)
    note = fields["note"]
    assert not note.conditional
    assert note.value.max_length is not None
    assert (note.value.max_length.value, note.value.exact) == (9, True)


def test_bounds_are_kept_exactly_as_written(tmp_path: Path) -> None:
    """A float holds neither of them."""
    text = (
        "properties: {a: {maximum: 12345678901234567890.123, multipleOf: 0.00000000000000000001}}\n"
    )
    [field] = read(tmp_path, text, "x.yaml").fields
    assert field.value.maximum is not None
    assert field.value.multiple_of is not None
    assert field.value.maximum.value == Decimal("12345678901234567890.123")
    assert field.value.multiple_of.value == Decimal("0.00000000000000000001")


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ("{minimum: 1, exclusiveMinimum: 1}", (1, True)),
        ("{minimum: 2, exclusiveMinimum: 1}", (2, False)),
        ("{allOf: [{minimum: 1}, {minimum: 3}, {minimum: 2}]}", (3, False)),
        ("{allOf: [{minimum: 1}, {exclusiveMinimum: 1}]}", (1, True)),
        ("{anyOf: [{type: integer, minimum: 1}, {type: integer, minimum: 3}]}", (1, False)),
        ("{anyOf: [{type: integer, minimum: 1}, {type: 'null'}]}", (1, False)),
    ],
)
def test_limits_are_joined(tmp_path: Path, schema: str, wanted: tuple[int, bool]) -> None:
    [field] = read(tmp_path, f"properties: {{a: {schema}}}\n", "x.yaml").fields
    assert field.value.minimum is not None
    assert (field.value.minimum.value, field.value.minimum.exclusive) == wanted


def test_a_step_of_parts_is_the_least_that_fits_all(tmp_path: Path) -> None:
    text = "properties: {a: {allOf: [{multipleOf: 0.04}, {multipleOf: 0.06}]}}\n"
    [field] = read(tmp_path, text, "x.yaml").fields
    assert field.value.multiple_of is not None
    assert field.value.multiple_of.value == Decimal("0.12")


def test_what_a_summary_leaves_out_is_told(tmp_path: Path) -> None:
    text = "properties: {a: {if: {type: string}, then: {maxLength: 5}}, b: {not: {type: string}}}\n"
    a, b = read(tmp_path, text, "x.yaml").fields
    assert [(item.value, str(item.span)) for item in a.value.loose] == [
        ("if", "x.yaml:1:18"),
        ("then", "x.yaml:1:38"),
    ]
    assert [item.value for item in b.value.loose] == ["not"]


def test_the_default_null_is_no_missing_default(tmp_path: Path) -> None:
    text = "properties: {a: {default: null}, b: {}}\n"
    a, b = read(tmp_path, text, "x.yaml").fields
    assert a.value.default is not None
    assert a.value.default.value is None
    assert b.value.default is None


def test_circles_through_lists_end(tmp_path: Path) -> None:
    text = "A: {properties: {a: {$ref: '#/B'}}}\nB: {type: array, items: {$ref: '#/B'}}\n"
    [field] = read(tmp_path, text, "x.yaml", "A").fields
    assert field.value.types == ("array",)
    assert field.value.items is not None
    assert not field.value.exact


def test_many_circles_take_bounded_time(tmp_path: Path) -> None:
    """Twelve schemas, each of which is one of all the others."""
    names = [f"S{at}" for at in range(12)]
    text = "".join(
        f"{name}: {{anyOf: [{', '.join(f'{{$ref: `#/{other}`}}' for other in names)}]}}\n"
        for name in names
    ).replace("`", "'")
    began = time.perf_counter()
    read(tmp_path, text + "A: {properties: {a: {$ref: '#/S0'}}}\n", "x.yaml", "A")
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("schema", "types", "exact"),
    [
        ("{type: number, allOf: [{type: integer}]}", ("integer",), True),
        ("{type: [integer, string], allOf: [{type: number}]}", ("integer",), True),
        ("{type: [number, integer]}", ("number",), True),
        ("{oneOf: [{type: string}, {type: integer}]}", ("integer", "string"), True),
        ("{oneOf: [{type: number}, {type: integer}]}", ("number",), False),
        ("{oneOf: [{const: a}, {const: b}]}", ("string",), True),
        ("{oneOf: [{enum: [a, b]}, {const: b}]}", ("string",), False),
        ("{anyOf: [{type: integer, minimum: 0}, {type: number, minimum: 5}]}", ("number",), False),
        ("{anyOf: [{type: integer, minimum: 5}, {type: number, minimum: 0}]}", ("number",), True),
    ],
)
def test_types_are_joined_and_it_is_told_whether_that_is_all(
    tmp_path: Path, schema: str, types: tuple[str, ...], exact: bool
) -> None:
    [field] = read(tmp_path, f"properties: {{a: {schema}}}\n", "x.yaml").fields
    assert (field.value.types, field.value.exact) == (types, exact)


def test_a_circle_cuts_nothing_short_for_those_who_enter_it_elsewhere(tmp_path: Path) -> None:
    text = """\
X: {properties: {a: {$ref: '#/A'}, b: {$ref: '#/B'}}}
A: {anyOf: [{$ref: '#/B'}, {type: string}]}
B: {anyOf: [{$ref: '#/A'}, {type: integer}]}
"""
    fields = read(tmp_path, text, "x.yaml", "X").fields
    assert [field.value.types for field in fields] == [("integer", "string")] * 2


@pytest.mark.parametrize(
    ("branches", "kept"),
    [
        ("{type: string, format: uuid}, {type: integer}", "uuid"),
        ("{type: string, format: uuid}, {type: string}", None),
        ("{type: string, format: uuid}, {type: string, format: date}", None),
        ("{type: integer}, {type: boolean}", None),
    ],
)
def test_a_format_of_one_branch_counts_where_no_other_has_its_type(
    tmp_path: Path, branches: str, kept: str | None
) -> None:
    found = read(tmp_path, f"properties: {{a: {{anyOf: [{branches}]}}}}", "x.yaml")
    (field,) = found.fields
    assert (None if field.value.format is None else field.value.format.value) == kept


@pytest.mark.parametrize(
    ("branches", "types"),
    [
        ("{items: {type: string}}, {items: {type: [integer, 'null']}}", ("integer", "string")),
        ("{items: {type: string}}, {items: {type: string}}", ("string",)),
        ("{items: {type: string}}, {minItems: 1}", None),
    ],
)
def test_items_of_branches_are_joined(
    tmp_path: Path, branches: str, types: tuple[str, ...] | None
) -> None:
    text = f"properties: {{a: {{type: array, anyOf: [{branches}]}}}}"
    (field,) = read(tmp_path, text, "x.yaml").fields
    items = field.value.items
    assert (None if items is None else items.types) == types
    if items is not None:
        assert items.nullable == ("null" in branches)
