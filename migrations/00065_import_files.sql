-- +goose Up

-- Files that are kept with the rows of an import, in parts, and go when these go: its
-- rejected rows, and the file as a server received it.
CREATE TABLE import_files (
    import bigint NOT NULL REFERENCES imports,
    what   text NOT NULL CHECK (what IN ('rejects', 'file')),
    part   int NOT NULL CHECK (part >= 0),
    body   bytea NOT NULL,
    PRIMARY KEY (import, what, part)
);
ALTER TABLE import_files ALTER COLUMN body SET STORAGE EXTERNAL; -- large as they are: compressing would take longer than storing

-- +goose Down
DROP TABLE import_files;
