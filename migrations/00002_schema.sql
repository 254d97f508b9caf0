-- +goose Up

-- An H3 index holds its resolution in bits 52 to 55 and below them a three-bit
-- digit for each resolution from 1 to 15; digits finer than its own are 7.

-- h3_parent is the ancestor of a cell at a coarser resolution.
CREATE FUNCTION h3_parent(cell bigint, resolution int) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (cell & ~(15::bigint << 52)) | (resolution::bigint << 52) | ((1::bigint << (3 * (15 - resolution))) - 1);

-- h3_first_child and h3_last_child bound the descendants of a cell at a finer
-- resolution, which are one run of integers: all their new digits 0, all 6.
CREATE FUNCTION h3_first_child(cell bigint, resolution int) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ((cell & ~(15::bigint << 52)) | (resolution::bigint << 52))
        & ~(((1::bigint << (3 * (resolution - ((cell >> 52) & 15)::int))) - 1) << (3 * (15 - resolution)));
CREATE FUNCTION h3_last_child(cell bigint, resolution int) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ((cell & ~(15::bigint << 52)) | (resolution::bigint << 52))
        & ~((((1::bigint << (3 * (resolution - ((cell >> 52) & 15)::int))) - 1) / 7) << (3 * (15 - resolution)));

CREATE TABLE imports (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('offences', 'areas', 'sites')),
    filename     text NOT NULL,
    file_hash    text NOT NULL, -- SHA-256 of the file as it came
    principal    text NOT NULL,
    imported_at  timestamptz NOT NULL DEFAULT now(),
    read         bigint NOT NULL,
    new          bigint NOT NULL,
    updated      bigint NOT NULL,
    unchanged    bigint NOT NULL,
    rejected     bigint NOT NULL,
    CHECK (read = new + updated + unchanged + rejected)
);

CREATE TABLE areas (
    kind      text NOT NULL CHECK (kind IN ('force', 'district', 'ward', 'lsoa')),
    code      text NOT NULL,
    name      text NOT NULL,
    invented  boolean NOT NULL,
    geom      geometry(MultiPolygon, 4326) NOT NULL,
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (kind, code)
);
CREATE INDEX areas_geom ON areas USING gist (geom);

CREATE TABLE sites (
    source    text NOT NULL,
    id        text NOT NULL, -- the source's own
    name      text NOT NULL,
    category  text NOT NULL,
    position  geometry(Point, 4326), -- NULL: unknown
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (source, id)
);
CREATE INDEX sites_position ON sites USING gist (position);

-- Offences, and incidents of anti-social behaviour, by month.
CREATE TABLE offences (
    month     date NOT NULL, -- its first day, Europe/London
    key       text NOT NULL, -- reference or hash of the row, and ordinal among the file's rows alike
    content   text NOT NULL, -- hash of the row: tells a changed row from an unchanged one
    reference text,
    type      text NOT NULL,
    flags     text[] NOT NULL,
    place     text, -- kind of place; NULL: unknown
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL,
    precision text NOT NULL CHECK (precision IN ('instant', 'interval', 'month')),
    longitude double precision, -- WGS 84; NULL: unknown
    latitude  double precision,
    cell      bigint, -- H3 at resolution 10; NULL: position unknown
    area_code text, -- the row's own code of its area (LSOA, district); may disagree with the position
    location  text,
    outcome   text,
    import_id bigint NOT NULL REFERENCES imports,
    PRIMARY KEY (month, key),
    CHECK (from_at <= to_at),
    CHECK ((longitude IS NULL) = (cell IS NULL) AND (latitude IS NULL) = (cell IS NULL))
) PARTITION BY RANGE (month);
CREATE INDEX offences_cell ON offences (cell);

-- ensure_month makes the partition of a month.
-- +goose StatementBegin
CREATE FUNCTION ensure_month(month date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF offences FOR VALUES FROM (%L) TO (%L)',
        to_char(month, '"offences_"YYYY_MM'), month, month + interval '1 month');
END $$;
-- +goose StatementEnd

-- Every version of every offence group; the highest version is in force.
CREATE TABLE offence_groups (
    name      text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    rule      jsonb NOT NULL,
    principal text NOT NULL,
    PRIMARY KEY (name, version)
);

-- Hexagons of cells that some lattice has, and of their ancestors down to
-- resolution 5: what tiles are drawn from.
CREATE TABLE hexagons (
    cell       bigint PRIMARY KEY,
    resolution smallint NOT NULL,
    geom       geometry(Polygon, 3857) NOT NULL
);
CREATE INDEX hexagons_geom ON hexagons USING gist (geom);

CREATE TABLE lattices (
    id         text PRIMARY KEY, -- hash of the cells
    resolution smallint NOT NULL,
    cells      bigint[] NOT NULL -- ascending
);

-- Surfaces, models, zone sets and plans: immutable, id = hash of the inputs.
CREATE TABLE results (
    id          text PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('surface', 'model', 'zone_set', 'plan')),
    area_kind   text NOT NULL,
    area_code   text NOT NULL,
    summary     jsonb NOT NULL, -- what lists show
    document    text NOT NULL,  -- the whole, byte for byte as exported
    principal   text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (area_kind, area_code) REFERENCES areas
);
CREATE INDEX results_newest ON results (kind, area_kind, area_code, recorded_at DESC);

-- The values of a surface's cells. A cell of the lattice without a row has none
-- of what is counted.
CREATE TABLE surface_cells (
    surface text NOT NULL REFERENCES results ON DELETE CASCADE,
    cell    bigint NOT NULL,
    count   double precision NOT NULL,
    harm    double precision NOT NULL,
    asb     double precision NOT NULL,
    risk    double precision, -- NULL: not a risk surface
    PRIMARY KEY (surface, cell)
);

-- +goose Down
DROP TABLE surface_cells, results, lattices, hexagons, offence_groups, offences, sites, areas, imports;
DROP FUNCTION ensure_month, h3_last_child, h3_first_child, h3_parent;
