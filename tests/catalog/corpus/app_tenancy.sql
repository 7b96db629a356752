CREATE ROLE app_user NOLOGIN;
CREATE ROLE service NOLOGIN BYPASSRLS;
CREATE SCHEMA auth;
CREATE SCHEMA app;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA app TO app_user, service;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT ALL ON TABLES TO service;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE, SELECT ON SEQUENCES TO app_user;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('request.jwt.claim.sub', true), '')::uuid
$$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('request.role', true) $$;
CREATE TYPE app.member_role AS ENUM ('owner', 'admin', 'member');
CREATE TABLE app.organisations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{3,40}$'),
    name text NOT NULL CHECK (length(trim(name)) > 0),
    settings jsonb NOT NULL DEFAULT '{}'::jsonb CHECK (jsonb_typeof(settings) = 'object'),
    created_at timestamptz NOT NULL DEFAULT timezone('utc', now()),
    deleted_at timestamptz
);
CREATE TABLE app.members (
    organisation_id uuid NOT NULL REFERENCES app.organisations ON DELETE CASCADE,
    user_id uuid NOT NULL DEFAULT auth.uid(),
    role app.member_role NOT NULL DEFAULT 'member',
    invited_by uuid,
    PRIMARY KEY (organisation_id, user_id),
    FOREIGN KEY (organisation_id, invited_by) REFERENCES app.members (organisation_id, user_id) ON DELETE SET NULL (invited_by)
);
CREATE INDEX ON app.members (user_id) INCLUDE (role);
CREATE UNIQUE INDEX one_owner ON app.members (organisation_id) WHERE role = 'owner';
CREATE FUNCTION app.is_member(org uuid, VARIADIC roles app.member_role[] DEFAULT ARRAY['owner', 'admin', 'member']::app.member_role[])
    RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT EXISTS (SELECT 1 FROM app.members m WHERE m.organisation_id = org AND m.user_id = auth.uid() AND m.role = ANY (roles))
$$;
CREATE TABLE app.projects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES app.organisations (id) ON DELETE CASCADE,
    title varchar(200) NOT NULL,
    body text,
    tags text[] NOT NULL DEFAULT '{}',
    price_cents integer NOT NULL DEFAULT 0 CHECK (price_cents >= 0 AND price_cents <= 100000000),
    currency char(3) NOT NULL DEFAULT 'EUR' CHECK (currency = upper(currency)),
    starts_on date, ends_on date,
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', coalesce(title, '')), 'A') || setweight(to_tsvector('english', coalesce(body, '')), 'B')
    ) STORED,
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on),
    UNIQUE (organisation_id, title)
);
CREATE INDEX ON app.projects USING gin (search);
CREATE INDEX ON app.projects USING gin (tags);
CREATE INDEX ON app.projects (organisation_id, starts_on DESC NULLS LAST) WHERE ends_on IS NULL;
ALTER TABLE app.organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.projects FORCE ROW LEVEL SECURITY;
CREATE POLICY "Members can read their organisation" ON app.organisations FOR SELECT TO app_user
    USING (deleted_at IS NULL AND app.is_member(id));
CREATE POLICY "Owners can change" ON app.organisations FOR UPDATE TO app_user
    USING (app.is_member(id, 'owner')) WITH CHECK (app.is_member(id, 'owner', 'admin'));
CREATE POLICY members_self ON app.members USING (user_id = auth.uid() OR organisation_id IN (
    SELECT m.organisation_id FROM app.members m WHERE m.user_id = (SELECT auth.uid()) AND m.role <> 'member'));
CREATE POLICY projects_all ON app.projects TO app_user
    USING (organisation_id = (current_setting('app.org'::text, true))::uuid AND auth.role() <> 'anon')
    WITH CHECK (organisation_id = current_setting('app.org', true)::uuid);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION app.touch() FROM PUBLIC;
CREATE TRIGGER touch BEFORE UPDATE OF name, settings ON app.organisations FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION app.touch();
CREATE VIEW app.overview WITH (security_invoker = true) AS
SELECT o.id, o.slug, o.name AS title, count(DISTINCT p.id) FILTER (WHERE p.ends_on >= CURRENT_DATE) AS open_projects,
       sum(p.price_cents)::numeric / 100.0 AS total, max(p.starts_on) AS last_start,
       coalesce(o.settings ->> 'locale', 'en') AS locale,
       jsonb_agg(jsonb_build_object('id', p.id, 'title', p.title) ORDER BY p.title) AS projects
FROM app.organisations o
LEFT JOIN app.projects p ON p.organisation_id = o.id AND p.price_cents > 0
WHERE o.deleted_at IS NULL
GROUP BY o.id
HAVING count(*) > 0
ORDER BY o.name, 4 DESC;
CREATE MATERIALIZED VIEW app.totals AS
WITH per_day AS (
    SELECT organisation_id, date_trunc('month', starts_on::timestamp)::date AS month, sum(price_cents) AS cents
    FROM app.projects GROUP BY 1, 2
)
SELECT d.organisation_id, d.month, d.cents, lag(d.cents) OVER (PARTITION BY d.organisation_id ORDER BY d.month) AS before,
       rank() OVER (ORDER BY d.cents DESC) AS place
FROM per_day d
WITH NO DATA;
CREATE UNIQUE INDEX ON app.totals (organisation_id, month);
ALTER MATERIALIZED VIEW app.totals OWNER TO service;
REVOKE ALL ON app.totals FROM app_user;
COMMENT ON TABLE app.organisations IS 'Purpose: a customer''s organisation.';
COMMENT ON COLUMN app.members.role IS E'What the member may do:\n- owner\n- admin';
COMMENT ON POLICY projects_all ON app.projects IS 'Isolation';
