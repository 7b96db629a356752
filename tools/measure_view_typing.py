"""Measure the typing of views against a PostgreSQL server; write `docs/view-typing.md`.

The corpus and the measure are in `tests/contracts/views`; a test there fails when the document
states other figures. The newest server that is installed is asked.
"""

import sys
from pathlib import Path

from ddllint.contracts.views.infer import infer_views
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import temporary_server

TESTS = Path(__file__).resolve().parent.parent / "tests" / "contracts" / "views"


def main() -> None:
    sys.path.insert(0, str(TESTS))
    import view_report  # type: ignore[import-not-found]
    import view_truth  # type: ignore[import-not-found]

    catalog, parts = view_truth.corpus()
    with (
        temporary_server() as server,
        fresh_database(server) as name,
        connect(server, name, server.superuser) as connection,
    ):
        view_truth.create(connection)
        measured = view_report.measure(connection, catalog, parts, infer_views(catalog))
        connection.rollback()
    document = view_report.DOCUMENT
    document.write_text(view_report.with_figures(document.read_text(), measured))
    sys.stdout.write(f"{document} is written.\n")


if __name__ == "__main__":
    main()
