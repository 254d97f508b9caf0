-- +goose Up

-- What was delivered: a row for each visit to a place, and for each time that was lost.
-- No track of a person is kept, only minutes at places. A visit that is reported again
-- with other values gets another version; the newest counts.
CREATE TABLE visits (
    key         uuid NOT NULL, -- of unit, place and beginning
    version     int NOT NULL CHECK (version > 0),
    plan        text REFERENCES results, -- NULL: of no plan
    unit        text NOT NULL, -- call sign, never a name
    agency      text NOT NULL,
    funding     text NOT NULL CHECK (funding IN ('core', 'funded')),
    place       text NOT NULL, -- a spot's id or a name; empty where time was lost
    from_at     timestamptz NOT NULL,
    minutes     int NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    officers    int NOT NULL CHECK (officers BETWEEN 1 AND 50),
    outputs     jsonb NOT NULL, -- number by name: {"searches": 2}
    lost        text NOT NULL, -- why the time was lost; empty: it was not
    source      text NOT NULL CHECK (source IN ('form', 'file', 'positions')),
    principal   text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, version)
);
CREATE INDEX visits_from_at ON visits (from_at);
CREATE INDEX visits_plan ON visits (plan);

-- +goose Down
DROP TABLE visits;
