-- +goose Up
CREATE TABLE streets (
    id        bigint PRIMARY KEY, -- of the way in OpenStreetMap
    name      text NOT NULL,
    class     text NOT NULL, -- OpenStreetMap's word
    nodes     bigint[] NOT NULL, -- streets that share one meet there
    foot      smallint NOT NULL CHECK (foot BETWEEN 0 AND 3), -- 1 along the nodes, 2 against them, 3 both
    cycle     smallint NOT NULL CHECK (cycle BETWEEN 0 AND 3),
    vehicle   smallint NOT NULL CHECK (vehicle BETWEEN 0 AND 3),
    max_speed double precision, -- km/h; NULL: unknown
    bridge    boolean NOT NULL,
    tunnel    boolean NOT NULL,
    lit       boolean NOT NULL, -- false: not, or not said
    line      geometry(LineString, 4326) NOT NULL, -- a point for each node
    import_id bigint NOT NULL REFERENCES imports,
    CHECK (cardinality(nodes) = ST_NPoints(line))
);
CREATE INDEX streets_line ON streets USING gist (line);

-- +goose Down
DROP TABLE streets;
