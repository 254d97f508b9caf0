-- +goose Up

-- Offences alike in all that a group can ask for are of one kind, so that they are
-- counted from the index alone. A kind is the first 64 bits of the SHA-256 of what
-- it stands for.
CREATE TABLE kinds (
    kind      bigint PRIMARY KEY,
    type      text NOT NULL,
    flags     text[] NOT NULL,
    place     text,
    precision text NOT NULL,
    withdrawn boolean NOT NULL
);
CREATE FUNCTION offence_kind(type text, flags text[], place text, "precision" text, withdrawn boolean) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('x' || left(encode(sha256(convert_to(
        concat_ws(E'\x1f', type, array_to_string(flags, ','), coalesce(place, ''), "precision", withdrawn::text), 'UTF8')), 'hex'), 16))::bit(64)::bigint;

ALTER TABLE offences ADD COLUMN kind bigint;
UPDATE offences SET kind = offence_kind(type, flags, place, precision, withdrawn);
ALTER TABLE offences ALTER COLUMN kind SET NOT NULL;
INSERT INTO kinds SELECT DISTINCT kind, type, flags, place, precision, withdrawn FROM offences;
UPDATE superseded
SET was = was || jsonb_build_object('kind', offence_kind(was ->> 'type', ARRAY(SELECT jsonb_array_elements_text(was -> 'flags')),
    was ->> 'place', was ->> 'precision', (was ->> 'withdrawn')::boolean))
WHERE kind = 'offences';
DROP INDEX offences_cell;
CREATE INDEX offences_cell ON offences (cell, kind, month);

-- +goose Down
DROP INDEX offences_cell;
CREATE INDEX offences_cell ON offences (cell);
UPDATE superseded SET was = was - 'kind' WHERE kind = 'offences';
ALTER TABLE offences DROP COLUMN kind;
DROP FUNCTION offence_kind;
DROP TABLE kinds;
