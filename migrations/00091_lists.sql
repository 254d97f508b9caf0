-- +goose Up

-- A list of sites that replaces the last one is of the same list: what it no longer has of
-- that goes.
ALTER TABLE imports ADD COLUMN list bigint; -- of sites: the import that began the list that the file is of; NULL: this one, or rows of another kind

-- +goose Down
ALTER TABLE imports DROP COLUMN list;
