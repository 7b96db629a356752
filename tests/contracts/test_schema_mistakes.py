"""Each mistake in a contract is told once, at its place, and what is right is left alone."""

import time
from pathlib import Path

import pytest

from ddllint.contracts.load import load_contracts
from ddllint.settings.paths import relative

ROOT = Path(__file__).parents[2]


def told(root: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = root / "contracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    contracts = load_contracts([root / "contracts"], None, lambda path: path.name, root=root)
    return [f"{problem.span}: {problem.message}" for problem in contracts.problems]


def schema_told(root: Path, schema: str, version: str = "openapi: 3.1.0") -> list[str]:
    """What is told of one schema, which starts at line 4, column 8."""
    others = "    Other: {type: string}\n"
    text = f"{version}\ncomponents:\n  schemas:\n    X: {schema}\n{others}"
    return [line.removeprefix("a.yaml:") for line in told(root, {"a.yaml": text})]


MODERN = {
    "{type: strng}": "4:15: `type` must be one of array, boolean, integer, number, object, string, "
    "null, or a list of them, not the text 'strng'",
    "{type: [string, strng]}": "4:15: `type` must be one of array, boolean, integer, number, "
    "object, string, null, or a list of them, not a list",
    "{type: []}": "4:15: `type` must be one of array, boolean, integer, number, object, string, "
    "null, or a list of them, not a list",
    "{enum: []}": "4:15: `enum` must be a list of values, with one at least, not a list",
    "{enum: a}": "4:15: `enum` must be a list of values, with one at least, not the text 'a'",
    "{type: string, enum: [a, 1]}": "4:33: the number 1 can never be valid: `type` is string",
    "{type: string, enum: [a, null]}": "4:33: null can never be valid: `type` is string",
    "{type: integer, enum: [1, 1.5]}": "4:34: the number 1.5 can never be valid: `type` is integer",
    "{type: boolean, const: 'true'}": (
        "4:31: the text 'true' can never be valid: `type` is boolean"
    ),
    "{enum: [a, b, a]}": "4:22: the text 'a' is listed twice",
    "{enum: [1, 1.0]}": "4:19: the number 1.0 is listed twice",
    "{minimum: '5'}": "4:18: `minimum` must be a number, not the text '5'",
    "{minimum: .inf}": "4:18: `minimum` is no finite number, or one of more than 1000 digits",
    "{maximum: .nan}": "4:18: `maximum` is no finite number, or one of more than 1000 digits",
    "{exclusiveMaximum: 1e5000}": "4:27: `exclusiveMaximum` is no finite number, or one of more "
    "than 1000 digits",
    "{minimum: true}": "4:18: `minimum` must be a number, not true",
    "{exclusiveMinimum: true}": "4:27: `exclusiveMinimum` must be a number, not true",
    "{multipleOf: 0}": "4:21: `multipleOf` must be a number that is more than 0, not the number 0",
    "{maxLength: -1}": "4:20: `maxLength` must be a whole number from 0 on, not the number -1",
    "{maxLength: 1.5}": "4:20: `maxLength` must be a whole number from 0 on, not the number 1.5",
    "{minLength: 3, maxLength: 2}": "4:20: no value fits: `minLength` is 3, `maxLength` is 2",
    "{minimum: 0.3, maximum: 0.25}": "4:18: no value fits: `minimum` is 0.3, `maximum` is 0.25",
    "{minimum: 1, exclusiveMaximum: 1}": (
        "4:18: no value fits: `minimum` is 1, `exclusiveMaximum` is 1"
    ),
    "{minItems: 2, maxItems: 1}": "4:19: no value fits: `minItems` is 2, `maxItems` is 1",
    "{pattern: '['}": "4:18: not a regular expression of ECMA-262: a class is not closed, at "
    "character 2",
    "{pattern: '^(a'}": "4:18: not a regular expression of ECMA-262: a group is not closed, at "
    "character 4",
    "{pattern: '\\Aa'}": "4:18: not a regular expression of ECMA-262: `\\A` has no meaning; the "
    "start is `^`, at character 1",
    "{patternProperties: {'(': {}}}": "4:29: not a regular expression of ECMA-262: a group is not "
    "closed, at character 2",
    "{format: date_time}": "4:17: `date_time` is no format that is known",
    "{format: uid}": "4:17: `uid` is no format that is known",
    "{type: integer, format: uuid}": "4:32: the format `uuid` says nothing of the type integer",
    "{type: integer, maxLength: 5}": "4:24: `maxLength` says nothing of the type integer",
    "{type: string, minimum: 5}": "4:23: `minimum` says nothing of the type string",
    "{type: array, items: {}, pattern: a}": "4:33: `pattern` says nothing of the type array",
    "{type: object, properties: {a: {}}, required: [b]}": (
        "4:55: `b` is required, but no property describes it"
    ),
    "{properties: {a: {}}, required: [a, a]}": "4:44: `a` is required twice",
    "{properties: {a: {}}, required: [1]}": "4:41: `required` lists names, not the number 1",
    "{properties: [a]}": "4:21: `properties` must be a mapping from names to schemas, not a list",
    "{allOf: []}": "4:16: `allOf` must be a list of schemas, with one at least, not a list",
    "{allOf: {}}": "4:16: `allOf` must be a list of schemas, with one at least, not a mapping",
    "{additionalProperties: no}": (
        "4:31: `additionalProperties` must be a schema, not the text 'no'"
    ),
    "{readOnly: 'true'}": "4:19: `readOnly` must be true or false, not the text 'true'",
    "{readOnly: true, writeOnly: true}": "4:25: what is `readOnly` and `writeOnly` is never sent",
    "{type: string, nullable: true}": (
        "4:23: `nullable` has no meaning in OpenAPI 3.1 and JSON Schema"
    ),
    "{type: integer, default: '5'}": (
        "4:33: the default does not fit its schema: it is of the type string, not integer"
    ),
    "{type: string, default: null}": (
        "4:32: the default does not fit its schema: it is null, which the schema does not allow"
    ),
    "{enum: [a, b], example: c}": (
        "4:32: the example does not fit its schema: it is not one of a, b"
    ),
    "{type: string, maxLength: 2, examples: [ab, abc]}": (
        "4:52: the example does not fit its schema: it is longer than 2"
    ),
    "{type: string, pattern: '^[A-Z]{3}$', example: eur}": (
        "4:55: the example does not fit its schema: it does not match the pattern ^[A-Z]{3}$"
    ),
    "{type: string, format: uuid, example: pi_3N}": (
        "4:46: the example does not fit its schema: it is no uuid"
    ),
    "{type: string, format: date-time, example: 2026-01-01T00:00:00}": (
        "4:51: the example does not fit its schema: it is no date-time"
    ),
    "{type: number, multipleOf: 0.01, example: 19.995}": (
        "4:50: the example does not fit its schema: it is no multiple of 0.01"
    ),
    "{type: integer, exclusiveMinimum: 0, example: 0}": (
        "4:54: the example does not fit its schema: it is less than the minimum, which is not "
        "reached, 0"
    ),
    "{properties: {a: {type: string}}, required: [a], example: {}}": (
        "4:66: the example does not fit its schema: it lacks the required `a`"
    ),
    "{properties: {a: {type: string}}, example: {a: 5}}": (
        "4:55: the example does not fit its schema: it is of the type integer, not string"
    ),
    "{properties: {a: {}}, additionalProperties: false, example: {b: 5}}": (
        "4:72: the example does not fit its schema: it has `b`, which the schema does not allow"
    ),
    "{type: array, items: {type: string}, uniqueItems: true, example: [a, a]}": (
        "4:73: the example does not fit its schema: it has an item twice"
    ),
    "{type: array, items: {type: string}, example: [a, 5]}": (
        "4:58: the example does not fit its schema: it is of the type integer, not string"
    ),
    "{oneOf: [{$ref: '#/components/schemas/Other'}], discriminator: {}}": (
        "4:56: a discriminator needs `propertyName`"
    ),
    "{oneOf: [{}], discriminator: {propertyName: k, mapping: {a: Othr}}}": (
        "4:68: `a.yaml#/components/schemas` has no `Othr`"
    ),
    "text": "4:8: a schema must be a mapping, not the text 'text'",
}


@pytest.mark.parametrize("schema", MODERN)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, schema: str) -> None:
    wanted = MODERN[schema].replace("`a.yaml#", "`contracts/a.yaml#")
    assert schema_told(tmp_path, schema) == [wanted]


FINE = [
    "{type: [string, 'null'], enum: [a, null]}",
    "{type: number, enum: [1, 1.5]}",
    "{type: integer, const: 1.0}",
    "{type: number, multipleOf: 0.01, example: 19.99}",
    "{type: number, multipleOf: 0.00001, example: 0.66667}",
    "{type: string, format: phone-number}",
    "{type: string, format: money}",
    "{type: integer, format: int64, example: 9007199254740993}",
    "{type: string, pattern: '^[\\w.-]+\\@[a-z]+$', example: a.b@c}",
    "{type: string, pattern: '^(a+)+$', example: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab}",
    "{properties: {a: {readOnly: true}}, required: [a], example: {}}",
    "{required: [a], additionalProperties: {type: string}}",
    "{required: [a]}",
    "{properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}",
    "{anyOf: [{type: string}, {type: integer}], example: 5}",
    "{const: payment.succeeded}",
    (
        "{oneOf: [{$ref: '#/components/schemas/Other'}], "
        "discriminator: {propertyName: k, mapping: {a: Other, b: '#/components/schemas/Other'}}}"
    ),
    "{x-anything: {type: nonsense}, example: a}",
    "{properties: {type: {type: string}, required: {type: boolean}}}",
    "{enum: [true, 1, '1']}",
    "{type: string, format: date-time, example: '2026-01-01T00:00:00.5+01:00'}",
    "true",
]


@pytest.mark.parametrize("schema", FINE)
def test_what_is_right_is_left_alone(tmp_path: Path, schema: str) -> None:
    assert schema_told(tmp_path, schema) == []


OLD = {
    "{type: [string]}": "4:15: `type` must be one of array, boolean, integer, number, object, "
    "string in OpenAPI 3.0, not a list",
    "{type: 'null'}": "4:15: `type` must be one of array, boolean, integer, number, object, "
    "string in OpenAPI 3.0, not the text 'null'",
    "{exclusiveMinimum: 5}": ("4:27: `exclusiveMinimum` must be true or false, not the number 5"),
    "{nullable: true}": (
        "4:9: `nullable` has no effect without `type` beside it (OpenAPI 3.0.3, Schema Object)"
    ),
    "{type: integer, minimum: 0, exclusiveMinimum: true, example: 0}": (
        "4:69: the example does not fit its schema: it is less than the minimum, which is not "
        "reached, 0"
    ),
}


@pytest.mark.parametrize("schema", OLD)
def test_openapi_30_has_rules_of_its_own(tmp_path: Path, schema: str) -> None:
    assert schema_told(tmp_path, schema, "openapi: 3.0.3") == [OLD[schema]]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, nullable: true, enum: [a, null]}",
        "{type: string, nullable: true, example: null}",
        "{type: number, minimum: 0, exclusiveMinimum: true}",
        "{$ref: '#/components/schemas/Other', type: nonsense}",
    ],
)
def test_what_openapi_30_allows_is_left_alone(tmp_path: Path, schema: str) -> None:
    assert schema_told(tmp_path, schema, "openapi: 3.0.3") == []


def test_examples_beside_a_schema_are_held_to_it(tmp_path: Path) -> None:
    text = """\
openapi: 3.1.0
paths:
  /a:
    get:
      parameters:
        - {name: n, in: query, schema: {type: integer}, example: x}
      responses:
        '200':
          content:
            application/json:
              schema: {type: string}
              examples:
                good: {value: a}
                bad: {value: 5}
"""
    assert told(tmp_path, {"a.yaml": text}) == [
        ("a.yaml:6:66: the example does not fit its schema: it is of the type string, not integer"),
        (
            "a.yaml:14:30: the example does not fit its schema: it is of the type integer, not "
            "string"
        ),
    ]


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("http://json-schema.org/draft-07/schema#", []),
        (
            "https://json-schema.org/draft/2020-12/schema",
            ["s.json:2:68: `maximum` says nothing of the type string"],
        ),
    ],
)
def test_bare_json_schema_is_read_by_its_dialect(
    tmp_path: Path, stated: str, wanted: list[str]
) -> None:
    """What stands beside `$ref` counts in 2020-12, and does not in draft-07."""
    a = '{"$ref": "#/definitions/A", "type": "string", "maximum": 5}'
    text = f'{{"$schema": "{stated}",\n "properties": {{"a": {a}}}, "definitions": {{"A": {{}}}}}}'
    assert told(tmp_path, {"s.json": text}) == wanted


STRANGER = "neither OpenAPI nor JSON Schema, and no contract refers to it: nothing is checked"


@pytest.mark.parametrize("text", ["a: 1\n", "[1]\n", "just text\n", "services: {web: {}}\n"])
def test_a_document_that_is_no_contract_is_told(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, {"x.yaml": text}) == [f"x.yaml:1:1: {STRANGER}"]


@pytest.mark.parametrize(
    ("file", "text"), [("x.yaml", ""), ("y.yaml", "# later\n"), ("z.json", "\n")]
)
def test_an_empty_file_is_told(tmp_path: Path, file: str, text: str) -> None:
    assert told(tmp_path, {file: text}) == [f"{file}:1:1: the file is empty"]


def test_a_fragment_that_a_contract_refers_to_is_none(tmp_path: Path) -> None:
    files = {
        "a.yaml": "openapi: 3.1.0\ncomponents:\n  schemas:\n    X: {$ref: 'part.yaml#/A'}\n",
        "part.yaml": "A: {type: strng}\nB: {type: strng}\n",
    }
    [line] = told(tmp_path, files)
    assert line.startswith("part.yaml:1:11: `type` must be one of")


def test_parts_that_shut_one_another_out_are_told(tmp_path: Path) -> None:
    contract = """\
openapi: 3.1.0
components:
  schemas:
    Base:
      properties: {id: {type: string}}
      additionalProperties: false
    X:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties: {name: {type: string}}
"""
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "a.yaml").write_text(contract)
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "version: 1\nschemas:\n  contracts/a.yaml#/components/schemas/X: {relation: t}\n"
    )
    contracts = load_contracts([folder], mapping, lambda path: path.name, root=tmp_path)
    [problem] = contracts.problems
    assert str(problem.span) == "a.yaml:6:7"
    assert "forbids the field `name`" in problem.message
    assert str(problem.related[0].span) == "a.yaml:9:20"


def test_no_pattern_of_a_contract_freezes_the_process(tmp_path: Path) -> None:
    """Each of these takes a backtracking engine longer than the universe is old."""
    text = "a" * 60 + "!"
    patterns = [
        r"^(a+)+$",
        r"^(a|a)*$",
        r"^(a|aa)+$",
        r"^(a*)*b$",
        r"(a?){60}a{60}",
        r"^a*a*a*a*b$",
    ]
    schemas = "".join(
        f"    P{at}: {{type: string, pattern: '{pattern}', example: '{text}'}}\n"
        for at, pattern in enumerate(patterns)
    )
    began = time.perf_counter()
    assert told(tmp_path, {"a.yaml": f"openapi: 3.1.0\ncomponents:\n  schemas:\n{schemas}"}) == []
    assert time.perf_counter() - began < 5


def test_no_number_of_a_contract_freezes_the_process(tmp_path: Path) -> None:
    schemas = (
        "    A: {multipleOf: 1e-999999999, minimum: 1e999999999, example: 1e999999999}\n"
        "    B: {allOf: [{multipleOf: 1e-900}, {multipleOf: 1e900}], example: 5}\n"
    )
    began = time.perf_counter()
    told(tmp_path, {"a.yaml": f"openapi: 3.1.0\ncomponents:\n  schemas:\n{schemas}"})
    assert time.perf_counter() - began < 5


def test_the_repositorys_contracts_are_right() -> None:
    contracts = load_contracts(
        [ROOT / "contracts"], None, lambda path: relative(str(path), str(ROOT)), root=ROOT
    )
    assert contracts.problems == ()
