-- +goose Up

-- Areas, powers and waters that the file has with borders that cross themselves.
ALTER TABLE imports ADD COLUMN mended text[]; -- what they are known as; NULL: none

-- +goose Down
ALTER TABLE imports DROP COLUMN mended;
