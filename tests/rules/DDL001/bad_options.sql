-- options: {columns: [currency], partitions: true}
CREATE TABLE events (
    id uuid,
    at timestamptz,
    correlation_id uuid,
    currency text  -- expect: DDL001
) PARTITION BY RANGE (at);
COMMENT ON TABLE events IS 'By month.';
CREATE TABLE events_2026  -- expect: DDL001
    PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
