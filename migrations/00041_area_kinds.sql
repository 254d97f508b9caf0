-- +goose Up

-- Areas of the force's own: commands are unions of districts, beats parts of them, and
-- funded ones places that money is already spent on.
ALTER TABLE areas DROP CONSTRAINT areas_kind_check;
ALTER TABLE areas ADD CONSTRAINT areas_kind_check CHECK (kind IN ('force', 'command', 'district', 'beat', 'funded', 'ward', 'lsoa'));

-- +goose Down
ALTER TABLE areas DROP CONSTRAINT areas_kind_check;
ALTER TABLE areas ADD CONSTRAINT areas_kind_check CHECK (kind IN ('force', 'district', 'ward', 'lsoa'));
