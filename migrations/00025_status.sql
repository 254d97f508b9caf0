-- +goose Up

-- What people decided on results is in decisions alone. Results that say that they are
-- drafts say so in these words, and for good. In JSON a quotation mark inside a string
-- has a backslash before it, so that nothing else is like this.
UPDATE results
SET summary = summary - 'status',
    document = replace(replace(replace(replace(document,
        '"status":"draft","approved_by":null,', ''), '"status":"draft",', ''), '"status":"proposed",', ''), '"status":"what-if",', '')
WHERE kind IN ('model', 'zone_set', 'plan');

-- +goose Down
-- A program before this reads results without a status as well.
