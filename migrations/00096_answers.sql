-- +goose Up

-- What jobs have answered that is kept nowhere else, for as long as the job is remembered.
CREATE TABLE answers (
    job  bigint PRIMARY KEY, -- in river.river_job
    body text NOT NULL       -- JSON as it is served
);

-- +goose Down
DROP TABLE answers;
