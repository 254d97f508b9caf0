-- +goose Up

-- What each source holds of each month in each district: it follows from the offences,
-- and is made anew, month by month, in the transaction that changes these. Answers count
-- one system of each month and district.
CREATE TABLE coverage (
    month      date NOT NULL,
    source     text NOT NULL,
    district   text NOT NULL, -- at the position; empty: none, or position unknown
    month_only int NOT NULL, -- offences of which only the month is known
    days       int[] NOT NULL, -- 31: the others, by the day of London on which they begin
    counted    boolean NOT NULL, -- false: answers leave them out
    PRIMARY KEY (month, source, district)
);
CREATE INDEX coverage_left_out ON coverage (month, source, district) WHERE NOT counted;
WITH counted AS (
    SELECT month, source, coalesce(district, '') AS district,
        CASE WHEN precision = 'month' THEN 0 ELSE extract(day FROM from_at AT TIME ZONE 'Europe/London')::int END AS day, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn
    GROUP BY 1, 2, 3, 4
)
INSERT INTO coverage
SELECT k.month, k.source, k.district, coalesce(min(n) FILTER (WHERE d.day = 0), 0), array_agg(coalesce(n, 0) ORDER BY d.day) FILTER (WHERE d.day > 0), true
FROM (SELECT DISTINCT month, source, district FROM counted) AS k
CROSS JOIN generate_series(0, 31) AS d (day)
LEFT JOIN counted AS c ON (c.month, c.source, c.district, c.day) = (k.month, k.source, k.district, d.day)
GROUP BY k.month, k.source, k.district;

-- The systems that answers count first where several hold a month of a district.
CREATE TABLE source_order (
    position int PRIMARY KEY,
    system   text NOT NULL UNIQUE
);

-- +goose Down
DROP TABLE source_order, coverage;
