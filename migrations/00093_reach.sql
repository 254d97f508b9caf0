-- +goose Up

-- Whether more than one list of a source of sites was loaded when a file held some of one.
ALTER TABLE imports ADD COLUMN lists bigint; -- of the source of sites that stay; NULL: none stay

-- +goose Down
ALTER TABLE imports DROP COLUMN lists;
