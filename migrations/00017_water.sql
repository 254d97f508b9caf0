-- +goose Up
CREATE TABLE water (
    id        text PRIMARY KEY, -- w or r, and the number of the way or relation in OpenStreetMap
    kind      text NOT NULL CHECK (kind IN ('coast', 'inland')),
    name      text NOT NULL,
    area      double precision, -- square metres; NULL: a coast
    geom      geometry(Geometry, 4326) NOT NULL,
    import_id bigint NOT NULL REFERENCES imports,
    CHECK (GeometryType(geom) = CASE kind WHEN 'coast' THEN 'LINESTRING' ELSE 'MULTIPOLYGON' END), -- land on the left of a coast
    CHECK ((area IS NULL) = (kind = 'coast'))
);
CREATE INDEX water_geom ON water USING gist (geom);

-- +goose Down
DROP TABLE water;
