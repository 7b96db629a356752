SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE ROLE boss;
CREATE TYPE public.mood AS ENUM (
    'sad',
    'ok'
);
ALTER TYPE public.mood OWNER TO boss;
CREATE TABLE public.a (
    id bigint NOT NULL,
    name character varying(255) DEFAULT 'x'::character varying NOT NULL,
    mood public.mood DEFAULT 'sad'::public.mood,
    CONSTRAINT a_name_check CHECK (((name)::text <> ''::text))
);
ALTER TABLE public.a OWNER TO boss;
CREATE SEQUENCE public.a_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.a_id_seq OWNER TO boss;
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
ALTER TABLE ONLY public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
CREATE INDEX a_name ON public.a USING btree (lower((name)::text));
CREATE VIEW public.v AS
 SELECT a.id,
    a.name
   FROM public.a
  WHERE (a.id > 10);
ALTER TABLE public.v OWNER TO boss;
REVOKE ALL ON TABLE public.a FROM PUBLIC;
GRANT ALL ON TABLE public.a TO boss;
