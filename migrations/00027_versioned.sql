-- +goose Up

-- What people set: offence groups, clocks, actions for the factors of terrain models,
-- operations, strands. Versions never change; the newest is in force, unless it is
-- retired. What everybody has is in the program, until somebody sets another.
CREATE TABLE versioned (
    kind        text NOT NULL, -- offence group, clock, …
    name        text NOT NULL,
    version     int NOT NULL CHECK (version > 0),
    body        jsonb NOT NULL,
    retired     boolean NOT NULL,
    principal   text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, name, version)
);
INSERT INTO versioned (kind, name, version, body, retired, principal)
SELECT 'offence group', name, version, rule, false, principal FROM offence_groups WHERE principal <> 'beatplan'
UNION ALL SELECT 'clock', name, version, jsonb_build_object('name', name, 'version', version, 'rule', rule), false, principal FROM clocks
UNION ALL SELECT 'actions', factor, version, jsonb_build_object('factor', factor, 'version', version, 'actions', actions), false, principal FROM factor_actions;
DROP TABLE offence_groups, clocks, factor_actions;

-- +goose Down
CREATE TABLE offence_groups (
    name      text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    rule      jsonb NOT NULL,
    principal text NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE TABLE clocks (
    name      text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    rule      text NOT NULL,
    principal text NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE TABLE factor_actions (
    factor    text NOT NULL,
    version   int NOT NULL CHECK (version > 0),
    actions   jsonb NOT NULL,
    principal text NOT NULL,
    PRIMARY KEY (factor, version)
);
INSERT INTO offence_groups SELECT name, version, body, principal FROM versioned WHERE kind = 'offence group' AND NOT retired;
INSERT INTO clocks SELECT name, version, body ->> 'rule', principal FROM versioned WHERE kind = 'clock' AND NOT retired;
INSERT INTO factor_actions SELECT name, version, body -> 'actions', principal FROM versioned WHERE kind = 'actions' AND NOT retired;
DROP TABLE versioned;
