-- +goose Up

-- Files that jobs are to import, in parts, until the job has ended: any worker on
-- any machine can read them, and they come with the job in one transaction.
CREATE TABLE received (
    job  bigint NOT NULL, -- in river.river_job
    part int NOT NULL CHECK (part >= 0),
    body bytea NOT NULL,
    PRIMARY KEY (job, part)
);
ALTER TABLE received ALTER COLUMN body SET STORAGE EXTERNAL; -- large as they are: compressing would take longer than storing

-- +goose Down
DROP TABLE received;
