CREATE TABLE payments (
    id uuid PRIMARY KEY,
    derived_id uuid NOT NULL,
    reasoned_id uuid NOT NULL,
    pattern_id uuid NOT NULL,
    picked_id uuid NOT NULL,
    other_id uuid NOT NULL,
    free_id uuid NOT NULL,
    number_id uuid NOT NULL,
    shown_id uuid NOT NULL,
    list uuid[] NOT NULL,
    note text NOT NULL
);
CREATE VIEW v_payments AS SELECT odd(id) AS id FROM payments;
