"""What is declared nowhere, when not everything was read, is not checked instead of wrong."""

import msgspec
import pytest
from rule_fixtures import Fixture, catalog_of, contracts_of, fixtures

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.registry import schema_rules
from ddllint.rules.rule import Context
from ddllint.settings.model import Role, Tenancy

BY_CODE = {rule.meta.code: rule for rule in schema_rules()}
ABSENT = ("which no file declares", "which does not exist")


def told(fixture: Fixture, unread: str) -> list[Problem | NotChecked]:
    context = Context(
        catalog_of(fixture.texts),
        msgspec.convert(fixture.tenancy, Tenancy),
        contracts_of(fixture.path),
        msgspec.convert(fixture.roles, dict[str, Role]),
        unread=unread,
    )
    rule = BY_CODE[fixture.code]
    return list(rule.check(context, msgspec.convert(fixture.options, rule.options)))


@pytest.mark.parametrize("code", ["DDL003", "REF101", "CON101"])
def test_an_absent_object_is_not_checked(code: str) -> None:
    turned = 0
    for fixture in fixtures(code):
        before, after = told(fixture, ""), told(fixture, "`a.sql` cannot be read")
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            if one == other:
                continue
            assert isinstance(one, Problem)
            assert one.message.endswith(ABSENT)
            reason = f"{one.message}, but `a.sql` cannot be read"
            assert other == NotChecked(one.object, reason, one.span)
            turned += 1
    assert turned
