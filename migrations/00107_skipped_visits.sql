-- +goose Up

-- A visit to a place that was skipped has the key of one that was made: of unit, place and
-- beginning, without the reason. So either can become the other, as a version of it. Until
-- now a visit that was made and time lost at the place for one reason and another could
-- stand beside each other, and count each. They still do: the visit that was made keeps its
-- place, or else the reason that was recorded last; the others stay as time lost at no
-- place, with their minutes and their reason, so that no return of past days changes.
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
WITH placed AS (
    SELECT v.*, concat_ws(E'\x1f', 'visit', unit, place, '') AS visit, to_char(from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS beginning
    FROM visits AS v
    WHERE place <> ''
), ranked AS (
    SELECT *, first_value(lost) OVER (PARTITION BY visit, beginning ORDER BY lost <> '', recorded_at DESC, lost) AS keeps
    FROM placed
)
SELECT *, encode(substring(sha256(convert_to(concat_ws(E'\x1f', CASE WHEN lost = keeps THEN visit ELSE concat_ws(E'\x1f', 'visit', unit, '', lost) END, beginning), 'UTF8')) FOR 16), 'hex')::uuid AS same
FROM ranked
WHERE lost <> '';
DELETE FROM visits WHERE key IN (SELECT key FROM moved);
INSERT INTO visits (key, version, plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal, recorded_at)
SELECT same, (SELECT count(*) FROM visits WHERE visits.key = moved.same) + row_number() OVER (PARTITION BY same ORDER BY recorded_at, key, version),
    plan, unit, agency, funding, CASE WHEN lost = keeps THEN place ELSE '' END, from_at, minutes, officers, outputs, lost, source, principal, recorded_at
FROM moved;
DROP TABLE moved;

-- +goose Down
-- Nothing to undo: no figure has changed, and an older program reads the rows as they are.
SELECT 1;
