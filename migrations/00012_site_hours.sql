-- +goose Up

-- What licensing registers and lists with hours say of a site.
ALTER TABLE sites
    ADD COLUMN opening text, -- Mo-Th 10:00-23:00; Fr,Sa 10:00-02:00; Su off. NULL: unknown
    ADD COLUMN terminal text, -- end of the last licensed activity: Mo-Th 23:30; Fr,Sa 02:00. NULL: unknown
    ADD COLUMN capacity int CHECK (capacity > 0), -- people at the most; NULL: unknown
    ADD COLUMN given_x double precision, -- the position in the file's own numbers; NULL: none given
    ADD COLUMN given_y double precision,
    ADD COLUMN given_srid int, -- their EPSG code
    ADD COLUMN quality text[] NOT NULL DEFAULT '{}', -- what is doubtful about the row
    ADD CHECK ((given_x IS NULL) = (given_srid IS NULL) AND (given_y IS NULL) = (given_srid IS NULL));
ALTER TABLE sites ALTER COLUMN quality DROP DEFAULT;
UPDATE superseded
SET was = was || '{"opening": null, "terminal": null, "capacity": null, "given_x": null, "given_y": null, "given_srid": null, "quality": []}'
WHERE kind = 'sites';

-- +goose Down
UPDATE superseded
SET was = was - '{opening,terminal,capacity,given_x,given_y,given_srid,quality}'::text[]
WHERE kind = 'sites';
ALTER TABLE sites
    DROP COLUMN opening, DROP COLUMN terminal, DROP COLUMN capacity, DROP COLUMN given_x, DROP COLUMN given_y, DROP COLUMN given_srid,
    DROP COLUMN quality;
