-- +goose Up

-- Rows of a file that are known by what an earlier row of it is known by: each counts.
ALTER TABLE imports ADD COLUMN repeated bigint; -- NULL: none

-- +goose Down
ALTER TABLE imports DROP COLUMN repeated;
