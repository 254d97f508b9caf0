-- +goose Up

-- What the exports of records systems say beside the street files.
ALTER TABLE offences
    ADD COLUMN incident text, -- reference of the incident; several offences may be one
    ADD COLUMN marking text, -- protective marking, in the file's own words
    ADD COLUMN given_x double precision, -- the position in the file's own numbers; NULL: none given
    ADD COLUMN given_y double precision,
    ADD COLUMN given_srid int, -- their EPSG code
    ADD COLUMN quality text[] NOT NULL DEFAULT '{}', -- what is doubtful about the row
    ADD CHECK ((given_x IS NULL) = (given_srid IS NULL) AND (given_y IS NULL) = (given_srid IS NULL));

-- +goose Down
ALTER TABLE offences
    DROP COLUMN incident, DROP COLUMN marking, DROP COLUMN given_x, DROP COLUMN given_y, DROP COLUMN given_srid, DROP COLUMN quality;
