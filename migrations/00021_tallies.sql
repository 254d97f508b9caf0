-- +goose Up

-- How many offences of each kind each cell has in a month, in blocks of cells: what
-- is counted without hours is read from here, and not offence by offence. An entry
-- is a cell, a kind and a number, in 8, 8 and 4 bytes, the highest first; withdrawn
-- offences have none. They follow from the offences and are made anew, month by
-- month, in the transaction that changes these.
CREATE TABLE tallies (
    block   bigint NOT NULL, -- H3 at resolution 7; 0: position unknown, in entries as well
    month   date NOT NULL,
    entries bytea NOT NULL, -- by cell and kind
    PRIMARY KEY (block, month)
);
ALTER TABLE tallies ALTER COLUMN entries SET STORAGE EXTERNAL; -- compressed, they would take longer to read
INSERT INTO tallies
SELECT CASE WHEN cell = 0 THEN 0 ELSE h3_parent(cell, 7) END, month, string_agg(int8send(cell) || int8send(kind) || int4send(n), '' ORDER BY cell, kind)
FROM (
    SELECT month, coalesce(cell, 0) AS cell, kind, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn
    GROUP BY 1, 2, 3
) AS counted
GROUP BY 1, 2;

DROP INDEX offences_cell;
CREATE INDEX offences_cell ON offences (cell);

-- +goose Down
DROP INDEX offences_cell;
CREATE INDEX offences_cell ON offences (cell, kind, month);
DROP TABLE tallies;
