-- +goose Up

-- A tile reads the cells of its own ground: those of a lattice by their ancestors three
-- resolutions up, and a surface's hexagons of far views as they are shown. Hexagons are
-- drawn when a tile is.
CREATE TABLE lattice_parts (
    lattice text NOT NULL REFERENCES lattices ON DELETE CASCADE,
    part    bigint NOT NULL, -- the ancestor
    cells   bigint[] NOT NULL, -- ascending
    PRIMARY KEY (lattice, part)
);
INSERT INTO lattice_parts
SELECT l.id, h3_parent(cell, l.resolution - 3), array_agg(cell ORDER BY cell)
FROM lattices AS l, unnest(l.cells) AS cell
GROUP BY 1, 2;
ALTER TABLE lattices DROP COLUMN cells;
DROP TABLE hexagons;

CREATE TABLE surface_views (LIKE surface_cells, PRIMARY KEY (surface, cell), FOREIGN KEY (surface) REFERENCES results ON DELETE CASCADE);

-- Fills the views of a surface from its cells: each resolution from the one below it,
-- counts, harm and anti-social behaviour summed, the highest risk.
-- +goose StatementBegin
CREATE FUNCTION view_surface(id text, finest int, coarsest int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO surface_views
    SELECT surface, h3_parent(cell, finest - 1), sum(count), sum(harm), sum(asb), max(risk)
    FROM surface_cells
    WHERE surface = id AND finest > coarsest
    GROUP BY 1, 2;
    FOR resolution IN REVERSE finest - 2 .. coarsest LOOP
        INSERT INTO surface_views
        SELECT surface, h3_parent(cell, resolution), sum(count), sum(harm), sum(asb), max(risk)
        FROM surface_views
        WHERE surface = id AND (cell >> 52) & 15 = resolution + 1
        GROUP BY 1, 2;
    END LOOP;
END $$;
-- +goose StatementEnd
SELECT view_surface(surface, (min(cell) >> 52 & 15)::int, 5) FROM surface_cells GROUP BY surface;

-- Areas as tiles show them: alike in Web Mercator, and simplified to a quarter of a pixel
-- of the closest view of a scale.
CREATE TABLE area_views (
    kind     text NOT NULL,
    code     text NOT NULL,
    name     text NOT NULL,
    invented boolean NOT NULL,
    scale    smallint NOT NULL, -- 0: to zoom 6, 1: to zoom 10, 2: closer
    shape    geometry(Geometry, 3857) NOT NULL,
    label    geometry(Point, 3857) NOT NULL,
    PRIMARY KEY (kind, code, scale),
    FOREIGN KEY (kind, code) REFERENCES areas ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX area_views_shape ON area_views USING gist (shape);
-- +goose StatementBegin
CREATE FUNCTION view_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM area_views WHERE kind = NEW.kind AND code = NEW.code;
    INSERT INTO area_views
    SELECT NEW.kind, NEW.code, NEW.name, NEW.invented, scale, ST_SimplifyPreserveTopology(shape, metres), ST_PointOnSurface(shape)
    FROM (SELECT ST_Transform(NEW.geom, 3857) AS shape) AS whole, (VALUES (0, 300), (1, 20), (2, 1)) AS scales (scale, metres);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER areas_view AFTER INSERT OR UPDATE ON areas FOR EACH ROW EXECUTE FUNCTION view_area();
UPDATE areas SET name = name;

-- +goose Down
DROP TRIGGER areas_view ON areas;
DROP FUNCTION view_area;
DROP TABLE area_views, surface_views;
DROP FUNCTION view_surface;
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
ALTER TABLE lattices ADD COLUMN cells bigint[];
DROP TABLE lattice_parts;
DELETE FROM lattices; -- they come again, hexagons and all, with the next surface on them
ALTER TABLE lattices ALTER COLUMN cells SET NOT NULL;
