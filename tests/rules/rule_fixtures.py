"""The rules' SQL fixtures: find them, run their rule on them, read what they expect.

A fixture is a `.sql` file, or a folder with SQL files and perhaps contracts, whose name starts
with `good` or `bad`, in the folder of the rule's code. What a line must be flagged for stands on
it: `-- expect: CODE`, once for each finding; what of it the rule cannot check, `-- not checked:
CODE`. The first lines may set `-- options: {...}`,
`-- tenancy: {...}`, `-- roles: {...}` and `-- transactions: file`, in YAML. For a rule about
migrations each SQL file is one, in the order of their paths; with an `alembic.ini` the folder is an
Alembic project.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import yaml

from ddllint.catalog.builder import DEFAULT_POSTGRES, build
from ddllint.catalog.model import Catalog
from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.migrate.replay import replay
from ddllint.migrate.scripts import scripts
from ddllint.revisions.model import Migration
from ddllint.revisions.read import Transactions, read
from ddllint.revisions.sql_files import sql_script
from ddllint.rules.rule import Context, Rule
from ddllint.settings.model import Role, Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

FIXTURES = Path(__file__).parent
_EXPECT = re.compile(r"(?:--|#) expect: ([A-Z0-9, ]+)$")
_UNCHECKED = re.compile(r"(?:--|#) not checked: ([A-Z0-9, ]+)$")
_SETTING = re.compile(r"^-- (options|tenancy|roles|transactions): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Fixture:
    """A fixture: its rule's code, its texts by path, and the settings that it asks for."""

    code: str
    path: Path
    texts: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    tenancy: dict[str, Any] = field(default_factory=dict)
    roles: dict[str, Any] = field(default_factory=dict)
    transactions: str = "written"

    @property
    def name(self) -> str:
        return f"{self.code}/{self.path.name}"

    @property
    def good(self) -> bool:
        return self.path.name.startswith("good")

    def expected(self) -> Counter[tuple[str, int, str]]:
        """Path, line and code of each finding."""
        return self._marked(_EXPECT)

    def unchecked(self) -> Counter[tuple[str, int, str]]:
        """Path, line and code of what cannot be checked."""
        return self._marked(_UNCHECKED)

    def _marked(self, mark: re.Pattern[str]) -> Counter[tuple[str, int, str]]:
        return Counter(
            (path, number, code.strip())
            for path, text in self.texts.items()
            for number, line in enumerate(text.splitlines(), 1)
            for found in mark.findall(line)
            for code in found.split(",")
        )


def fixtures(code: str) -> list[Fixture]:
    """The fixtures of a rule."""
    found = (FIXTURES / code).glob("*") if (FIXTURES / code).is_dir() else ()
    return [_read(code, path) for path in sorted(found) if path.name.startswith(("good", "bad"))]


def _read(code: str, path: Path) -> Fixture:
    files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    files = [file for file in files if file.suffix != ".pyc"]
    texts = {shown(file): file.read_text("utf-8") for file in files if file.is_file()}
    sql = "".join(text for name, text in texts.items() if name.endswith(".sql"))
    settings = {key: yaml.safe_load(value) for key, value in _SETTING.findall(sql)}
    return Fixture(
        code,
        path,
        texts,
        settings.get("options", {}),
        settings.get("tenancy", {}),
        settings.get("roles", {}),
        settings.get("transactions", "written"),
    )


def shown(path: Path) -> str:
    """A path as findings show it."""
    return path.relative_to(FIXTURES).as_posix()


def catalog_of(texts: dict[str, str]) -> Catalog:
    """The catalog of SQL texts by path. All of it must parse, and the server would take it."""
    parsed = [
        parse_source(Source(path, text.encode()))
        for path, text in texts.items()
        if path.endswith(".sql")
    ]
    assert [problem for one in parsed for problem in one.problems] == []
    catalog = build(parsed)
    assert [(one.message, one.object) for one in catalog.refused] == []
    return catalog


def contracts_of(folder: Path) -> Contracts | None:
    """The contracts and the mapping of a fixture's folder, when it has them."""
    if not (folder / "contracts").is_dir():
        return None
    found = load_contracts([folder / "contracts"], folder / "mapping.yaml", shown, root=folder)
    assert [(str(one.span), one.message) for one in found.problems] == []
    return found


def migrations_of(fixture: Fixture) -> tuple[Migration, ...]:
    """The migrations of a fixture. All of them must parse."""
    if (fixture.path / "alembic.ini").exists():
        found = scripts(replay(fixture.path / "alembic.ini", shown=shown))
        return tuple(read(found, DEFAULT_POSTGRES, lambda _path: True))
    mode = Transactions(fixture.transactions)
    return migrations(fixture.texts, mode)


def migrations(
    texts: dict[str, str], mode: Transactions = Transactions.WRITTEN
) -> tuple[Migration, ...]:
    """SQL texts by path as migrations."""
    parsed = [parse_source(Source(path, text.encode())) for path, text in texts.items()]
    assert [problem for one in parsed for problem in one.problems] == []
    given = [sql_script(one, mode) for one in parsed]
    return tuple(read(given, DEFAULT_POSTGRES, lambda _path: True))


def context_of(rule: Rule[Any], fixture: Fixture) -> Context:
    """What a rule looks at for a fixture."""
    if rule.meta.of_migrations:
        return Context(Catalog(), Tenancy(), migrations=migrations_of(fixture))
    return Context(
        catalog_of(fixture.texts),
        msgspec.convert(fixture.tenancy, Tenancy),
        contracts_of(fixture.path),
        msgspec.convert(fixture.roles, dict[str, Role]),
    )


def run(rule: Rule[Any], fixture: Fixture) -> list[Problem | NotChecked]:
    """What a rule yields for a fixture, in the order of the text."""
    context = context_of(rule, fixture)
    options = msgspec.convert(fixture.options, rule.options)
    return sorted(rule.check(context, options), key=lambda one: (one.span, words(one)))


def words(one: Problem | NotChecked) -> str:
    return one.message if isinstance(one, Problem) else one.reason


def found(
    rule: Rule[Any], fixture: Fixture
) -> tuple[Counter[tuple[str, int, str]], Counter[tuple[str, int, str]]]:
    """Path, line and code of each problem of a fixture, and of what cannot be checked there."""
    yielded = run(rule, fixture)

    def of(kind: type) -> Counter[tuple[str, int, str]]:
        spans = (one.span for one in yielded if isinstance(one, kind))
        return Counter((span.path, span.line, rule.meta.code) for span in spans)

    return of(Problem), of(NotChecked)
