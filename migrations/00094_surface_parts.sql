-- +goose Up

-- The cells of a surface and the hexagons of its far views by their ancestors three
-- resolutions up, as tiles are drawn from them: a row for 343 of them at most.
CREATE TABLE surface_parts (
    surface text NOT NULL REFERENCES results ON DELETE CASCADE,
    part    bigint NOT NULL, -- the ancestor; its resolution tells that of the cells
    cells   bigint[] NOT NULL, -- ascending; those that have anything
    counts  double precision[] NOT NULL,
    harms   double precision[] NOT NULL,
    asbs    double precision[] NOT NULL,
    risks   double precision[], -- NULL: not a risk surface
    PRIMARY KEY (surface, part)
);
INSERT INTO surface_parts
SELECT surface, h3_parent(cell, (cell >> 52 & 15)::int - 3), array_agg(cell ORDER BY cell), array_agg(count ORDER BY cell),
    array_agg(harm ORDER BY cell), array_agg(asb ORDER BY cell), CASE WHEN count(risk) > 0 THEN array_agg(risk ORDER BY cell) END
FROM (SELECT * FROM surface_cells UNION ALL SELECT * FROM surface_views) AS all_cells
GROUP BY 1, 2;
DROP TABLE surface_cells, surface_views;
DROP FUNCTION view_surface;

-- +goose Down
CREATE TABLE surface_cells (
    surface text NOT NULL REFERENCES results ON DELETE CASCADE,
    cell    bigint NOT NULL,
    count   double precision NOT NULL,
    harm    double precision NOT NULL,
    asb     double precision NOT NULL,
    risk    double precision, -- NULL: not a risk surface
    PRIMARY KEY (surface, cell)
);
CREATE TABLE surface_views (LIKE surface_cells, PRIMARY KEY (surface, cell), FOREIGN KEY (surface) REFERENCES results ON DELETE CASCADE);
INSERT INTO surface_cells
SELECT p.surface, c.*
FROM surface_parts AS p, unnest(p.cells, p.counts, p.harms, p.asbs, p.risks) AS c
WHERE p.part >> 52 = (SELECT max(part >> 52) FROM surface_parts WHERE surface = p.surface);
INSERT INTO surface_views
SELECT p.surface, c.*
FROM surface_parts AS p, unnest(p.cells, p.counts, p.harms, p.asbs, p.risks) AS c
WHERE p.part >> 52 < (SELECT max(part >> 52) FROM surface_parts WHERE surface = p.surface);
DROP TABLE surface_parts;
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
