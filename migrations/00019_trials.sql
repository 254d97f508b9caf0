-- +goose Up

-- A trial by lot is kept before its first day.
ALTER TABLE results
    DROP CONSTRAINT results_kind_check,
    ADD CONSTRAINT results_kind_check CHECK (kind IN ('surface', 'model', 'zone_set', 'plan', 'trial'));

-- +goose Down
DELETE FROM results WHERE kind = 'trial';
ALTER TABLE results
    DROP CONSTRAINT results_kind_check,
    ADD CONSTRAINT results_kind_check CHECK (kind IN ('surface', 'model', 'zone_set', 'plan'));
