-- +goose Up

-- What people decided on results, which never change themselves. The last one
-- counts.
CREATE TABLE decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    result     text NOT NULL REFERENCES results,
    verdict    text NOT NULL CHECK (verdict IN ('approved', 'withdrawn')),
    why        text NOT NULL CHECK (why <> ''),
    principal  text NOT NULL,
    verified   boolean NOT NULL, -- whether the principal had to prove who they are
    decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decisions_result ON decisions (result, id);

-- +goose Down
DROP TABLE decisions;
