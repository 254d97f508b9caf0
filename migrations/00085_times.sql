-- +goose Up

-- Tallies know times too: an entry is a cell, a kind, a time from and to in microseconds
-- since 1970, and a number, in four times 8 and in 4 bytes. A count by the hours of the
-- week is read from here, as one without hours is.
TRUNCATE tallies;
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

-- +goose Down
TRUNCATE tallies;
INSERT INTO tallies
SELECT CASE WHEN cell = 0 THEN 0 ELSE h3_parent(cell, 7) END, month, string_agg(int8send(cell) || int8send(kind) || int4send(n), '' ORDER BY cell, kind)
FROM (
    SELECT month, coalesce(cell, 0) AS cell, kind, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn AND (month, source, coalesce(district, '')) IN (SELECT month, source, district FROM coverage WHERE counted)
    GROUP BY 1, 2, 3
) AS counted
GROUP BY 1, 2;
