-- +goose Up

-- The order of sources is something that people set: it has versions, a principal and a
-- time, as all of that has.
INSERT INTO versioned (kind, name, version, body, retired, principal)
SELECT 'source order', 'source order', 1, jsonb_build_object('version', 1, 'systems', jsonb_agg(system ORDER BY position)), false, 'unknown'
FROM source_order
HAVING count(*) > 0;
DROP TABLE source_order;

-- +goose Down
CREATE TABLE source_order (
    position int PRIMARY KEY,
    system   text NOT NULL UNIQUE
);
INSERT INTO source_order
SELECT s.position, s.system
FROM (SELECT body FROM versioned WHERE kind = 'source order' ORDER BY version DESC LIMIT 1) AS v,
    jsonb_array_elements_text(v.body -> 'systems') WITH ORDINALITY AS s (system, position);
DELETE FROM versioned WHERE kind = 'source order';
