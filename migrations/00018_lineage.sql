-- +goose Up

-- Which imports fed a result when it was made, with the rows of each. It stays
-- though the rows may go.
CREATE TABLE lineage (
    result    text NOT NULL REFERENCES results,
    import_id bigint NOT NULL REFERENCES imports,
    kind      text NOT NULL, -- of the rows
    source    text NOT NULL, -- whose list they are from; empty: its rows do not say
    rows      bigint NOT NULL,
    PRIMARY KEY (result, import_id, kind, source)
);

-- What agencies can do about the factors of terrain models. Versions never change.
CREATE TABLE factor_actions (
    factor    text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    actions   jsonb NOT NULL,
    principal text NOT NULL,
    PRIMARY KEY (factor, version)
);

-- +goose Down
DROP TABLE factor_actions, lineage;
