-- +goose Up

-- A zone set that people have edited is a new result. The one that it was made from is
-- its parent, and has no other such child: versions follow one another.
ALTER TABLE results ADD COLUMN parent text REFERENCES results;
CREATE UNIQUE INDEX results_edited_once ON results (parent) WHERE kind = 'zone_set';

-- What is put forward is decided on by somebody else.
ALTER TABLE decisions DROP CONSTRAINT decisions_verdict_check;
ALTER TABLE decisions ADD CONSTRAINT decisions_verdict_check CHECK (verdict IN ('proposed', 'approved', 'withdrawn'));

-- Places that people struck out of an operation's focus areas, or included: every later
-- drawing in which they lie goes by it, until it is lifted.
CREATE TABLE place_decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation  text NOT NULL,
    area_kind  text NOT NULL, -- of the area that it was decided for
    area_code  text NOT NULL,
    verdict    text NOT NULL CHECK (verdict IN ('struck', 'included')),
    name       text NOT NULL CHECK (name <> ''),
    why        text NOT NULL CHECK (why <> ''),
    outline    geometry(MultiPolygon, 4326) NOT NULL,
    result     text REFERENCES results, -- the zone set that it was decided in; NULL: in none
    principal  text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    lifted_by  text, -- NULL: it is in force
    lifted_at  timestamptz,
    lifted_why text,
    lifted_in  text REFERENCES results, -- the zone set that lifted it; NULL: none did
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL) = (lifted_why IS NULL))
);
CREATE INDEX place_decisions_outline ON place_decisions USING gist (outline) WHERE lifted_by IS NULL;

-- +goose Down
DROP TABLE place_decisions;
DELETE FROM decisions WHERE verdict = 'proposed';
ALTER TABLE decisions DROP CONSTRAINT decisions_verdict_check;
ALTER TABLE decisions ADD CONSTRAINT decisions_verdict_check CHECK (verdict IN ('approved', 'withdrawn'));
DROP INDEX results_edited_once;
ALTER TABLE results DROP COLUMN parent;
