\restrict abc
-- PostgreSQL database dump
SET statement_timeout = 0;
SET transaction_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
\connect shop
CREATE SCHEMA crm;
ALTER SCHEMA crm OWNER TO boss;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'x';
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TYPE public.mood AS ENUM ('ok', 'it''s; bad');
CREATE TYPE crm."Kind" AS ENUM ('a');
CREATE DOMAIN public.year AS integer CONSTRAINT year_check CHECK ((VALUE >= 1901) AND (VALUE <= 2155));
CREATE TYPE public.address AS (street text, number integer);
CREATE TYPE public.floatrange AS RANGE (subtype = float8);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed := now(); -- ; here
  RETURN NEW;
END;
$$;
CREATE SCHEMA "Code";
CREATE AGGREGATE "Code".how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE FUNCTION "Code".two() RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION public.one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
CREATE TABLE public."User" (
  id bigint NOT NULL,
  email public.citext,
  moods public.mood[] DEFAULT '{}'::public.mood[] NOT NULL,
  kind crm."Kind",
  born public.year,
  home public.address,
  changed timestamp with time zone DEFAULT now(),
  grid integer[][],
  price numeric(10,2) DEFAULT 1.5,
  gross numeric GENERATED ALWAYS AS (price * 1.2) STORED,
  name character varying(80) COLLATE "C",
  during tstzrange
);
ALTER TABLE public."User" OWNER TO boss;
COMMENT ON TABLE public."User" IS 'Somebody.';
ALTER TABLE public."User" ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public."User_id_seq"
    START WITH 10 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1
);
CREATE TABLE crm.visit (id integer NOT NULL, user_id bigint, at date NOT NULL, CONSTRAINT positive CHECK (id > 0) NOT VALID) PARTITION BY RANGE (at);
CREATE TABLE crm.visit_2024 PARTITION OF crm.visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE SEQUENCE public.loose START 5;
CREATE SEQUENCE public.child_id_seq AS integer;
CREATE TABLE public.base (a int);
CREATE TABLE public.child (id integer DEFAULT nextval('public.child_id_seq'::regclass) NOT NULL) INHERITS (public.base);
ALTER SEQUENCE public.child_id_seq OWNED BY public.child.id;
CREATE SEQUENCE crm."Old_id_seq";
CREATE TABLE crm."Old" (id integer DEFAULT nextval('crm."Old_id_seq"'::regclass) NOT NULL);
ALTER SEQUENCE crm."Old_id_seq" OWNED BY crm."Old".id;
COPY public."User" (id, email) FROM stdin;
1	a;b'c
\.
ALTER TABLE ONLY public."User" ADD CONSTRAINT "User_pkey" PRIMARY KEY (id);
ALTER TABLE ONLY crm.visit ADD CONSTRAINT visit_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY crm.visit_2024 ADD CONSTRAINT visit_2024_pkey PRIMARY KEY (id, at);
ALTER INDEX crm.visit_pkey ATTACH PARTITION crm.visit_2024_pkey;
ALTER TABLE crm.visit ADD CONSTRAINT visit_user FOREIGN KEY (user_id) REFERENCES public."User"(id) ON DELETE CASCADE;
CREATE EXTENSION btree_gist WITH SCHEMA public;
ALTER TABLE public."User" ADD CONSTRAINT apart EXCLUDE USING gist (name WITH =, during WITH &&) WHERE (price > 0);
CREATE UNIQUE INDEX mail ON public."User" USING btree (lower((email)::text) DESC NULLS LAST) INCLUDE (name) WHERE (price > (0)::numeric);
COMMENT ON INDEX public.mail IS 'once';
CREATE INDEX ON crm.visit (user_id);
CREATE VIEW public.adults AS SELECT id, email FROM public."User" WHERE born < 2000;
CREATE MATERIALIZED VIEW public.sums AS SELECT count(*) AS n FROM public."User";
CREATE UNIQUE INDEX sums_n ON public.sums (n);
CREATE TRIGGER touched BEFORE UPDATE ON public."User" FOR EACH ROW EXECUTE FUNCTION public.touch();
GRANT SELECT ON TABLE public."User" TO somebody;
INSERT INTO public.base VALUES (1);
\unrestrict abc
