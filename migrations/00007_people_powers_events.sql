-- +goose Up

-- What tables say of the people of areas: one row a figure. The codes are the
-- tables' own; the areas need not be loaded.
CREATE TABLE people (
    area_code text NOT NULL,
    measure   text NOT NULL,
    year      int NOT NULL, -- of the census or survey; 0: not said
    value     double precision, -- NULL: missing, or in words
    class     text, -- of a measure in words; NULL: missing, or in numbers
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (measure, area_code, year),
    CHECK (value IS NULL OR class IS NULL)
);

-- Legal powers over areas.
CREATE TABLE powers (
    authority text NOT NULL,
    reference text NOT NULL, -- the authority's own
    kind      text NOT NULL CHECK (kind IN ('dispersal', 's60', 'pspo', 'closure', 'cumulative-impact')),
    text      text NOT NULL,
    from_at   timestamptz NOT NULL,
    to_at     timestamptz, -- NULL: until it is withdrawn
    extended  boolean NOT NULL,
    geom      geometry(MultiPolygon, 4326) NOT NULL,
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (authority, reference),
    CHECK (from_at < to_at)
);
CREATE INDEX powers_geom ON powers USING gist (geom);

-- The calendar. Whole days run from midnight to midnight, Europe/London; where
-- to_at is from_at, the end is not known.
CREATE TABLE events (
    kind      text NOT NULL CHECK (kind IN ('fixture', 'festival', 'payday', 'school-term', 'holiday-eve', 'bank-holiday')),
    key       text NOT NULL, -- the calendar's own, or name, place and beginning
    name      text NOT NULL,
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL,
    venue     text, -- in the calendar's own words
    area_code text, -- NULL: everywhere
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (kind, key),
    CHECK (from_at <= to_at)
);
CREATE INDEX events_from_at ON events (from_at);

-- +goose Down
DROP TABLE events, powers, people;
