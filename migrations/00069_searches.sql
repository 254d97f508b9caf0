-- +goose Up

-- Stop and searches that the force publishes: outputs by month and place. Nothing about a
-- person is kept, nor the day.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'searches', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water'));
CREATE TABLE searches (
    key       uuid NOT NULL, -- of all that is kept
    ordinal   int NOT NULL, -- among the rows of one file that are alike
    month     date NOT NULL, -- its first day
    longitude double precision, -- WGS 84, of the anonymous point that is published; NULL: unknown
    latitude  double precision,
    object    text, -- what was searched for; NULL: not said
    outcome   text, -- NULL: not said
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (key, ordinal),
    CHECK (month = date_trunc('month', month)),
    CHECK ((longitude IS NULL) = (latitude IS NULL))
);
CREATE INDEX searches_month ON searches (month);

-- +goose Down
DROP TABLE searches;
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water'));
