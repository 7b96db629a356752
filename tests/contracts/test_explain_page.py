"""The page of CON100 against the code: each kind of mistake on it is made here, and told."""

import re
from pathlib import Path

import pytest

from ddllint.contracts.load import load_contracts
from ddllint.rules.builtin import BUILTIN

PAGE = next(entry.documentation for entry in BUILTIN if entry.meta.code == "CON100")
LISTED = [
    re.sub(r"\s+", " ", item).rstrip(";.")
    for item in re.findall(r"^- (.+?)(?=\n- |\n\n)", PAGE.split("\n## Why")[0], re.DOTALL | re.M)
]

OBJECT = "$defs:\n  A: {type: object, properties: {a: {type: string}}}\n"
MAPPING = "version: 1\nschemas:\n  api/a.yaml#/$defs/A: {relation: t}\n"
OPERATION = (
    "openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {description: d, content: "
    "{application/json: {schema: {$ref: '#/components/schemas/A'}}}}}%s}}}\n"
    "components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n"
)
OPERATED = "version: 1\nschemas:\n  api/a.yaml#/components/schemas/A: {relation: t%s}\n"


PARAMETER = (
    "openapi: 3.1.0\ncomponents: {parameters: {A: {name: a, in: query, "
    "schema: {type: integer}, example: a}}}\n"
)


JOINED = (
    "$defs:\n  A:\n    allOf:\n    - {properties: {a: {}}, additionalProperties: false}\n"
    "    - {properties: {b: {}}}\n"
)


def deep(levels: int) -> str:
    """A chain of references; the default asks for the value."""
    names = (f"  L{at}: {{default: 1, $ref: '#/$defs/L{at + 1}'}}\n" for at in range(levels))
    return f"$defs:\n{''.join(names)}  L{levels}: {{}}\n"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

CASES: dict[str, list[tuple[str, str]]] = {
    "it cannot be read": [
        ("a: [", "not valid YAML: "),
        ("[" * 200 + "]" * 200, "nested deeper than 100 levels"),
        (BOMB, "aliases stand for more than "),
    ],
    "it is neither OpenAPI": [("a: 1", "neither OpenAPI nor JSON Schema, and no contract")],
    "it states a version of OpenAPI": [
        ("openapi: 4.0.0", "this version of openapi is unknown"),
        ("openapi: [3]", "this version of openapi is unknown"),
        ("swagger: '1.2'", "this version of swagger is unknown"),
    ],
    "a key is written twice": [("type: string\ntype: string", "the key `type` is written twice")],
    "a `$ref` leads nowhere": [
        ("{$ref: gone.yaml}", "there is no contract api/gone.yaml"),
        ("{$ref: '#/$defs/A', $defs: {A: {$ref: '#/$defs/A'}}}", "leads round in a circle"),
        ("{$ref: ../../x.yaml}", "lies outside of the contracts folder"),
        ("{$ref: 'https://example.org/x'}", "is a URL; only local files are read"),
    ],
    "schemas refer to one another": [(deep(101), "more than 100 levels deep")],
    "it is no mapping": [
        ("properties: {a: 1}", "a schema must be a mapping, not the number 1"),
        ("type: strin", "`type` must be one of "),
        ("{type: string, maxLength: -1}", "`maxLength` must be "),
        ("{type: number, multipleOf: 0}", "`multipleOf` must be "),
        ("enum: []", "`enum` must be "),
        ("{type: number, minimum: 1, exclusiveMinimum: true}", "`exclusiveMinimum` must be "),
    ],
    "`required` is no list of names": [
        ("{required: a, properties: {a: {}}}", "`required` must be a list of names"),
        ("{required: [a, a], properties: {a: {}}}", "`a` is required twice"),
        ("properties: {a: {required: true}}", "`required: true` says nothing about a property"),
        ("{required: [b], properties: {a: {}}}", "`b` is required, but no property describes it"),
    ],
    "a keyword says nothing of the `type`": [
        ("{type: number, minLength: 1}", "`minLength` says nothing of the type number")
    ],
    "a value of `enum` or `const`": [
        ("{type: string, enum: [1]}", "the number 1 can never be valid: `type` is string"),
        ("{type: string, const: 1}", "the number 1 can never be valid: `type` is string"),
        ("{enum: [a, a]}", "is listed twice"),
    ],
    "no value fits": [
        ("{type: number, minimum: 2, maximum: 1}", "no value fits: `minimum` is 2, `maximum` is 1"),
        ("{type: string, minLength: 2, maxLength: 1}", "no value fits: `minLength`"),
        ("{type: array, minItems: 2, maxItems: 1}", "no value fits: `minItems`"),
        ("{type: object, minProperties: 2, maxProperties: 1}", "no value fits: `minProperties`"),
    ],
    "a limit is no finite number": [
        ("{type: number, minimum: .inf}", "`minimum` is no finite number"),
        (
            "{type: number, minimum: 1.0e2000}",
            "`minimum` is no finite number",
        ),
    ],
    "`readOnly` and `writeOnly`": [
        (
            "{type: string, readOnly: true, writeOnly: true}",
            "is never sent",
        )
    ],
    "`nullable` in OpenAPI 3.1": [
        ("{type: string, nullable: true}", "`nullable` has no meaning in OpenAPI 3.1"),
        (
            "openapi: 3.0.3\ncomponents: {schemas: {A: {nullable: true}}}",
            "`nullable` has no effect without `type` beside it",
        ),
    ],
    "a `pattern`, or a key of": [
        ("{type: string, pattern: (}", "not a regular expression of ECMA-262: "),
        ("patternProperties: {(: {}}", "not a regular expression of ECMA-262: "),
        (f"{{type: string, pattern: {'a' * 20_000}}}", "the pattern is longer than "),
    ],
    "a `format` is spelled nearly": [
        ("{type: string, format: datetime}", "`datetime` is no format that is known"),
        ("{type: integer, format: uuid}", "the format `uuid` says nothing of the type integer"),
    ],
    "a `discriminator` without": [
        ("{type: object, discriminator: {}}", "a discriminator needs `propertyName`"),
        (
            "{type: object, discriminator: {propertyName: a, mapping: {b: '#/c'}}}",
            "`api/a.yaml` has no `c`",
        ),
    ],
    "a `default` or an example": [
        ("{type: integer, default: a}", "the default does not fit its schema: it "),
        ("{type: integer, examples: [a]}", "the example does not fit its schema: it "),
        (
            PARAMETER,
            "the example does not fit its schema: it ",
        ),
    ],
}
"""By the first words of what the page lists: documents, and what is said of them."""

MAPPED: dict[str, list[tuple[str, str, str]]] = {
    "`additionalProperties: false` forbids": [
        (
            JOINED,
            MAPPING,
            "`additionalProperties: false` forbids the field `b`",
        )
    ],
    "an entry names a schema, field": [
        (OBJECT, MAPPING.replace("/A", "/B"), "`api/a.yaml#/$defs` has no `B`"),
        (OBJECT, MAPPING.replace("t}", "t, fields: {b: {}}}"), "the schema has no field `b`"),
        (OBJECT, f"{MAPPING}parameters: {{api/a.yaml#/x: {{columns: [t.a]}}}}\n", "has no `x`"),
        (
            OBJECT,
            f"{MAPPING}operations: {{GET /x: {{reads: [t]}}}}\n",
            "has the operation `GET",
        ),
        ("$defs: {A: {type: object}}", MAPPING, "the schema has no properties, so there is"),
    ],
    "two entries name the same place": [
        (OBJECT, f"{MAPPING}  api/./a.yaml#/$defs/A: {{relation: t}}\n", "has an entry already"),
        (OBJECT, MAPPING.replace("t}", "t, not_stored: x}"), "a schema that is not stored has no"),
        (
            OPERATION % "",
            OPERATED % ", direction: request",
            "the mapping says `request`, but the operations carry the schema in a response",
        ),
    ],
    "a conversion that nobody describes": [
        (
            OBJECT,
            MAPPING.replace("t}", "t, fields: {a: {conversion: x}}}"),
            "there is no conversion `x`",
        ),
        (
            OBJECT,
            f"{MAPPING}conversions: {{cents: {{meaning: m}}}}\n",
            "the conversion `cents` is built in",
        ),
    ],
    "a promised order names a field": [
        (OPERATION % ", x-order: [b]", OPERATED % "", "the order names `b`, which ")
    ],
}
"""The same for what needs a mapping: document, mapping, what is said."""

ELSEWHERE = ("it is a link, to a file",)
"""What is no text: it has a test of its own below."""


def told(root: Path, text: str, mapping: str | None = None) -> list[str]:
    """What is wrong with the contract and the mapping."""
    (root / "api").mkdir()
    (root / "api/a.yaml").write_text(text, "utf-8")
    if mapping is not None:
        (root / "mapping.yaml").write_text(mapping, "utf-8")
    file = None if mapping is None else root / "mapping.yaml"
    found = load_contracts([root / "api"], file, lambda path: path.name, root=root)
    return [problem.message for problem in found.problems]


def test_whatever_the_page_lists_has_its_case_here() -> None:
    begun = [*CASES, *MAPPED, *ELSEWHERE]
    found = [[key for key in begun if item.startswith(key)] for item in LISTED]
    assert [len(keys) for keys in found] == [1] * len(begun), found
    assert sorted(key for keys in found for key in keys) == sorted(begun)


@pytest.mark.parametrize(
    ("text", "message"), [case for listed in CASES.values() for case in listed]
)
def test_a_document_is_told_of_as_the_page_says(tmp_path: Path, text: str, message: str) -> None:
    assert any(message in one for one in told(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "mapping", "message"), [case for listed in MAPPED.values() for case in listed]
)
def test_a_mapping_is_told_of_as_the_page_says(
    tmp_path: Path, text: str, mapping: str, message: str
) -> None:
    assert any(message in one for one in told(tmp_path, text, mapping))


@pytest.mark.parametrize("name", ["b.yaml", "folder"])
def test_a_link_out_of_the_folder_is_told_of(tmp_path: Path, name: str) -> None:
    (tmp_path / "out/folder").mkdir(parents=True)
    (tmp_path / "out/b.yaml").write_text("type: string\n")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / name).symlink_to(tmp_path / "out" / name)
    (tmp_path / "api/a.yaml").write_text("type: string\n")
    found = load_contracts([tmp_path / "api"], None, lambda path: path.name, root=tmp_path)
    (problem,) = found.problems
    assert problem.message == "a link that leads out of the contracts folder is not followed"
    assert problem.span.path == name


def test_the_page_shows_a_mapping_that_is_told_of(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    mapping = "version: 1\n" + shown.replace("contracts/invoices.yaml", "api/a.yaml")
    text = "openapi: 3.1.0\ncomponents: {schemas: {Invoice: {properties: {a: {}}}}}\n"
    assert told(tmp_path, text, mapping) == ["`api/a.yaml#/components/schemas` has no `Invioce`"]


@pytest.mark.parametrize(
    "stated", ["openapi: 3.0.3", "openapi: 3.1", "openapi: '3.2.0'", "swagger: '2.0'"]
)
def test_known_versions_are_read_without_a_word(stated: str, tmp_path: Path) -> None:
    api = tmp_path / "api"
    api.mkdir()
    (api / "a.yaml").write_text(f"{stated}\npaths: {{}}\n")
    assert load_contracts([api], None, lambda path: path.name, root=tmp_path).problems == ()
