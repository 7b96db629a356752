SELECT set_config('lock_timeout', '5s', false);
CREATE INDEX orders_note ON orders (note);
