-- +goose Up

-- Addresses name focus areas after streets and towns.
ALTER TABLE sites ADD COLUMN address text; -- NULL: unknown
UPDATE superseded SET was = was || '{"address": null}' WHERE kind = 'sites';

-- +goose Down
UPDATE superseded SET was = was - 'address' WHERE kind = 'sites';
ALTER TABLE sites DROP COLUMN address;
