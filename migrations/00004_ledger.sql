-- +goose Up

-- Whatever comes in is in the ledger.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water'));

-- +goose Down
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN ('offences', 'areas', 'sites'));
