-- +goose Up

-- A file that holds less of a list of sites than would make it the next edition.
ALTER TABLE imports ADD COLUMN staying bigint; -- sites of such lists that it does not have, and that stay; NULL: none

-- +goose Down
ALTER TABLE imports DROP COLUMN staying;
