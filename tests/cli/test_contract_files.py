"""Contracts of every kind as `ddllint check` meets them: read, or refused with a clear message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = "specs: [db]\ncontracts: [api]\nmapping: mapping.yaml\n"
SQL = """\
CREATE TABLE notes (id uuid PRIMARY KEY, text text NOT NULL);
COMMENT ON TABLE notes IS 'What people write down.';
"""
NOTE = "{type: object, required: [id, text], properties: {id: {type: string, format: uuid}, %s}}"
TEXT = "text: {type: string}"
MAPPING = "version: 1\nschemas:\n  api/a.yaml#/components/schemas/Note: {relation: notes}\n"


def document(text: str = TEXT, version: str = "3.1.0", more: str = "") -> str:
    head = f"openapi: {version}\ninfo: {{title: Notes, version: '1'}}\npaths: {{}}\n"
    return f"{head}components:\n  schemas:\n    Note: {NOTE % text}\n{more}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    put("ddllint.yaml", SETTINGS)
    put("db/notes.sql", SQL)
    put("api/a.yaml", document())
    put("mapping.yaml", MAPPING)
    return project


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode())


def check(*arguments: str, first: str = "") -> subprocess.CompletedProcess[str]:
    """`ddllint check` of what stands in the settings; `first` comes before the packages."""
    path = os.pathsep.join(filter(None, (first, str(ROOT))))
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "check", "--select", "DDL003,CON1", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )


def problems(*arguments: str) -> list[str]:
    """The lines of the findings; the command must fail because of them."""
    run = check(*arguments)
    assert (run.returncode, run.stderr) == (1, "")
    return [line for line in run.stdout.splitlines() if "error[" in line]


def refusal(*arguments: str) -> str:
    run = check(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    return run.stderr


def con100(place: str, message: str) -> str:
    return f"{place}: error[CON100] contract-document: {message}"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_both_versions_of_openapi_are_read(version: str) -> None:
    put("api/a.yaml", document(version=version))
    assert check().returncode == 0
    put("api/a.yaml", document("text: {type: integer}", version))
    assert "db/notes.sql:1:42: error[CON102]" in check().stdout


def test_null_is_written_in_each_versions_own_way() -> None:
    put("db/notes.sql", SQL.replace("text NOT NULL", "text"))
    put("api/a.yaml", document("text: {type: string, nullable: true}", "3.0.3"))
    assert check().returncode == 0
    put("api/a.yaml", document("text: {type: [string, 'null']}"))
    assert check().returncode == 0
    put("api/a.yaml", document("text: {type: string, nullable: true}"))
    assert con100(
        "api/a.yaml:6:116", "`nullable` has no meaning in OpenAPI 3.1 and JSON Schema"
    ) in (problems())


def test_json_is_read() -> None:
    Path("api/a.yaml").unlink()
    put("mapping.yaml", MAPPING.replace("a.yaml", "a.json"))
    text = (
        '{"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"},\n'
        ' "components": {"schemas": {"Note": {"type": "object", "required": ["id"],\n'
        '  "properties": {"id": {"type": "string", "format": "uuid"},\n'
        '   "text": {"type": "TYPE"}}}}}}\n'
    )
    put("api/a.json", text.replace("TYPE", "string"))
    assert check("--ignore", "CON104").returncode == 0
    put("api/a.json", text.replace("TYPE", "integer"))
    run = check("--ignore", "CON104")
    assert "error[CON102]" in run.stdout
    assert "\n  api/a.json:4:21: field `text` in the contract\n" in run.stdout


@pytest.mark.parametrize(
    "dialect",
    [
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/draft-07/schema#",
    ],
)
def test_a_bare_json_schema_is_read(dialect: str) -> None:
    schema = NOTE % "text: {type: integer}"
    put("mapping.yaml", "version: 1\nschemas:\n  api/note.yaml#: {relation: notes}\n")
    put("api/note.yaml", f"{{$schema: '{dialect}', {schema[1:]}\n")
    assert "db/notes.sql:1:42: error[CON102]" in check().stdout


def test_what_is_no_contract_is_told() -> None:
    put("api/b.yaml", "colour: red\n")
    wanted = "neither OpenAPI nor JSON Schema, and no contract refers to it: nothing is checked"
    assert problems() == [con100("api/b.yaml:1:1", wanted)]


def test_references_in_a_circle() -> None:
    circle = (
        "    A: {$ref: '#/components/schemas/B'}\n",
        "    B: {$ref: '#/components/schemas/A'}\n",
    )
    put("api/a.yaml", document(more="".join(circle)))
    told = "`#/components/schemas/{}` leads round in a circle"
    assert problems() == [
        con100("api/a.yaml:7:15", told.format("B")),
        con100("api/a.yaml:8:15", told.format("A")),
    ]


def test_a_schema_may_contain_itself() -> None:
    more = "    Tree: {type: object, properties: {part: {$ref: '#/components/schemas/Tree'}}}\n"
    put("api/a.yaml", document(more=more))
    assert check().returncode == 0


REFERENCES = {
    "b.yaml#/X": "there is no contract api/b.yaml",
    "#/components/schemas/Nite": "`api/a.yaml#/components/schemas` has no `Nite`",
    "../db/c.yaml#/X": "db/c.yaml lies outside of the contracts folder",
    "../../secret.yaml#/X": "../secret.yaml lies outside of the contracts folder",
    "/etc/passwd": "`/etc/passwd` is an absolute path",
    "file:///etc/passwd": "`file:///etc/passwd` is a URL; only local files are read",
    "http://localhost:1/a.yaml#/X": "`http://localhost:1/a.yaml#/X` is a URL; only local files",
    "//localhost/a.yaml": "`//localhost/a.yaml` is a URL; only local files are read",
    "%2e%2e/%2e%2e/secret.yaml#/X": "../secret.yaml lies outside of the contracts folder",
    "..\\\\..\\\\secret.yaml#/X": "there is no contract api/",
    "#X": "api/a.yaml has no anchor `X`",
    "#/components/schemas/Note/properties/text/0": "`api/a.yaml#/components/schemas/Note/",
}


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_reference_leads_to_a_contract_or_is_told(reference: str) -> None:
    put("db/c.yaml", "X: {type: string}\n")
    put("../secret.yaml", "X: {type: string}\n")
    put("api/a.yaml", document(more=f'    A: {{$ref: "{reference}"}}\n'))
    (told,) = problems()
    assert told.startswith(con100("api/a.yaml:7:15", REFERENCES[reference]))


def test_a_link_out_of_the_folder_is_not_followed() -> None:
    put("../secret.yaml", document("text: {type: integer, x-secret: hunter2}"))
    Path("api/a.yaml").unlink()
    Path("api/a.yaml").symlink_to("../../secret.yaml")
    run = check()
    assert run.returncode == 1
    assert con100("api/a.yaml:1:1", "a link that leads out of the contracts folder is not") in (
        run.stdout
    )
    assert "hunter2" not in run.stdout


def test_a_folder_that_links_out_is_not_entered() -> None:
    put("../other/b.yaml", document("text: {type: integer}"))
    Path("api/more").symlink_to("../../other")
    put("api/a.yaml", document(more="    A: {$ref: 'more/b.yaml#/components/schemas/Note'}\n"))
    assert problems() == [
        con100("api/a.yaml:7:15", "there is no contract api/more/b.yaml"),
        con100("api/more:1:1", "a link that leads out of the contracts folder is not followed"),
    ]


def test_an_empty_folder_is_refused() -> None:
    Path("api/a.yaml").unlink()
    assert refusal() == "ddllint: the contracts folder api holds no *.yaml, *.yml, *.json\n"


def test_a_missing_folder_is_refused() -> None:
    put("ddllint.yaml", SETTINGS.replace("[api]", "[apis]"))
    assert refusal() == "ddllint: the contracts folder apis does not exist\n"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
UNREADABLE = {
    "an alias bomb": (BOMB, "aliases stand for more than 100000 values"),
    "deep nesting": ("[" * 5_000 + "]" * 5_000, "nested deeper than 100 levels"),
    "deep blocks": ("".join(f"{' ' * at}a:\n" for at in range(300)), "nested deeper than 100"),
    "a tab": ("openapi: 3.1.0\n\tinfo: {}\n", "not valid YAML: "),
    "an object of Python": ("a: !!python/object/apply:os.system ['true']\n", "the tag "),
    "two documents": ("a: 1\n---\nb: 2\n", "a second document starts here"),
    "an alias of what is around it": ("a: &a [*a]\n", "the alias *a lies inside of what"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_would_grow_without_end_is_refused(name: str) -> None:
    text, message = UNREADABLE[name]
    put("api/b.yaml", text)
    (told,) = problems()
    assert told.startswith("api/b.yaml:")
    assert f": error[CON100] contract-document: {message}" in told


TOO_DEEP = "schemas refer to one another more than 100 levels deep"


@pytest.mark.parametrize("around", ["{allOf: [{%s}]}", "{default: {}, %s}"])
def test_references_over_too_many_levels_are_told_and_the_rest_is_checked(around: str) -> None:
    def levels(number: int) -> str:
        named = [f"L{at}: " + around % f"$ref: '#/$defs/L{at + 1}'" for at in range(number)]
        return "\n  ".join(["$defs:", *named, f"L{number}: {{type: object}}"]) + "\n"

    put("api/c.yaml", "type: strin\n")
    put("api/b.yaml", levels(49))
    (other,) = problems()
    assert other.startswith("api/c.yaml:1:7: error[CON100] contract-document: `type` must be")
    put("api/b.yaml", levels(260))
    *deep, last = problems()
    assert last == other
    assert deep
    assert all(line.startswith("api/b.yaml:") and line.endswith(TOO_DEEP) for line in deep)
    assert int(deep[0].split(":")[1]) - 2 in (50, 100)  # an item of `allOf` is a level too


def test_a_mapped_schema_over_too_many_levels_is_compared_as_far_as_it_was_read() -> None:
    put("db/notes.sql", SQL.replace("text NOT NULL", "date NOT NULL"))
    fields = f"type: object, required: [id], properties: {{{TEXT}}}, allOf: [$ref: '#/$defs/L0']"
    levels = [f"L{at}: {{$ref: '#/$defs/L{at + 1}'}}" for at in range(150)]
    text = "\n  ".join(["$defs:", f"Note: {{{fields}}}", *levels, "L150: {type: object}"]) + "\n"
    put("api/a.yaml", text)
    put("mapping.yaml", MAPPING.replace("components/schemas", "$defs"))
    deep, *of_columns = problems()
    assert deep == con100("api/a.yaml:101:8", TOO_DEEP)
    assert any("error[CON103] format-mismatch: field `text`" in line for line in of_columns)


def test_bytes_that_are_no_text_are_refused() -> None:
    Path("api/b.yaml").write_bytes(b"a: \xff\n")
    assert problems() == [con100("api/b.yaml:1:4", "not UTF-8: byte 0xff cannot stand here")]


def test_a_key_that_is_written_twice_is_told_with_both_places() -> None:
    put("api/a.yaml", document(f"{TEXT}, {TEXT}"))
    run = check()
    assert "contract-document: the key `text` is written twice in the same mapping" in run.stdout
    assert "\n  api/a.yaml:6:95: first written here\n" in run.stdout


def test_a_stale_entry_of_the_mapping_is_told() -> None:
    put("mapping.yaml", MAPPING + "  api/a.yaml#/components/schemas/Gone: {relation: notes}\n")
    assert problems() == [
        con100("mapping.yaml:4:3", "`api/a.yaml#/components/schemas` has no `Gone`")
    ]


MISSPELT = "  /a: {get: {operationID: x, responses: {'200': {description: d}}}}\n"


def misspelt() -> str:
    return document().replace("paths: {}\n", f"paths:\n{MISSPELT}")


def test_documents_are_held_to_the_metaschemas_on_demand() -> None:
    put("api/a.yaml", misspelt())
    assert check().returncode == 0
    told = con100("api/a.yaml:4:14", "`operationID` is no key that may stand here")
    assert problems("--validate-contracts") == [told]
    assert problems("--validate-contracts", "db/notes.sql") == [told]
    assert problems("--validate-contracts", "--select", "DDL001") == [told]
    put("ddllint.yaml", f"{SETTINGS}validate-contracts: true\n")
    assert problems() == [told]
    assert check("db/notes.sql").returncode == 0  # the specs that a commit changes, for one
    put("api/a.yaml", document())
    assert check().returncode == 0


def test_contracts_that_are_to_be_validated_must_be_there() -> None:
    put("ddllint.yaml", "specs: [db]\nvalidate-contracts: true\n")
    assert refusal().startswith("ddllint.yaml:2:21: the settings name no contracts to validate\n")
    put("ddllint.yaml", "specs: [db]\n")
    assert refusal("--validate-contracts").startswith(
        "ddllint: the settings name no contracts to validate\n"
    )


@pytest.mark.parametrize("package", ["jsonschema", "openapi_spec_validator"])
def test_a_missing_package_is_told_with_the_way_to_get_it(package: str) -> None:
    blocked = f"import sys\nsys.modules[{package!r}] = None\n"
    put("../first/sitecustomize.py", blocked)
    run = check("--validate-contracts", first=str(Path("../first").absolute()))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.endswith("  help: Install the extra: pip install 'ddllint[contract]'.\n")
    assert check(first=str(Path("../first").absolute())).returncode == 0
