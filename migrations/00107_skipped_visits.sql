-- +goose Up

-- A visit to a place that was skipped has the key of one that was made: of unit, place and
-- beginning, without the reason. So either can become the other, as a version of it. Rows of
-- one visit that stood apart become its versions, in the order in which they were recorded.
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
SELECT v.*, encode(substring(sha256(convert_to(concat_ws(E'\x1f', 'visit', unit, place, '', to_char(from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), 'UTF8')) FOR 16), 'hex')::uuid AS same
FROM visits AS v
WHERE place <> '';
DELETE FROM moved WHERE same NOT IN (SELECT same FROM moved WHERE lost <> '');
DELETE FROM visits WHERE key IN (SELECT key FROM moved);
INSERT INTO visits (key, version, plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal, recorded_at)
SELECT same, row_number() OVER (PARTITION BY same ORDER BY recorded_at, key, version), plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal, recorded_at
FROM moved;
DROP TABLE moved;

-- +goose Down
-- Nothing to undo: the table is as it was, and an older program reads the rows as they are.
SELECT 1;
