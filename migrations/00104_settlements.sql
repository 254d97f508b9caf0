-- +goose Up

-- Cities, towns, villages, suburbs and hamlets: the names by which people know where they are on a map.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'searches', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water', 'settlements'));
CREATE TABLE settlements (
    id        text PRIMARY KEY, -- n, and the number of the node in OpenStreetMap
    kind      text NOT NULL CHECK (kind IN ('city', 'town', 'village', 'suburb', 'hamlet')),
    name      text NOT NULL CHECK (name <> ''),
    residents int CHECK (residents > 0), -- about; NULL: unknown
    position  geometry(Point, 4326) NOT NULL,
    import_id bigint NOT NULL REFERENCES imports
);
CREATE INDEX settlements_position ON settlements USING gist (position);

-- +goose Down
DROP TABLE settlements;
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'searches', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water'));
