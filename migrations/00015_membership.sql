-- +goose Up

-- Where an offence is among the areas and the other offences. It follows from
-- these: it is no part of what tells one version of a row from another.
ALTER TABLE offences
    ADD COLUMN district text, -- code of the district at the position; NULL: in none, or position unknown
    ADD COLUMN outside boolean, -- of every force; NULL: position unknown, or no force loaded
    ADD COLUMN piled boolean NOT NULL DEFAULT false; -- on one point with many others of its source and month
UPDATE superseded SET was = was || '{"district": null, "outside": null, "piled": false}' WHERE kind = 'offences';

-- +goose Down
UPDATE superseded SET was = was - '{district,outside,piled}'::text[] WHERE kind = 'offences';
ALTER TABLE offences DROP COLUMN district, DROP COLUMN outside, DROP COLUMN piled;
