-- +goose Up

-- Sites in the order of their list, so that a page of it reads a page.
CREATE INDEX sites_listed ON sites (category, source, id);

-- +goose Down
DROP INDEX sites_listed;
