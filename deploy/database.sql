-- What the administrator of a database does once: a role that owns the database and migrates
-- it, a role that only uses it, for serve and worker, and the extension, which only a
-- superuser may create.
CREATE ROLE beatplan_owner LOGIN PASSWORD 'beatplan_owner';
CREATE ROLE beatplan LOGIN PASSWORD 'beatplan';
CREATE DATABASE beatplan OWNER beatplan_owner;
\connect beatplan
CREATE EXTENSION postgis;
ALTER DEFAULT PRIVILEGES FOR ROLE beatplan_owner GRANT USAGE ON SCHEMAS TO beatplan;
ALTER DEFAULT PRIVILEGES FOR ROLE beatplan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO beatplan;
ALTER DEFAULT PRIVILEGES FOR ROLE beatplan_owner GRANT USAGE ON SEQUENCES TO beatplan;
