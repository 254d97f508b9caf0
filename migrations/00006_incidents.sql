-- +goose Up

-- Calls to the police, apart from offences. An offence names the incident that it
-- belongs to by its reference.
CREATE TABLE incidents (
    key       uuid NOT NULL,
    ordinal   int NOT NULL, -- among the rows of one file that share a key
    source    text NOT NULL,
    reference text,
    withdrawn boolean NOT NULL, -- no incident after all: kept, not counted
    opening   text NOT NULL,
    closing   text, -- NULL: not said
    disposal  text, -- cpt, local-authority, lpt, none, or the file's own word; NULL: not said
    place     text, -- kind of place; NULL: unknown
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL,
    precision text NOT NULL CHECK (precision IN ('instant', 'interval', 'month')),
    longitude double precision, -- WGS 84; NULL: unknown
    latitude  double precision,
    cell      bigint, -- H3 at resolution 10; NULL: position unknown
    area_code text,
    location  text,
    marking   text,
    given_x   double precision, -- the position in the file's own numbers; NULL: none given
    given_y   double precision,
    given_srid int,
    quality   text[] NOT NULL,
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (key, ordinal),
    CHECK (from_at <= to_at),
    CHECK ((longitude IS NULL) = (cell IS NULL) AND (latitude IS NULL) = (cell IS NULL))
);
CREATE INDEX incidents_cell ON incidents (cell);
CREATE INDEX incidents_from_at ON incidents (from_at);
CREATE INDEX incidents_reference ON incidents (reference);

-- What partners count: attendances, call-outs.
CREATE TABLE partner_counts (
    key       uuid NOT NULL,
    ordinal   int NOT NULL, -- among the rows of one file that share a key
    source    text NOT NULL,
    reference text,
    type      text, -- what is counted; NULL: not said
    venue     text, -- in the partner's own words; NULL: not said
    area_code text,
    longitude double precision, -- WGS 84; NULL: unknown
    latitude  double precision,
    cell      bigint, -- H3 at resolution 10; NULL: position unknown
    given_x   double precision,
    given_y   double precision,
    given_srid int,
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL,
    precision text NOT NULL CHECK (precision IN ('instant', 'interval', 'month')),
    count     int CHECK (count >= 0), -- NULL: suppressed, which is not 0
    below     int, -- a suppressed count is less than this; NULL: not said
    quality   text[] NOT NULL,
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (key, ordinal),
    CHECK (from_at <= to_at),
    CHECK ((count IS NULL) = ('suppressed' = ANY (quality)) AND (below IS NULL OR count IS NULL)),
    CHECK ((longitude IS NULL) = (cell IS NULL) AND (latitude IS NULL) = (cell IS NULL))
);
CREATE INDEX partner_counts_from_at ON partner_counts (from_at);

-- +goose Down
DROP TABLE partner_counts, incidents;
