"""The rules' tests notice when a rule is changed: each mutant of a rule's module is killed.

A mutant is the module with one operator turned, one condition negated or dropped, or one constant
changed. It is killed when it tells something else than the module on the rules' fixtures, whose
findings and words the other tests pin down, or judges one of the predicates differently.
"""

import ast
import functools
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from predicates import BINDING, FAILING, NEVER_TRUE, WANTED
from rule_fixtures import context_of, fixtures

import ddllint.rules
from ddllint.diagnostics.finding import Problem
from ddllint.rules.registry import all_rules
from ddllint.rules.rule import Context, Rule
from ddllint.sql.parse import parse_expression

FOLDER = Path(ddllint.rules.__file__).parent
RULES = all_rules()
RULE_MODULES = [rule.check.__module__ for rule in RULES]
SHARED = [
    "columns",
    "tenant_predicate",
    "tenants",
    "policies",
    "verdicts",
    "contract.structure",
    "contract.access",
    "contract.filters",
    "contract.index_uses",
    "contract.bound",
    "contract.tell",
    "contract.json_types",
    "contract.numbers",
    "contract.values",
    "safety.common",
]
DEPENDENTS = [*(f"ddllint.rules.{name}" for name in SHARED), *RULE_MODULES]

EQUIVALENT = {
    # an operator of that name has a left side: asked for the type checker
    "tenant_predicate._judge_comparison:left is not None and items: operand 1 dropped",
    # what these change shows in a circle alone, where it would not end: see test_rules
    "tenants.with_partitioned:above is not None and above not in names: and/or swapped",
    "tenants.with_partitioned:above is not None and above not in names: operand 1 dropped",
    "tenants.with_partitioned:above is not None and above not in names: operand 2 dropped",
    "tenants.base_type:not isinstance(domain, Domain) or name in seen: operand 2 dropped",
    # the mapping's reader knows these places: asked for the type checker
    "required_not_null._no_relation:first.span or first.field.span: operand 2 dropped",
    "required_not_null._no_column:first.span or first.field.span: operand 2 dropped",
    "required_not_null._may_be_null:one.field.required_span or one.field.span: operand 2 dropped",
    # a text beyond a list is found after few steps
    (
        "enum_mismatch._any_request:"
        "isinstance(verdict, Fails) and language.complete: operand 1 dropped"
    ),
    # policies that are judged once more are told the same
    (
        "verdicts.asked:"
        "if any((named in using or named in check for using, check, *: condition negated"
    ),
    "verdicts.asked:any((named in using or named in check for using, check, *_ i: any/all swapped",
    "verdicts.asked:named in using: turned",
    "verdicts.asked:named in check: turned",
    # asked of times that no index serves, so that there is a reason
    (
        "time_series_index._near_misses:"
        "reason is not None and any((e.column == time for e in index.: operand 1 dropped"
    ),
}
"""Mutants that tell the same as the module."""

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


def mutants(name: str, tree: ast.Module) -> Iterator[tuple[str, types.CodeType]]:
    """Each single change of the module's functions: its place and name, and the code with it."""
    for function in ast.walk(tree):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            place = f"{function.name}:{ast.unparse(node)[:60]}" if _changes(node) else ""
            for change in _changes(node):
                before = {
                    key: list(value) if isinstance(value, list) else value
                    for key, value in vars(node).items()
                }
                yield f"{place}: {change()}", compiled(name, tree)
                vars(node).update(before)


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
            node.values[at] = ast.Constant(isinstance(node.op, ast.And))
            return f"operand {at + 1} dropped"

        return dropped

    def negate() -> str:
        assert isinstance(node, ast.If | ast.IfExp)
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition negated"

    def negate_filter() -> str:
        assert isinstance(node, ast.comprehension)
        node.ifs[0] = ast.UnaryOp(ast.Not(), node.ifs[0])
        return "filter negated"

    def negate_guard() -> str:
        assert isinstance(node, ast.match_case)
        assert node.guard is not None
        node.guard = ast.UnaryOp(ast.Not(), node.guard)
        return "guard negated"

    def unnegate() -> str:
        assert isinstance(node, ast.UnaryOp)
        node.op = ast.Not()
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
        return "not dropped"

    def generalise() -> str:
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        node.func = ast.Name("all" if node.func.id == "any" else "any", ast.Load())
        return "any/all swapped"

    if isinstance(node, ast.Compare):
        return [turn]
    if isinstance(node, ast.BoolOp):
        return [swap, *(drop(at) for at in range(len(node.values)))]
    if isinstance(node, ast.If | ast.IfExp):
        return [negate]
    if isinstance(node, ast.comprehension):
        return [negate_filter] if node.ifs else []
    if isinstance(node, ast.match_case):
        return [negate_guard] if node.guard else []
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


NULLABLE = msgspec.structs.replace(WANTED, nullable=True)


def contexts() -> dict[str, list[tuple[Context, dict[str, Any]]]]:
    """By the code of a rule, what its fixtures let it see and the options that they set.

    A rule that asks whether all was read sees them a second time, as if not all had been.
    """
    return {
        rule.meta.code: [
            (
                msgspec.structs.replace(context_of(rule, fixture), unread=unread),
                fixture.options,
            )
            for unread in ("", "not all was read")[: 1 + _asks_what_was_read(rule)]
            for fixture in fixtures(rule.meta.code)
        ]
        for rule in RULES
    }


def _asks_what_was_read(rule: Rule[Any]) -> bool:
    return "unless_unread" in vars(sys.modules[rule.check.__module__])


def told(names: list[str], seen: dict[str, list[tuple[Context, dict[str, Any]]]]) -> Iterator[Any]:
    """What the modules tell that stand in `sys.modules` now, one answer after the other."""
    if "ddllint.rules.tenant_predicate" in names:
        judge = sys.modules["ddllint.rules.tenant_predicate"].judge
        for wanted in (WANTED, NULLABLE):
            yield [repr(judge(predicate, wanted)) for predicate in PREDICATES]
    for name in names:
        rule = getattr(sys.modules[name], "RULE", None)
        for context, options in seen[rule.meta.code] if rule else ():
            problems: list[Problem] = list(
                rule.check(context, msgspec.convert(options, rule.options))
            )
            yield problems


def is_killed(
    name: str,
    mutant: types.CodeType,
    expected: list[Any],
    seen: dict[str, list[tuple[Context, dict[str, Any]]]],
) -> bool:
    names = affected(name)
    try:
        for one in names:
            load(one, mutant if one == name else CODES[one])
        answers = told(names, seen)
        return any(next(answers, None) != answer for answer in expected)
    except Exception:  # a mutant that breaks is a mutant that is noticed
        return True


@functools.cache
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


@pytest.mark.no_cover  # mutants have no files whose lines could be counted
@pytest.mark.usefixtures("restored")
def test_every_mutant_is_killed() -> None:
    seen = contexts()
    survivors = []
    count = 0
    for name, tree in TREES.items():
        for one, code in CODES.items():
            load(one, code)
        expected = list(told(affected(name), seen))
        assert not is_killed(name, CODES[name], expected, seen), f"{name} differs from itself"
        for change, mutant in mutants(name, tree):
            count += 1
            if not is_killed(name, mutant, expected, seen):
                survivors.append(f"{name.rpartition('.')[2]}.{change}")
    assert count > 100
    assert sorted(survivors) == sorted(EQUIVALENT)
