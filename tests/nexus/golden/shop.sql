CREATE SCHEMA IF NOT EXISTS crm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SET check_function_bodies = off;
CREATE TYPE crm.role AS ENUM ('guest', 'host');
CREATE DOMAIN age AS integer CHECK (VALUE >= 0);
CREATE FUNCTION one() RETURNS integer LANGUAGE SQL AS 'SELECT 1;';
CREATE SEQUENCE ticket START WITH 100;

CREATE TABLE crm.person (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name varchar(40) NOT NULL,
    role crm.role DEFAULT 'host',
    age age,
    number integer DEFAULT nextval('ticket'),
    initial text GENERATED ALWAYS AS (left(name, 1)) STORED,
    tags text[] DEFAULT '{}',
    CONSTRAINT pk_person PRIMARY KEY (id),
    UNIQUE NULLS NOT DISTINCT (name, role),
    CONSTRAINT named CHECK (name <> '')
);

CREATE TABLE stay (
    id serial NOT NULL,
    person_id bigint NOT NULL,
    during daterange NOT NULL,
    next_id integer,
    PRIMARY KEY (id) INCLUDE (during),
    FOREIGN KEY (person_id) REFERENCES crm.person(id) ON DELETE CASCADE DEFERRABLE,
    FOREIGN KEY (next_id) REFERENCES stay(id),
    CONSTRAINT free EXCLUDE USING gist (person_id WITH =, during WITH &&)
);

CREATE INDEX by_name ON crm.person USING btree (lower(name), role DESC) WHERE age > 17;
CREATE INDEX by_day ON stay USING gist (during) WITH (fillfactor = 90);

CREATE VIEW adult AS
SELECT id FROM crm.person WHERE age > 17;

COMMENT ON TABLE crm.person IS 'People.';
COMMENT ON COLUMN crm.person.name IS 'Who''s who.';
COMMENT ON CONSTRAINT named ON crm.person IS 'Nobody is nameless.';
INSERT INTO crm.person (name) VALUES ('Ada; Lovelace');
ANALYZE crm.person;
