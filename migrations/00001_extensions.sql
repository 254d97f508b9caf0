-- +goose Up
CREATE EXTENSION IF NOT EXISTS postgis;

-- +goose Down
DROP EXTENSION postgis;
