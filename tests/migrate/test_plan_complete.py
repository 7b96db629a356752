"""Each field of the model is changed by a pair of schemas that is planned and run on servers."""

import re

import msgspec
import pytest
from plans import catalog
from test_facts import changes
from test_plan_cases import PAIRS

from ddllint.catalog import model
from ddllint.catalog.difference import difference

KINDS: dict[type[msgspec.Struct], str] = {
    model.Schema: "schema",
    model.Table: "table",
    model.Column: "column",
    model.Check: "constraint",
    model.Key: "constraint",
    model.ForeignKey: "constraint",
    model.Exclusion: "constraint",
    model.Index: "index",
    model.Policy: "policy",
    model.Trigger: "trigger",
    model.View: "view",
    model.ViewColumn: "column",
    model.Sequence: "sequence",
    model.Enum: "type",
    model.Composite: "type",
    model.Domain: "type",
    model.Range: "type",
    model.Routine: "routine",
    model.Extension: "extension",
    model.Role: "role",
}
"""What facts call the objects of a class."""
PROPERTIES = {
    "validated": "not valid",
    "enforced": "not enforced",
    "permissive": "restrictive",
    "predicate": "where",
    "row": "level",
    "condition": "when",
    "referenced": "references",
    "referenced_columns": "references",
    "primary": "kind",
    "index_comment": "comment of the index",
    "partitioning": "partition by",
    "parents": "inherits",
    "relation": "table",
    "with_data": "without data",
    "parameters": "parameter 1",
    "difference": "subtype diff",
}
"""What facts call a field, where it is not the field's own name."""
OTHERWISE = {
    "name": "another name is another object",
    "origin": "no part of the meaning",
    "functions": "no statement renames them; where they are decides what becomes of the type",
    "query_text": "the text of `query`",
    "canonical": "no statement makes it without a shell of the type, which no plan does",
    "kept": "what a child has of its own beside the same of a parent",
    "copies": "what the server called the parts of a parent's indexes",
    "valid": "no statement makes an index invalid: see the test below",
}
"""Fields that no pair changes, and why."""
PARTS = {
    "columns", "constraints", "indexes", "policies", "triggers", "row_security", "checks",
    "options", "settings", "operator_class_options",
}  # fmt: skip
"""Fields with objects or pairs of their own; the options of each kind are checked by kind."""


def _changed() -> set[tuple[str, str]]:
    """The kinds of object, each with a property that some pair changes."""
    found = set()
    for before, after in _pairs():
        old, new = catalog(before, postgres=18), catalog(after, postgres=18)
        for one in difference(old, new):
            found.add((one.object.partition(" ")[0], one.property))
    for change in changes():
        for expected in change.expected:
            name, _, what = expected.rpartition(": ")
            found.add((name.partition(" ")[0], what))
    return found


def _pairs() -> list[tuple[str, str]]:
    found = []
    for path in PAIRS:
        text = path.read_text()
        if re.match(r"-- until 1[0-7]\n", text):
            continue
        before, becomes, after = text.partition("-- becomes\n")
        if becomes:
            found.append((before, after))
    return found


@pytest.fixture(scope="module")
def changed() -> set[tuple[str, str]]:
    return _changed()


@pytest.mark.parametrize("class_", KINDS, ids=lambda class_: class_.__name__)
def test_each_field_is_changed_by_a_pair(
    changed: set[tuple[str, str]], class_: type[msgspec.Struct]
) -> None:
    kind = KINDS[class_]
    missing = [
        field
        for field in class_.__struct_fields__
        if field not in OTHERWISE
        and (field not in PARTS or (field == "columns" and kind == "constraint"))
        and (kind, PROPERTIES.get(field, field.replace("_", " "))) not in changed
    ]
    assert not missing


@pytest.mark.parametrize("kind", ["table", "index", "constraint", "view"])
def test_the_options_of_each_kind_are_changed(changed: set[tuple[str, str]], kind: str) -> None:
    assert any(what.startswith("option ") for name, what in changed if name == kind)


@pytest.mark.parametrize("what", ["exists", "grantable", "revoked"])
def test_rights_by_default_are_changed(changed: set[tuple[str, str]], what: str) -> None:
    assert ("default", what) in changed
