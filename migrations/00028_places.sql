-- +goose Up

-- What a plan was planned from, as JSON: a new plan can begin with it.
ALTER TABLE results ADD COLUMN problem text; -- NULL: no plan, or one from before

-- The features of zone sets and plans, to be asked for by place. They follow from the
-- documents, and are written with them.
CREATE TABLE places (
    result     text NOT NULL REFERENCES results ON DELETE CASCADE,
    number     int NOT NULL, -- of the feature in the document, from 1
    kind       text NOT NULL, -- zone; route, patrol_stop, engagement_stop, area, area_not_covered
    feature    text, -- its id in the document
    geom       geometry(Geometry, 4326) NOT NULL,
    properties jsonb NOT NULL,
    PRIMARY KEY (result, number)
);
CREATE INDEX places_geom ON places USING gist (geom);
INSERT INTO places (result, number, kind, feature, geom, properties)
SELECT r.id, f.number, coalesce(f.feature -> 'properties' ->> 'kind', 'zone'), f.feature ->> 'id',
    ST_SetSRID(ST_GeomFromGeoJSON(f.feature ->> 'geometry'), 4326), f.feature -> 'properties'
FROM results AS r
CROSS JOIN LATERAL jsonb_array_elements(r.document::jsonb -> 'features') WITH ORDINALITY AS f (feature, number)
WHERE r.kind IN ('zone_set', 'plan') AND jsonb_typeof(f.feature -> 'geometry') = 'object';

-- +goose Down
DROP TABLE places;
ALTER TABLE results DROP COLUMN problem;
