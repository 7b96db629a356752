-- options: {steps: [truncate]}
DROP TABLE orders;
TRUNCATE customers;  -- expect: MIG109
