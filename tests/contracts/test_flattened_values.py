"""Flattened values agree with jsonschema, on random schemas and random instances."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ddllint.contracts.conformance import departures
from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.fields import ObjectReader
from ddllint.contracts.flatten import Flattener
from ddllint.contracts.value import Value
from ddllint.settings.yaml import load

NUMBERS = st.sampled_from([-2, -1, 0, 0.5, 1, 1.5, 2, 3, 6])
COUNTS = st.integers(0, 3)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])
SCALARS = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.text("ab", max_size=4), st.sampled_from(["A", "a1", ""])
)
INSTANCES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=6,
)
PATTERNS = st.sampled_from(["^a", "b$", "[0-9]", "^[ab]*$", "a.b"])


def keywords(inner: st.SearchStrategy[Any], references: list[str]) -> st.SearchStrategy[Any]:
    """Schemas with a few keywords, that hold schemas of `inner` and refer to `references`."""
    some: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(SCALARS, min_size=1, max_size=4),
        "const": SCALARS,
        "minimum": NUMBERS,
        "maximum": NUMBERS,
        "exclusiveMinimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "multipleOf": st.sampled_from([0.5, 1, 1.5, 2, 3]),
        "minLength": COUNTS,
        "maxLength": COUNTS,
        "pattern": PATTERNS,
        "minItems": COUNTS,
        "maxItems": COUNTS,
        "uniqueItems": st.booleans(),
        "items": inner,
        "contains": inner,
        "not": inner,
        "allOf": st.lists(inner, min_size=1, max_size=3),
        "anyOf": st.lists(inner, min_size=1, max_size=3),
        "oneOf": st.lists(inner, min_size=1, max_size=3),
        "properties": st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
        "required": st.lists(st.sampled_from("xyz"), max_size=3, unique=True),
        "additionalProperties": st.booleans() | inner,
    }
    if references:
        some["$ref"] = st.sampled_from(references)
    names = st.lists(st.sampled_from(sorted(some)), max_size=4, unique=True)
    return st.booleans() | names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: some[name] for name in chosen})
    )


def schemas(references: list[str]) -> st.SearchStrategy[Any]:
    flat = keywords(st.booleans() | st.fixed_dictionaries({"type": TYPES}), references)
    return keywords(keywords(flat, references), references)


@st.composite
def documents(draw: st.DrawFn, circles: bool = False) -> dict[str, Any]:
    """A document whose `a` may refer to its definitions, and each of these to later ones."""
    names = ["A", "B", "C"]
    places = [f"#/$defs/{name}" for name in names]
    return {
        "properties": {"a": draw(schemas(places))},
        "$defs": {
            name: draw(schemas(places if circles else places[at + 1 :]))
            for at, name in enumerate(names)
        },
    }


def flattened(document: dict[str, Any]) -> tuple[ObjectReader, Node, Value]:
    """The document's `a`, and its summary."""
    loaded = load("s.json", json.dumps(document))
    reader = ObjectReader(Flattener(Documents(["."], {"s.json": loaded}, [])))
    node = Node("s.json", (), loaded.data).child("properties", "a")
    return reader, node, reader.flattener.value(node, Dialect.MODERN)


def found(reader: ObjectReader, value: Value, instance: Any) -> list[str]:
    """Why the summary forbids the instance."""
    data = load("i.json", json.dumps(instance))
    reader.documents.files["i.json"] = data
    node = Node("i.json", (), data.data)
    return [one.reason for one in departures(reader, value, node, Dialect.MODERN)]


def is_valid(document: dict[str, Any], instance: Any) -> bool | None:
    """What jsonschema says; None when it does not come to an end."""
    schema = {"$defs": document["$defs"], "$ref": "#/x-a", "x-a": document["properties"]["a"]}
    try:
        return Draft202012Validator(schema).is_valid(instance)
    except RecursionError:
        return None


def holds_object(instance: Any) -> bool:
    return any(isinstance(part, dict) for part in parts(instance))


def parts(instance: Any) -> Iterator[Any]:
    yield instance
    for part in instance if isinstance(instance, list) else ():
        yield from parts(part)


@settings(max_examples=150)
@given(documents(), st.lists(INSTANCES, min_size=1, max_size=6))
@example(
    {
        "properties": {"a": {"anyOf": [{}, {"properties": {"x": False}}]}},
        "$defs": {},
    },
    [{"x": None}],
)
def test_a_summary_never_forbids_what_is_valid_and_when_exact_nothing_else(
    document: dict[str, Any], instances: list[Any]
) -> None:
    reader, _, value = flattened(document)
    for instance in instances:
        reasons, valid = found(reader, value, instance), is_valid(document, instance)
        if reasons:
            assert not valid, (instance, reasons)
        elif value.exact and not holds_object(instance):
            assert valid, (instance, value)
        event(f"exact: {value.exact}, fits: {not reasons}")


@settings(max_examples=60)
@given(documents(circles=True), st.lists(INSTANCES, min_size=1, max_size=4))
def test_nor_does_it_where_schemas_refer_to_one_another_in_circles(
    document: dict[str, Any], instances: list[Any]
) -> None:
    reader, _, value = flattened(document)
    for instance in instances:
        reasons = found(reader, value, instance)
        if reasons:
            assert not is_valid(document, instance), (instance, reasons)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """A document whose `a` is an object made of parts, by `allOf` and `$ref`."""
    scalars = keywords(st.booleans(), []).map(without_objects)
    own = st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("xyz"), scalars, max_size=3),
            "required": st.lists(st.sampled_from("xyz"), max_size=2, unique=True),
            "type": st.just("object"),
        },
    )
    parts = st.lists(own | st.just({"$ref": "#/$defs/A"}), max_size=3)
    joined = st.tuples(own, parts).map(lambda pair: {**pair[0], "allOf": [*pair[1], {}]})
    whole = {**draw(joined), "unevaluatedProperties": draw(st.booleans())}
    return {"properties": {"a": whole}, "$defs": {"A": draw(joined.map(without_references))}}


def without_objects(schema: Any) -> Any:
    """The schema without keywords that speak of objects."""
    names = {"properties", "required", "additionalProperties"}
    return schema if isinstance(schema, bool) else {k: schema[k] for k in schema.keys() - names}


def without_references(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "allOf": [part for part in schema["allOf"] if "$ref" not in part]}


OBJECTS = st.dictionaries(st.sampled_from("xyzw"), SCALARS, max_size=4)


@settings(max_examples=150)
@given(objects(), st.lists(OBJECTS, min_size=1, max_size=8))
def test_an_object_made_of_parts_is_judged_as_jsonschema_does(
    document: dict[str, Any], instances: list[dict[str, Any]]
) -> None:
    reader, node, value = flattened(document)
    fields = reader.shape(node, Dialect.MODERN).properties.values()
    exact = value.exact and all(field.value.exact for field in fields)
    for instance in instances:
        reasons, valid = found(reader, value, instance), is_valid(document, instance)
        event(f"exact: {exact}, fits: {not reasons}")
        if reasons:
            assert not valid, (instance, reasons)
        elif exact:
            assert valid, instance
