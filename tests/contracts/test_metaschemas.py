"""The documents against the published meta-schemas."""

import builtins
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from ddllint.contracts.load import load_contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.settings.paths import relative

ROOT = Path(__file__).parents[2]


def told(root: Path, text: str, name: str = "a.yaml") -> list[str]:
    """What only the meta-schemas see."""
    folder = root / "contracts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    plain = load_contracts([folder], None, lambda path: path.name, root=root)
    validated = load_contracts([folder], None, lambda path: path.name, root=root, validate=True)
    assert set(plain.problems) <= set(validated.problems)
    return [
        f"{problem.span}: {problem.message}"
        for problem in validated.problems
        if problem not in plain.problems
    ]


INFO = "info: {title: T, version: '1'}\n"
OPERATION = "paths:\n  /a:\n    get:\n      responses: {'200': {description: d}}\n"

WRONG = {
    f"openapi: 3.1.0\n{OPERATION}": ["a.yaml:1:1: lacks `info`"],
    f"openapi: 3.1.0\n{INFO}{OPERATION}      operationID: x\n": [
        "a.yaml:7:7: `operationID` is no key that may stand here"
    ],
    f"openapi: 3.1.0\n{INFO}": ["a.yaml:1:1: lacks one of `paths`, `components`, `webhooks`"],
    f"openapi: 3.0.3\n{INFO}{OPERATION}      parameters: [{{name: x, in: qery}}]\n": [
        "a.yaml:7:20: "
    ],
    f"openapi: 3.0.3\n{INFO}{OPERATION}      tags: x\n": [
        "a.yaml:7:13: 'x' is not of type 'array'"
    ],
    f"openapi: 3.0.3\n{INFO}paths: {{a: {{}}}}\n": [
        "a.yaml:3:9: `a` is no key that may stand here"
    ],
    f"openapi: 3.1.0\n{INFO}components: {{schemas: {{X: {{dependentRequired: [a]}}}}}}\n": [
        "a.yaml:3:47: ['a'] is not of type 'object'"
    ],
    "$schema: http://json-schema.org/draft-07/schema#\ntype: object\ndependencies: [a]\n": [
        "a.yaml:3:15: ['a'] is not of type 'object'"
    ],
}


@pytest.mark.parametrize("text", WRONG)
def test_what_a_metaschema_refuses_is_told_at_its_line(tmp_path: Path, text: str) -> None:
    found = told(tmp_path, text)
    assert [line[: len(wanted)] for line, wanted in zip(found, WRONG[text], strict=True)] == (
        WRONG[text]
    )


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1"])
def test_a_right_document_is_taken(tmp_path: Path, version: str) -> None:
    assert told(tmp_path, f"openapi: {version}\n{INFO}{OPERATION}") == []


def test_what_is_told_in_plainer_words_is_told_once(tmp_path: Path) -> None:
    text = f"openapi: 3.1.0\n{INFO}{OPERATION}components:\n  schemas:\n    X: {{type: strng}}\n"
    assert told(tmp_path, text) == []


def test_swagger_has_a_metaschema_too(tmp_path: Path) -> None:
    text = f"swagger: '2.0'\n{INFO}{OPERATION}"
    assert told(tmp_path, text) == []
    assert told(tmp_path, text + "basPath: /\n") == [
        "a.yaml:7:1: `basPath` is no key that may stand here"
    ]


def test_the_repositorys_contracts_fit() -> None:
    contracts = load_contracts(
        [ROOT / "contracts"],
        ROOT / "db/docs/contract_schema_mapping.yaml",
        lambda path: relative(str(path), str(ROOT)),
        root=ROOT,
        validate=True,
    )
    assert contracts.problems == ()


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> None:
        assert name == "openapi_spec_validator"

    monkeypatch.setattr(importlib.util, "find_spec", nowhere)
    with pytest.raises(UsageError, match=r"the meta-schema of OpenAPI 3\.1 is not installed") as e:
        told(tmp_path, f"openapi: 3.1.0\n{INFO}{OPERATION}")
    assert "ddllint[contract]" in e.value.help
    imported = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "jsonschema":
            raise ImportError(name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="jsonschema is not installed"):
        told(tmp_path, f"openapi: 3.1.0\n{INFO}{OPERATION}")


def test_without_validation_jsonschema_is_not_imported(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/a.yaml").write_text(f"openapi: 3.1.0\n{INFO}{OPERATION}")
    script = (
        "import sys; from pathlib import Path; from ddllint.contracts.load import load_contracts;"
        "load_contracts([Path('contracts')], None, str);"
        "print([m for m in ('jsonschema', 'referencing', 'sqlglot') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
