"""Random expressions: canonical forms are equal exactly where the server prints the same."""

import canonical_corpus as corpus
import canonical_server as server
import psycopg
from canonical_random import conditions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddllint.catalog.canonical import canonical
from ddllint.sql.parse import parse_expression

_BATCHES = st.lists(conditions(3), min_size=30, max_size=60)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(batch=_BATCHES)
def test_random_conditions(connection: psycopg.Connection, batch: list[str]) -> None:
    connection.rollback()
    connection.execute(corpus.SCHEMA.encode())
    scope = server.scope_of(connection, "t")
    pairs = server.checks(connection, batch)
    found = server.differences(pairs, scope)
    assert not found, "\n\n".join(found)
    by_form: dict[str, set[str]] = {}
    for pair in pairs:
        form = canonical(parse_expression(pair.written), scope)
        by_form.setdefault(form, set()).add(pair.printed)
    united = {form: printed for form, printed in by_form.items() if len(printed) > 1}
    assert not united, "different expressions, one form:\n" + "\n".join(map(str, united.items()))
