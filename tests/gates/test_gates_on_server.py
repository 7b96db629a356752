"""Gates that ask a server, with what they guard broken so that nothing static sees it."""

from pathlib import Path

import pytest
from gated_projects import Break, copied, looked_at, replaced
from test_gates_broken import CORE, RLS, VIEWS, assert_first

UP = '    """Make the change."""\n'
BOUND = "    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION "
DOWN = '    """Undo it, from the last step to the first."""\n'

BROKEN: dict[str, tuple[str, tuple[Break, ...]]] = {
    "2.2.4": ("2.3", (replaced(CORE, UP, f'{UP}    op.execute("SELECT 1 / 0")\n'),)),
    "2.2.5": ("2.3", (replaced(CORE, DOWN, f'{DOWN}    op.execute("SELECT 1 / 0")\n'),)),
    "2.2.6": ("2.3", (replaced(CORE, UP, f'{UP}    op.execute("SELECT lo_create(4711)")\n'),)),
    "2.5.3": (
        "3.1",
        (replaced(VIEWS, "    mv_reconciliation_status.state,", "    'lost'::text AS state,"),),
    ),
    "3.1.6": ("3.2", (replaced(RLS, "'Purpose: a session reads", "'Purpose: a session sees"),)),
    "3.2.5": (
        "3.3",
        (replaced("ddllint.yaml", "tenant-tables: [select]", "tenant-tables: [select, insert]"),),
    ),
    "3.3.2": (
        "4",
        (replaced("db/roles.sql", f"app_rw\n{BOUND}NOBYPASSRLS", f"app_rw\n{BOUND}BYPASSRLS"),),
    ),
}
"""By gate: the phase after its own, and what breaks it."""


@pytest.mark.slow
@pytest.mark.parametrize("gate", BROKEN)
def test_a_gate_is_the_first_to_turn_red_on_a_server(
    gate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = copied(tmp_path)
    phase, breaks = BROKEN[gate]
    for broken in breaks:
        broken(project)

    assert_first(gate, looked_at(project, phase, server=True))
