-- +goose Up

-- What routes need of a street: exemptions, leave, floods and barriers. Streets that
-- are loaded already have none of these until their extract is imported again.
ALTER TABLE streets
    ADD COLUMN emergency smallint NOT NULL DEFAULT 0 CHECK (emergency BETWEEN 0 AND 3), -- police who use their exemptions
    ADD COLUMN private boolean NOT NULL DEFAULT false, -- to drive here needs leave
    ADD COLUMN floods boolean NOT NULL DEFAULT false, -- a ford or a tidal road
    ADD COLUMN closed smallint[], -- for each node, whom a barrier there stops: 1 on foot, 2 by cycle, 4 by vehicle, 8 with exemptions; NULL: nobody
    ADD CHECK (cardinality(closed) = cardinality(nodes));
UPDATE streets SET emergency = vehicle;
UPDATE superseded SET was = was || jsonb_build_object('emergency', was -> 'vehicle', 'private', false, 'floods', false, 'closed', null) WHERE kind = 'streets';

-- +goose Down
UPDATE superseded SET was = was - '{emergency,private,floods,closed}'::text[] WHERE kind = 'streets';
ALTER TABLE streets DROP COLUMN emergency, DROP COLUMN private, DROP COLUMN floods, DROP COLUMN closed;
