-- options: {weakest-lock: exclusive}
CREATE TRIGGER audit BEFORE UPDATE ON orders EXECUTE FUNCTION audit();
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;  -- expect: MIG102
