"""What the fixtures cannot say: rules that cannot run, options that are wrong, names and places."""

from typing import Any

import msgspec
import pytest
from predicates import QUIET

from ddllint.catalog.model import Catalog, Column, Command, Domain, Policy, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts
from ddllint.rules.house import (
    generic_column_name,
    required_not_null,
    row_security,
    table_comment,
    tenant_column,
)
from ddllint.rules.place import LIVE
from ddllint.rules.rule import CannotRun, Context
from ddllint.rules.tenant_predicate import BINDS, Fails, Wanted
from ddllint.rules.tenants import base_type, parent_key, scoped_tables, written_name
from ddllint.rules.verdicts import asked, judge_of
from ddllint.rules.wording import closest, listed, sql_name
from ddllint.settings.model import Tenancy
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_expression

UUID = TypeName("uuid")


def table(name: str, *columns: Column, **more: object) -> Table:
    known = {column.name: column for column in columns}
    return msgspec.structs.replace(Table(Name("public", name), known, {}, {}, {}, {}), **more)


def catalog(*tables: Table, types: tuple[Domain, ...] = ()) -> Catalog:
    return Catalog(tables={one.name: one for one in tables}, types={one.name: one for one in types})


@pytest.mark.parametrize(
    ("contracts", "reason"),
    [
        (None, "the settings name no contracts"),
        (Contracts(), "no mapping binds a contract field to a column"),
    ],
)
def test_without_contracts_the_rule_says_that_it_cannot_run(
    contracts: Contracts | None, reason: str
) -> None:
    context = Context(Catalog(), Tenancy(), contracts)
    with pytest.raises(CannotRun) as raised:
        list(required_not_null.RULE.check(context, required_not_null.Options()))
    assert str(raised.value) == reason


def test_a_tag_that_is_no_pattern_is_refused_with_the_settings() -> None:
    with pytest.raises(msgspec.ValidationError, match="tag is not a regular expression"):
        msgspec.convert({"tag": "("}, row_security.Options)


@pytest.mark.parametrize(
    ("options", "given"),
    [
        (tenant_column.Options, {"on-delete": []}),
        (tenant_column.Options, {"on-delete": ["explode"]}),
        (row_security.Options, {"commands": ["all"]}),
        (generic_column_name.Options, {"names": [{"nam": "data"}]}),
        (table_comment.Options, {"column": ["id"]}),
    ],
)
def test_options_that_mean_nothing_are_refused(options: type, given: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, options)


def test_what_a_server_told_has_no_place_in_a_file() -> None:
    context = Context(catalog(table("invoices")), Tenancy())
    (problem,) = table_comment.RULE.check(context, table_comment.Options())
    assert problem.span == LIVE
    assert str(problem.span) == "(database):1:1"


def test_helps_quote_what_sql_would_fold() -> None:
    odd = table("Invoice Lines", Column("correlation_id", UUID), Column("Order", UUID))
    context = Context(catalog(odd), Tenancy())
    options = table_comment.Options(columns=("Order",))
    told = [problem.help for problem in table_comment.RULE.check(context, options)]
    assert told == [
        """COMMENT ON TABLE "Invoice Lines" IS '...';""",
        """COMMENT ON COLUMN "Invoice Lines"."Order" IS '...';""",
    ]


def test_names() -> None:
    assert written_name("invoices") == Name("public", "invoices")
    assert written_name("app.invoices") == Name("app", "invoices")
    assert parent_key(Tenancy()) == (Name("public", "tenants"), "id")
    assert parent_key(Tenancy(parent="app.orgs.number")) == (Name("app", "orgs"), "number")
    assert sql_name(Name("public", "user")) == '"user"'
    assert sql_name(Name("App", "invoices")) == '"App".invoices'


def test_lists_and_near_words() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(("a", "b", "c"), "or") == "a, b or c"
    assert closest("invoce", ["invoices", "invoice"]) == "invoice"
    assert closest("invoices", []) is None
    assert closest("qqq", ["invoice"]) is None


def test_types_under_domains() -> None:
    money = Domain(Name("app", "Euro.Cents"), TypeName("public.cents"))
    cents = Domain(Name("public", "cents"), TypeName("bigint"))
    loop = Domain(Name("public", "loop"), TypeName("loop"))
    known = catalog(types=(money, cents, loop))
    assert base_type(known, TypeName('app."Euro.Cents"')) == TypeName("bigint")
    assert base_type(known, TypeName("cents")) == TypeName("bigint")
    assert base_type(known, TypeName("loop")) == TypeName("loop")
    assert base_type(known, TypeName("numeric", ("12", "2"))) == TypeName("numeric", ("12", "2"))
    assert base_type(known, TypeName("cents", (), 1)) == TypeName("cents", (), 1)


def test_partitions_that_go_in_a_circle_end() -> None:
    tenant = Column("tenant_id", UUID)
    first = table("a", tenant, partition_of=Name("public", "b"))
    second = table("b", tenant, partition_of=Name("public", "a"))
    assert list(scoped_tables(catalog(first, second), Tenancy())) == [first, second]
    assert list(scoped_tables(catalog(first, second), Tenancy(exempt=("b",)))) == []


def test_policies_that_say_the_same_are_one_question() -> None:
    wanted = Wanted(Name("public", "invoices"), "tenant_id", "app.current_tenant_id")
    receipts = msgspec.structs.replace(wanted, table=Name("public", "receipts"))
    plain = f"tenant_id = {QUIET}"

    def policies(text: str, **said: Any) -> tuple[Policy, ...]:
        return (Policy("isolation", using=parse_expression(text), **said),)

    same = policies(plain)
    assert asked(same, wanted) == asked(policies(f"  ({plain})"), receipts)
    qualified = policies(f"invoices.tenant_id = {QUIET}")
    assert asked(qualified, wanted) != asked(qualified, receipts)
    nullable = msgspec.structs.replace(wanted, nullable=True)
    assert asked(same, wanted) != asked(same, nullable)
    for said in ({"permissive": False}, {"command": Command.SELECT}, {"roles": ("app",)}):
        assert asked(same, wanted) != asked(policies(plain, **said), wanted)
    checked = (Policy("isolation", with_check=parse_expression(plain)),)
    assert asked(same, wanted) != asked(checked, wanted)
    assert asked(same * 2, wanted) != asked(same, wanted)


def test_a_table_is_judged_by_its_own_name() -> None:
    wanted = Wanted(Name("public", "invoices"), "tenant_id", "app.current_tenant_id")
    receipts = msgspec.structs.replace(wanted, table=Name("public", "receipts"))
    qualified = parse_expression(f"invoices.tenant_id = {QUIET}")
    assert judge_of(wanted)(qualified) == BINDS
    assert isinstance(judge_of(receipts)(qualified), Fails)
