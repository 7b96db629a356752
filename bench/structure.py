"""One long `structure.sql`, in the shape that `pg_dump --schema-only` gives a Rails project."""

import random
from collections.abc import Iterator

NOUNS = (
    "account", "address", "alert", "article", "asset", "badge", "banner", "board", "bookmark",
    "category", "channel", "comment", "coupon", "device", "draft", "email", "export", "feature",
    "flag", "follow", "group", "image", "import", "invite", "item", "label", "link", "listing",
    "member", "mention", "message", "note", "notice", "order", "page", "poll", "post", "profile",
    "rating", "reaction", "report", "role", "search", "session", "setting", "share", "tag",
    "team", "theme", "topic", "upload", "user", "view", "vote", "webhook",
)  # fmt: skip
QUALIFIERS = ("", "archived_", "group_", "public_", "shared_", "site_", "tracked_")
COLUMNS = (
    ("name", "character varying NOT NULL"),
    ("slug", "character varying"),
    ("title", "character varying(255) DEFAULT ''::character varying NOT NULL"),
    ("body", "text"),
    ("position", "integer DEFAULT 0 NOT NULL"),
    ("kind", "integer DEFAULT 1 NOT NULL"),
    ("score", "double precision DEFAULT 0.0 NOT NULL"),
    ("amount", "numeric(12,2)"),
    ("enabled", "boolean DEFAULT true NOT NULL"),
    ("hidden", "boolean DEFAULT false NOT NULL"),
    ("payload", "jsonb DEFAULT '{}'::jsonb NOT NULL"),
    ("labels", "character varying[] DEFAULT '{}'::character varying[]"),
    ("token", "uuid DEFAULT gen_random_uuid()"),
    ("ip_address", "inet"),
    ("locale", "character varying(10) DEFAULT 'en'::character varying"),
    ("views_count", "bigint DEFAULT 0 NOT NULL"),
    ("deleted_at", "timestamp without time zone"),
    ("published_at", "timestamp(6) without time zone"),
)
KEY = "Wq3kT9bYfR2vLx7mJd5sHc8nPz4gUe6a"

HEADER = f"""\
\\restrict {KEY}

-- Dumped from database version 17.6
-- Dumped by pg_dump version 17.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
"""


def structure(least_bytes: int, seed: int) -> str:
    """A dump of at least that many bytes; tables are added until it is reached."""
    tables = 50
    text = _dump(tables, seed)
    while len(text.encode()) < least_bytes:
        tables += 10
        text = _dump(tables, seed)
    return text


def _dump(tables: int, seed: int) -> str:
    chance = random.Random(seed)
    names = [
        f"{QUALIFIERS[at // len(NOUNS) % len(QUALIFIERS)]}{NOUNS[at % len(NOUNS)]}s"
        + (f"_{at // (len(NOUNS) * len(QUALIFIERS))}" if at >= 385 else "")
        for at in range(tables)
    ]
    columns = {name: chance.sample(COLUMNS, chance.randrange(4, 11)) for name in names}
    parents = {name: chance.sample(names, chance.randrange(0, 4)) for name in names}
    sections = [HEADER, *_extensions(), *_functions(names, chance), _set_storage()]
    for name in names:
        sections.append(_table(name, columns[name], parents[name]))
        sections.append(_sequence(name))
    sections += [_default(name) for name in names]
    sections += [_primary_key(name) for name in names]
    for name in names:
        sections += _indexes(name, columns[name], parents[name])
    sections += [_trigger(name) for name in names if any(c == "name" for c, _ in columns[name])]
    for name in names:
        sections += _foreign_keys(name, parents[name])
    sections += [_head("schema_migrations", "SCHEMA", "-"), f"\\unrestrict {KEY}\n"]
    sections += ['SET search_path TO "$user", public;\n', _versions(tables, chance)]
    return "\n".join(sections)


def _head(name: str, kind: str, schema: str = "public") -> str:
    return f"--\n-- Name: {name}; Type: {kind}; Schema: {schema}; Owner: -\n--\n"


def _extensions() -> Iterator[str]:
    for name in ("hstore", "pg_trgm", "unaccent"):
        yield _head(name, "EXTENSION", "-")
        yield f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public;\n"
        yield f"COMMENT ON EXTENSION {name} IS 'an extension that the application needs';\n"


def _functions(names: list[str], chance: random.Random) -> Iterator[str]:
    for name in sorted(chance.sample(names, len(names) // 10)):
        yield _head(f"guard_{name}_name()", "FUNCTION")
        yield f"""\
CREATE FUNCTION public.guard_{name}_name() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN
    IF NEW.name IS DISTINCT FROM OLD.name THEN
      RAISE EXCEPTION 'Discarded change: % of {name} is read-only; it''s derived', OLD.name;
    END IF;
    RETURN NEW;
  END
$$;


ALTER FUNCTION public.guard_{name}_name() OWNER TO app;
"""
    yield _head("fold_name()", "FUNCTION")
    yield """\
CREATE FUNCTION public.fold_name() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
  BEGIN
    NEW.name := regexp_replace(lower(NEW.name), '\\s+$', '');
    RETURN NEW;
  END
$_$;


ALTER FUNCTION public.fold_name() OWNER TO app;
"""


def _set_storage() -> str:
    return "SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n"


def _table(name: str, columns: list[tuple[str, str]], parents: list[str]) -> str:
    lines = ["id bigint NOT NULL"]
    lines += [f"{column} {kind}" for column, kind in columns]
    lines += [f"{parent}_id bigint" for parent in parents]
    lines += ["created_at timestamp(6) without time zone NOT NULL"]
    lines += ["updated_at timestamp(6) without time zone NOT NULL"]
    if any(column == "score" for column, _ in columns):
        lines.append(f"CONSTRAINT chk_{name}_score CHECK ((score >= (0)::double precision))")
    body = ",\n    ".join(lines)
    return (
        f"{_head(name, 'TABLE')}\nCREATE TABLE public.{name} (\n    {body}\n);\n\n\n"
        f"ALTER TABLE public.{name} OWNER TO app;\n"
    )


def _sequence(name: str) -> str:
    return f"""\
{_head(f"{name}_id_seq", "SEQUENCE")}
CREATE SEQUENCE public.{name}_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.{name}_id_seq OWNER TO app;

{_head(f"{name}_id_seq", "SEQUENCE OWNED BY")}
ALTER SEQUENCE public.{name}_id_seq OWNED BY public.{name}.id;
"""


def _default(name: str) -> str:
    return (
        f"{_head(f'{name} id', 'DEFAULT')}\nALTER TABLE ONLY public.{name} ALTER COLUMN id "
        f"SET DEFAULT nextval('public.{name}_id_seq'::regclass);\n"
    )


def _primary_key(name: str) -> str:
    return (
        f"{_head(f'{name} {name}_pkey', 'CONSTRAINT')}\nALTER TABLE ONLY public.{name}\n"
        f"    ADD CONSTRAINT {name}_pkey PRIMARY KEY (id);\n"
    )


def _indexes(name: str, columns: list[tuple[str, str]], parents: list[str]) -> Iterator[str]:
    present = {column for column, _ in columns}
    for parent in parents:
        index = f"index_{name}_on_{parent}_id"
        yield _head(index, "INDEX")
        yield f"CREATE INDEX {index} ON public.{name} USING btree ({parent}_id);\n"
    if "slug" in present:
        yield _head(f"index_{name}_on_lower_slug", "INDEX")
        yield (
            f"CREATE UNIQUE INDEX index_{name}_on_lower_slug ON public.{name} USING btree "
            "(lower((slug)::text));\n"
        )
    if "deleted_at" in present:
        yield _head(f"index_{name}_alive", "INDEX")
        yield (
            f"CREATE INDEX index_{name}_alive ON public.{name} USING btree (created_at DESC) "
            "WHERE (deleted_at IS NULL);\n"
        )
    if "body" in present:
        yield _head(f"index_{name}_on_body", "INDEX")
        yield (
            f"CREATE INDEX index_{name}_on_body ON public.{name} USING gin "
            "(to_tsvector('simple'::regconfig, COALESCE(body, ''::text)));\n"
        )


def _trigger(name: str) -> str:
    return (
        f"{_head(f'{name} fold_{name}_name', 'TRIGGER')}\nCREATE TRIGGER fold_{name}_name BEFORE "
        f"INSERT OR UPDATE ON public.{name} FOR EACH ROW EXECUTE FUNCTION public.fold_name();\n"
    )


def _foreign_keys(name: str, parents: list[str]) -> Iterator[str]:
    for at, parent in enumerate(parents):
        key = f"fk_rails_{name}_{at}"
        yield _head(f"{name} {key}", "FK CONSTRAINT")
        yield (
            f"ALTER TABLE ONLY public.{name}\n    ADD CONSTRAINT {key} FOREIGN KEY "
            f"({parent}_id) REFERENCES public.{parent}(id) ON DELETE CASCADE;\n"
        )


def _versions(tables: int, chance: random.Random) -> str:
    versions = sorted(
        {20120101000000 + chance.randrange(140000) * 1000000 // 140 for _ in range(tables * 8)},
        reverse=True,
    )
    values = ",\n".join(f"('{version}')" for version in versions)
    return f'INSERT INTO "schema_migrations" (version) VALUES\n{values};\n'
