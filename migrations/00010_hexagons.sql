-- +goose Up

-- A tile shows one resolution: each has its own index.
ALTER TABLE hexagons RENAME TO hexagons_before;
ALTER INDEX hexagons_pkey RENAME TO hexagons_before_pkey;
ALTER INDEX hexagons_geom RENAME TO hexagons_before_geom;
CREATE TABLE hexagons (
    cell       bigint NOT NULL,
    resolution smallint NOT NULL,
    geom       geometry(Polygon, 3857) NOT NULL,
    PRIMARY KEY (cell, resolution)
) PARTITION BY LIST (resolution);
-- +goose StatementBegin
DO $$
BEGIN
    FOR resolution IN 0..15 LOOP
        EXECUTE format('CREATE TABLE hexagons_%1$s PARTITION OF hexagons FOR VALUES IN (%1$s)', resolution);
    END LOOP;
END $$;
-- +goose StatementEnd
CREATE INDEX hexagons_geom ON hexagons USING gist (geom);
INSERT INTO hexagons TABLE hexagons_before;
DROP TABLE hexagons_before;

-- +goose Down
CREATE TABLE hexagons_before AS TABLE hexagons;
DROP TABLE hexagons;
ALTER TABLE hexagons_before RENAME TO hexagons;
ALTER TABLE hexagons ADD PRIMARY KEY (cell), ALTER COLUMN resolution SET NOT NULL, ALTER COLUMN geom SET NOT NULL;
CREATE INDEX hexagons_geom ON hexagons USING gist (geom);
