-- What the administrator of a database does once: a role that is no superuser, its
-- database, and the extension, which only a superuser may create.
CREATE ROLE beatplan LOGIN PASSWORD 'beatplan';
CREATE DATABASE beatplan OWNER beatplan;
\connect beatplan
CREATE EXTENSION postgis;
