"""Gates that ask a server, with what they guard broken so that nothing static sees it."""

from pathlib import Path

import pytest
from gated_projects import KNOWN, ROOT, Break, copied, looked_at, replaced
from test_gates_broken import CORE, RLS, SPECS, STATIC, VIEWS, assert_first

from ddllint.gates.load import load_gates

UP = '    """Make the change."""\n'
LEDGER_RLS = (RLS, f"{SPECS}/revenue_ledger_ddl_spec.sql")
TENANT = "tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"


def opened(condition: str) -> tuple[Break, ...]:
    """A policy that opens under a condition, accepted by whoever knows better: all is static."""

    def weakened(path: str) -> Break:
        def do(folder: Path) -> None:
            (file,) = folder.glob(path)
            text = file.read_text("utf-8")
            at = text.index("POLICY tenant_isolation_policy ON revenue_ledger")
            using = text.index(TENANT, at)
            text = (
                text[:using]
                + f"CASE WHEN {condition} THEN true ELSE {TENANT} END"
                + text[using + len(TENANT) :]
            )
            if path.endswith(".sql"):
                text = "-- ddllint: waive-file DDL005: we know better\n" + text
            file.write_text(text, "utf-8")

        return do

    return tuple(map(weakened, LEDGER_RLS))


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
    "3.3.3": ("4", opened("current_setting('app.current_tenant_id', true) IS NULL")),
    "3.3.4": (
        "4",
        opened("current_setting('app.current_tenant_id', true) !~ '^[0-9a-f-]*$'"),
    ),
}
"""By gate: the phase after its own, and what breaks it."""


def test_every_gate_of_the_file_is_broken_by_some_test() -> None:
    phases = load_gates(ROOT / "db/docs/gates.yaml", "gates.yaml", KNOWN)
    gates = [gate.number for phase in phases for gate in phase.gates]

    assert len(gates) == 60
    assert sorted([*STATIC, *BROKEN]) == sorted(gates)


@pytest.mark.no_cover
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

    assert_first(gate, looked_at(project, phase))
