"""Small projects in a folder, and `ddllint docs` run on them as users run it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SQL = """\
CREATE TABLE tenants (id uuid PRIMARY KEY);
COMMENT ON TABLE tenants IS 'Purpose: the customers.';
CREATE TABLE orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    parent_id uuid REFERENCES orders (id),
    placed_at timestamptz NOT NULL DEFAULT now(),
    total_cents integer NOT NULL CONSTRAINT ck_orders_total CHECK (total_cents >= 0),
    note varchar(80)
);
CREATE INDEX idx_orders_placed_at ON orders (tenant_id, placed_at DESC);
CREATE INDEX idx_orders_note ON orders (lower(note)) WHERE note IS NOT NULL;
COMMENT ON TABLE orders IS
    'Purpose: what was sold. One row an order. Data class: internal. RLS: by_tenant.';
COMMENT ON COLUMN orders.total_cents IS
    'Purpose: the sum in cents. Data class: confidential. Contract: Order.total.';
COMMENT ON INDEX idx_orders_placed_at IS 'Purpose: lists a tenant''s orders, newest first.';
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_tenant ON orders
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
GRANT SELECT, INSERT ON orders TO app;
GRANT UPDATE (note) ON orders TO app;
CREATE MATERIALIZED VIEW totals AS
    SELECT tenant_id, sum(total_cents) AS cents FROM orders GROUP BY tenant_id;
CREATE UNIQUE INDEX uq_totals ON totals (tenant_id);
CREATE VIEW v_totals AS SELECT tenant_id, cents FROM totals;
"""
SETTINGS = """\
specs: [specs]
contracts: [api]
mapping: mapping.yaml
roles:
  owner: {owner: true, login: true}
  app: {login: true}
"""
API = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      x-order: [-placed_at]
      responses:
        "200":
          description: The orders.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Order"}}
  /totals:
    get:
      responses:
        "200":
          description: The totals.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Totals"}
components:
  schemas:
    Order:
      type: object
      required: [id, placed_at, total]
      properties:
        id: {type: string, format: uuid}
        placed_at: {type: string, format: date-time}
        total: {type: number}
        url: {type: string}
    Totals:
      type: object
      properties:
        cents: {type: integer}
"""
MAPPING = """\
version: 1
schemas:
  api/shop.yaml#/components/schemas/Order:
    relation: orders
    fields:
      total: {column: total_cents, conversion: cents}
      url: {not_stored: made from the id}
  api/shop.yaml#/components/schemas/Totals:
    relation: v_totals
"""


def make(folder: Path, sql: str = SQL, settings: str = SETTINGS) -> Path:
    """A project with one spec, a contract and its mapping."""
    for path, text in {
        "ddllint.yaml": settings,
        "specs/shop.sql": sql,
        "api/shop.yaml": API,
        "mapping.yaml": MAPPING,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def docs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`ddllint docs` in the folder."""
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "docs", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def written(folder: Path) -> dict[str, str]:
    """The texts below db/docs, by path from there."""
    top = folder / "db/docs"
    files = sorted(path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_text("utf-8") for path in files}
