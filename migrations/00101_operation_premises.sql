-- +goose Up

-- An operation says whether its focus areas lie where licensed premises do. Until now
-- this followed from its name.
UPDATE versioned SET body = body || jsonb_build_object('premises', name = 'nte')
WHERE kind = 'operation' AND NOT body ? 'premises';

-- +goose Down
UPDATE versioned SET body = body - 'premises' WHERE kind = 'operation';
