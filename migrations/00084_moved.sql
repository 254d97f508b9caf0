-- +goose Up

-- References that stand for another offence than before, as where numbers start again each year.
ALTER TABLE imports ADD COLUMN moved jsonb; -- how many of those known are of a month or a place far from what it was; NULL: none

-- +goose Down
ALTER TABLE imports DROP COLUMN moved;
