SET lock_timeout TO '5s';
SELECT set_config('statement_timeout', '5s', false);
RESET ALL;
TRUNCATE orders;  -- expect: MIG101
