-- The four roles of the schema and their rights on the database and the schema public.
--
-- Run once for each database by an administrator (a superuser: only one may give BYPASSRLS), before the first
-- migration:  psql --set ON_ERROR_STOP=1 --single-transaction --file db/roles.sql <database>
-- Running it again changes nothing, or puts back an attribute that has drifted. It sets no password; give the roles
-- theirs by the means of your installation. Rights on tables and views are granted by the specs.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['migration_owner', 'app_rw', 'app_ro', 'app_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
    END LOOP;
END
$$;

-- migration_owner owns the tables and is itself bound by their row security.
ALTER ROLE migration_owner
    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE app_rw
    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE app_ro
    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- app_admin refreshes the materialized views, which hold the figures of all tenants.
ALTER ROLE app_admin
    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;

-- So that a migration can hand a materialized view to app_admin, refresh it and drop it again. The attribute
-- BYPASSRLS is not inherited; migration_owner has it only after an explicit SET ROLE app_admin.
GRANT app_admin TO migration_owner;

DO $$
DECLARE
    database_name text := current_database();
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', database_name);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO migration_owner, app_rw, app_ro, app_admin', database_name);
    -- REFRESH MATERIALIZED VIEW CONCURRENTLY collects the differences in a temporary table.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO app_admin', database_name);
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app_rw, app_ro;
GRANT USAGE, CREATE ON SCHEMA public TO migration_owner;
-- The new owner of an object must be allowed to create in its schema.
GRANT USAGE, CREATE ON SCHEMA public TO app_admin;
