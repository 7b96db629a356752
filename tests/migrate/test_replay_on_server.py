"""Revisions replayed offline against the same ones run by Alembic on a server."""

import shutil
from pathlib import Path

import psycopg
import pytest
from projects import INI

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference, render
from ddllint.migrate.replay import replay
from ddllint.migrate.replay.upgraded import upgraded
from ddllint.postgres.databases import connect
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parsed import ParsedSource

REVISIONS = Path(__file__).parent / "revisions"


def shown(path: Path) -> str:
    return path.name


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "alembic" / "versions"
    shutil.copytree(REVISIONS / "directives", folder)
    ini = tmp_path / "alembic.ini"
    ini.write_text(INI)
    return ini


@pytest.mark.parametrize("revision", ["r01", "r02", "r03", "r04", "r05"])
def test_what_is_replayed_is_what_the_server_has(
    project: Path, revision: str, postgres_server: Server
) -> None:
    replayed = replay(project, revision=revision, shown=shown)
    catalog = replayed.catalog(postgres_server.major)
    live = upgraded(project, postgres_server, revision=revision, shown=shown)

    assert replayed.blind == ()
    assert [one.message for one in catalog.refused] == []
    found = difference(catalog, live)
    assert not found, render(found, "replayed", "server")


def test_what_is_replayed_backwards_leads_back(
    project: Path, postgres_server: Server, database: str
) -> None:
    """Every prefix of the downgrades, folded behind the upgrades, is what a server has then."""
    replayed = replay(project, shown=shown)
    assert [one.blind_down for one in replayed.revisions if one.blind_down] == []
    handed = [one.parsed for revision in replayed.revisions for one in revision.upgrade]
    with connect(postgres_server, database, postgres_server.superuser, autocommit=True) as live:
        for parsed in handed:
            run(parsed, live)
        for revision in reversed(replayed.revisions):
            for one in revision.downgrade:
                handed.append(one.parsed)
                run(one.parsed, live)
            catalog = build(handed, postgres=postgres_server.major, one_session=True)
            found = difference(catalog, read_catalog(live, owner=postgres_server.superuser))
            assert not found, f"{revision.id}: {render(found, 'replayed', 'server')}"
            assert [one.message for one in catalog.refused] == []
    assert not catalog.tables


def run(parsed: ParsedSource, live: psycopg.Connection) -> None:
    for one in parsed.statements:
        live.execute(one.statement.text.encode())
