-- tenancy: {exempt: [shared]}
-- What is exempt is exempt with its partitions, however deep.
CREATE TABLE shared (tenant_id uuid, at date) PARTITION BY LIST (tenant_id);
CREATE TABLE shared_default PARTITION OF shared DEFAULT PARTITION BY RANGE (at);
CREATE TABLE shared_default_old PARTITION OF shared_default DEFAULT;
