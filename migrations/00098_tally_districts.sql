-- +goose Up

-- Tallies are kept apart by the district of the offences, as `coverage` has it: who may read
-- of some districts is given the tallies of those.
TRUNCATE tallies;
ALTER TABLE tallies ADD COLUMN district text NOT NULL; -- by position; empty: unknown
ALTER TABLE tallies DROP CONSTRAINT tallies_pkey;
ALTER TABLE tallies ADD PRIMARY KEY (block, month, district);
INSERT INTO tallies (block, month, district, entries)
SELECT CASE WHEN cell = 0 THEN 0 ELSE h3_parent(cell, 7) END, month, district,
    string_agg(int8send(cell) || int8send(kind) || int8send(from_us) || int8send(to_us) || int4send(n), '' ORDER BY cell, from_us, to_us, kind)
FROM (
    SELECT month, coalesce(district, '') AS district, coalesce(cell, 0) AS cell, kind,
        (extract(epoch FROM from_at) * 1000000)::bigint AS from_us, (extract(epoch FROM to_at) * 1000000)::bigint AS to_us, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn AND (month, source, coalesce(district, '')) IN (SELECT month, source, district FROM coverage WHERE counted)
    GROUP BY 1, 2, 3, 4, 5, 6
) AS counted
GROUP BY 1, 2, 3;

-- +goose Down
TRUNCATE tallies;
ALTER TABLE tallies DROP COLUMN district; -- and with it the key
ALTER TABLE tallies ADD PRIMARY KEY (block, month);
INSERT INTO tallies
SELECT CASE WHEN cell = 0 THEN 0 ELSE h3_parent(cell, 7) END, month,
    string_agg(int8send(cell) || int8send(kind) || int8send(from_us) || int8send(to_us) || int4send(n), '' ORDER BY cell, from_us, to_us, kind)
FROM (
    SELECT month, coalesce(cell, 0) AS cell, kind,
        (extract(epoch FROM from_at) * 1000000)::bigint AS from_us, (extract(epoch FROM to_at) * 1000000)::bigint AS to_us, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn AND (month, source, coalesce(district, '')) IN (SELECT month, source, district FROM coverage WHERE counted)
    GROUP BY 1, 2, 3, 4, 5
) AS counted
GROUP BY 1, 2;
