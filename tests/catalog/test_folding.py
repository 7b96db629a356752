"""Folding statement by statement: each catalog on the way is that of the statements so far."""

from pathlib import Path

import pytest

from ddllint.catalog.builder import Folding, build
from ddllint.catalog.difference import difference, render
from ddllint.catalog.model import Catalog
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CORPUS = sorted(Path(__file__).with_name("corpus").glob("*.sql"))


def assert_same(found: Catalog, expected: Catalog) -> None:
    assert render(difference(found, expected)) == ""


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_catalogs_on_the_way_are_those_of_what_came_before(path: Path) -> None:
    parsed = parse_source(Source(path.name, path.read_bytes()))
    count = len(parsed.statements)
    stops = {count // 3, 2 * count // 3, count - 1}
    folding = Folding()
    folding.begin_session()
    seen: list[tuple[Catalog, Catalog]] = []
    for at, statement in enumerate(parsed.statements):
        folding.add(statement)
        catalog = folding.catalog()
        if at in stops:
            head = parse_source(Source(path.name, path.read_bytes()[: statement.statement.end]))
            seen.append((catalog, build([head])))
    for found, expected in seen:
        assert_same(found, expected)
    assert_same(folding.finish(), build([parsed]))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_fork_leaves_the_folding_as_it_is(path: Path) -> None:
    parsed = parse_source(Source(path.name, path.read_bytes()))
    half = len(parsed.statements) // 2
    folding = Folding()
    for statement in parsed.statements[:half]:
        folding.add(statement)
    before = folding.catalog()
    other = folding.fork()
    for statement in parsed.statements[half:]:
        other.add(statement)
    assert_same(folding.catalog(), before)
    assert_same(other.finish(), build([parsed]))
