-- +goose Up

-- A file that publishes months again takes the place of what was loaded of them.
ALTER TABLE imports
    ADD COLUMN republished text[], -- source and month, such as 'rms 2025-08'; NULL: none
    ADD COLUMN dropped bigint, -- rows of these that the file no longer has, which are in the history; NULL: none
    ADD COLUMN overlapping jsonb; -- months that another system holds as well; NULL: none

-- +goose Down
ALTER TABLE imports DROP COLUMN republished, DROP COLUMN dropped, DROP COLUMN overlapping;
