"""The rules' tests notice when a rule is changed: each mutant of a rule's module is killed.

A mutant is the module with one operator turned, one condition negated or dropped, or one constant
changed. It is killed when it tells something else than the module on the rules' fixtures, whose
findings and words the other tests pin down, or judges one of the predicates differently.
"""

import ast
import copy
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from predicates import BINDING, FAILING, NEVER_TRUE, WANTED
from rule_fixtures import catalog_of, contracts_of, fixtures

import ddllint.rules
from ddllint.diagnostics.finding import Problem
from ddllint.rules.registry import RULES
from ddllint.rules.rule import Context
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_expression

FOLDER = Path(ddllint.rules.__file__).parent
RULE_MODULES = [rule.check.__module__ for rule in RULES]
SHARED = ["columns", "tenant_predicate", "tenants", "policies"]
DEPENDENTS = [*(f"ddllint.rules.{name}" for name in SHARED), *RULE_MODULES]

EQUIVALENT = {
    # None joins the names, where it is no table's; circles are another test's
    (
        "tenants",
        "_with_partitioned:above is not None and above not in names: and/or swapped",
    ),
}
"""Mutants that tell the same, by module and change."""

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Each single change of the module's functions, with its place and name."""
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            for inner_index, inner in enumerate(ast.walk(node)):
                for change in range(len(_changes(inner))):
                    mutant = copy.deepcopy(tree)
                    function = list(ast.walk(mutant))[index]
                    target = list(ast.walk(function))[inner_index]
                    name = _changes(target)[change]()
                    yield f"{node.name}:{ast.unparse(inner)[:60]}: {name}", mutant


def _changes(node: ast.AST) -> list[Any]:
    """What can be done to a node, each a function that does it and says what it did."""

    def turn() -> str:
        assert isinstance(node, ast.Compare)
        node.ops[0] = _TURNED[type(node.ops[0])]()
        return "turned"

    def swap() -> str:
        assert isinstance(node, ast.BoolOp)
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and/or swapped"

    def drop(at: int) -> Any:
        def dropped() -> str:
            assert isinstance(node, ast.BoolOp)
            del node.values[at]
            return f"operand {at + 1} dropped"

        return dropped

    def negate() -> str:
        assert isinstance(node, ast.If | ast.IfExp)
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition negated"

    def unnegate() -> str:
        assert isinstance(node, ast.UnaryOp)
        node.op = ast.Not()
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
        return "not dropped"

    def generalise() -> str:
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        node.func.id = "all" if node.func.id == "any" else "any"
        return "any/all swapped"

    if isinstance(node, ast.Compare):
        return [turn]
    if isinstance(node, ast.BoolOp):
        return [swap, *(drop(at) for at in range(len(node.values)))]
    if isinstance(node, ast.If | ast.IfExp):
        return [negate]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [unnegate]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return [generalise] if node.func.id in ("any", "all") else []
    return []


def load(name: str, code: types.CodeType) -> types.ModuleType:
    """The module of that code, put in the place of the real one."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(code, module.__dict__)
    return module


def compiled(name: str, tree: ast.Module) -> types.CodeType:
    return compile(ast.fix_missing_locations(tree), name, "exec")


def parse(name: str) -> ast.Module:
    path = FOLDER.joinpath(*name.split(".")[2:]).with_suffix(".py")
    return ast.parse(path.read_text("utf-8"))


TREES = {name: parse(name) for name in DEPENDENTS}
"""The modules, in an order in which each follows those that it imports."""
CODES = {name: compiled(name, tree) for name, tree in TREES.items()}
PREDICATES = [parse_expression(text).tree for text in [*BINDING, *NEVER_TRUE, *dict(FAILING)]]


def contexts() -> dict[str, list[tuple[Context, dict[str, Any]]]]:
    """By the code of a rule, what its fixtures let it see and the options that they set."""
    return {
        rule.meta.code: [
            (
                Context(
                    catalog_of(fixture.texts),
                    msgspec.convert(fixture.tenancy, Tenancy),
                    contracts_of(fixture.path),
                ),
                fixture.options,
            )
            for fixture in fixtures(rule.meta.code)
        ]
        for rule in RULES
    }


def told(names: list[str], seen: dict[str, list[tuple[Context, dict[str, Any]]]]) -> Iterator[Any]:
    """What the modules tell that stand in `sys.modules` now, one answer after the other."""
    if "ddllint.rules.tenant_predicate" in names:
        judge = sys.modules["ddllint.rules.tenant_predicate"].judge
        for predicate in PREDICATES:
            yield repr(judge(predicate, WANTED))
    for name in names:
        rule = getattr(sys.modules[name], "RULE", None)
        for context, options in seen[rule.meta.code] if rule else ():
            problems: list[Problem] = list(
                rule.check(context, msgspec.convert(options, rule.options))
            )
            yield problems


def is_killed(
    name: str,
    mutant: ast.Module,
    expected: list[Any],
    seen: dict[str, list[tuple[Context, dict[str, Any]]]],
) -> bool:
    names = affected(name)
    try:
        for one in names:
            load(one, compiled(name, mutant) if one == name else CODES[one])
        answers = told(names, seen)
        return any(next(answers, None) != answer for answer in expected)
    except Exception:  # a mutant that breaks is a mutant that is noticed
        return True


def affected(name: str) -> list[str]:
    """The module, and those that import it or import one that does."""
    names = [name]
    for other, tree in TREES.items():
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if not imported.isdisjoint(names):
            names.append(other)
    return names


@pytest.fixture
def restored() -> Iterator[None]:
    before = {name: sys.modules[name] for name in DEPENDENTS}
    yield
    sys.modules.update(before)


@pytest.mark.usefixtures("restored")
def test_every_mutant_is_killed() -> None:
    seen = contexts()
    survivors = []
    count = 0
    for name, tree in TREES.items():
        for one, code in CODES.items():
            load(one, code)
        expected = list(told(affected(name), seen))
        assert not is_killed(name, tree, expected, seen), f"{name} differs from itself"
        for change, mutant in mutants(tree):
            count += 1
            short = name.removeprefix("ddllint.rules.")
            if (short, change) not in EQUIVALENT and not is_killed(name, mutant, expected, seen):
                survivors.append((short, change))
    assert count > 100
    assert survivors == [], f"{len(survivors)} of {count} mutants survived"
