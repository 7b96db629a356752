CREATE ROLE app LOGIN PASSWORD 'hunter2';  -- expect: MIG111
ALTER ROLE app WITH ENCRYPTED PASSWORD 'hunter3';  -- expect: MIG111
-- postgres://app:hunter2@db/shop -- expect: MIG111
CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'app', password 'hunter4');  -- expect: MIG111
SELECT dblink_connect('host=db user=app password=hunter5');  -- expect: MIG111
SELECT dblink_connect('password=hunter5 dbname=shop');  -- expect: MIG111
-- run it with PGPASSWORD=hunter6 psql -- expect: MIG111
