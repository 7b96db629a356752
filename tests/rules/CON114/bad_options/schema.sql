-- options: {ignore: [tenant_id]}
CREATE SCHEMA reports;
CREATE VIEW v_totals AS SELECT 1 AS amount_cents, 'EUR' AS currency, 2 AS tenant_id, 3 AS other;  -- expect: CON114
CREATE VIEW reports.v_details AS SELECT 1 AS id, 2 AS tenant_id;
