-- +goose Up

-- Lines and polygons that a site's position stands for.
ALTER TABLE sites
    ADD COLUMN shape geometry(Geometry, 4326), -- NULL: it is a point, or unknown
    ADD CHECK (GeometryType(shape) IN ('MULTILINESTRING', 'MULTIPOLYGON')),
    ADD CHECK (shape IS NULL OR position IS NOT NULL);
CREATE INDEX sites_extent ON sites USING gist (coalesce(shape, position));
UPDATE superseded SET was = was || '{"shape": null}' WHERE kind = 'sites';

-- +goose Down
DROP INDEX sites_extent;
UPDATE superseded SET was = was - 'shape' WHERE kind = 'sites';
ALTER TABLE sites DROP COLUMN shape;
