-- +goose Up

-- Clocks that people have set: hours of the week by name. Versions never change.
CREATE TABLE clocks (
    name      text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    rule      text NOT NULL, -- Thu-Sun 19:00-05:00, eves 19:00-05:00
    principal text NOT NULL,
    PRIMARY KEY (name, version)
);

-- +goose Down
DROP TABLE clocks;
