"""Passwords in texts: found where they are, and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.revisions.secrets import masked, secrets
from ddllint.sql.source import Source

HOLDERS = {
    "postgresql+psycopg://app:{}@db:5432/shop": "a URL",
    "postgres://:{}@db/shop": "a URL",
    "CREATE ROLE a PASSWORD '{}'": "PASSWORD",
    "alter user a with encrypted password '{}' valid until '2030-01-01'": "PASSWORD",
    "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'a', password '{}')": "PASSWORD",
    'password = "{}"': "an assignment",
    "DB_PASSWORD: '{}'": "an assignment",
    "{{'passwd': '{}'}}": "an assignment",
    "connect(pwd='{}')": "an assignment",
    "connect('host=db user=a password={}')": "a connection string",
    "connect('password={} dbname=shop')": "a connection string",
    "PGPASSWORD={} psql": "PGPASSWORD",
}
WORDS = st.text(
    st.characters(categories=["L", "N"], exclude_characters="xX"), min_size=1, max_size=20
)


def found(text: str) -> list[tuple[str, str]]:
    data = text.encode()
    return [(data[one.start : one.end].decode(), one.where) for one in secrets(data)]


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_password_is_found(holder: str) -> None:
    assert found(f"-- é\n{holder.format('hünter2')}\n") == [("hünter2", HOLDERS[holder])]


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("word", ["${PASSWORD}", "{password}", "%s", "%(pw)s", "<secret>", "***"])
def test_a_placeholder_is_none(holder: str, word: str) -> None:
    assert found(holder.format(word)) == []


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE users (password text NOT NULL)",
        "COMMENT ON COLUMN users.password IS 'A hash.'",
        "op.add_column('users', sa.Column('password', sa.Text()))",
        "password = os.environ['PASSWORD']",
        "connect(password=password)",
        "ALTER ROLE a PASSWORD NULL",
        "https://www.postgresql.org/docs/current/sql.html",
        "postgres://app@db/shop",
        "git@example.org:shop.git",
        "password=",
    ],
)
def test_what_is_no_password(text: str) -> None:
    assert found(text) == []


@given(st.lists(st.tuples(st.sampled_from(list(HOLDERS)), WORDS), max_size=4))
def test_the_masked_text_has_the_form_and_nothing_to_find(parts: list[tuple[str, str]]) -> None:
    lines = [holder.format(word) for holder, word in parts]
    source = Source("a.py", "\n".join(lines).encode())
    shown = masked(source)
    text = shown.data.decode()
    assert [len(line) for line in text.split("\n")] == [len(line) for line in lines or [""]]
    assert found(text) == []
    for number, (holder, word) in enumerate(parts, 1):
        assert shown.line_text(number) == holder.format("*" * len(word))
