-- +goose Up

-- Whatever comes in is in the ledger, and stays there when its rows have gone.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN (
        'offences', 'incidents', 'partner_counts', 'areas', 'sites', 'people', 'powers', 'events', 'streets', 'water')),
    ADD COLUMN mapping_hash text, -- SHA-256 of the mapping file; NULL: a layout that the program knows
    ADD COLUMN cut_off date, -- the day up to which the source was complete; NULL: not said
    ADD COLUMN retention text NOT NULL DEFAULT 'unclassified', -- class of the force's retention schedule
    ADD COLUMN review_on date, -- when somebody decides whether the rows stay; NULL: no day set
    ADD COLUMN gone text CHECK (gone IN ('deleted', 'disposed')), -- what became of the rows; NULL: they are here
    ADD COLUMN gone_at timestamptz,
    ADD COLUMN gone_by text,
    ADD COLUMN gone_why text,
    ADD COLUMN gone_rows bigint;

-- An offence is known by its key, and among rows of one file that share a key by
-- the order in which they came.
-- Its import is in the ledger, which loses nothing: holding each row against it
-- would take as long as storing it.
ALTER TABLE offences DROP CONSTRAINT offences_pkey, DROP CONSTRAINT offences_import_id_fkey;
ALTER TABLE offences RENAME COLUMN key TO known_by;
ALTER TABLE offences
    ADD COLUMN source text NOT NULL DEFAULT 'street', -- the system that it comes from
    ADD COLUMN key uuid, -- of its source and reference, or of the row
    ADD COLUMN ordinal int NOT NULL DEFAULT 1,
    ADD COLUMN withdrawn boolean NOT NULL DEFAULT false; -- no offence after all: kept, not counted
UPDATE offences
SET source = CASE WHEN reference LIKE 'DM/%' THEN 'demoshire' ELSE source END,
    ordinal = coalesce(substring(known_by FROM '#([0-9]+)$')::int, 1);
UPDATE offences
SET key = CASE
    WHEN reference IS NULL THEN content::uuid
    ELSE substring(encode(sha256(convert_to(concat_ws(E'\x1f', source,
        CASE source WHEN 'street' THEN to_char(month, 'YYYY-MM') END, reference), 'UTF8')), 'hex') FOR 32)::uuid
END;
ALTER TABLE offences DROP COLUMN known_by, DROP COLUMN content, ADD PRIMARY KEY (key, ordinal, month);

-- Rows as they were before a later import brought another version of them.
CREATE TABLE superseded (
    kind          text NOT NULL, -- the table that the row was in
    key           text NOT NULL, -- the row's, within the kind
    import_id     bigint NOT NULL REFERENCES imports, -- that brought this version
    superseded_by bigint NOT NULL REFERENCES imports, -- that brought the next
    was           jsonb NOT NULL,
    PRIMARY KEY (kind, key, superseded_by)
);
CREATE INDEX superseded_import ON superseded (import_id);
CREATE INDEX superseded_next ON superseded (superseded_by);

-- A new version takes the place of an area that results are about.
ALTER TABLE results ALTER CONSTRAINT results_area_kind_area_code_fkey DEFERRABLE INITIALLY DEFERRED;

-- +goose Down
ALTER TABLE results ALTER CONSTRAINT results_area_kind_area_code_fkey NOT DEFERRABLE;
DROP TABLE superseded;
ALTER TABLE offences DROP CONSTRAINT offences_pkey, DROP COLUMN source, DROP COLUMN key, DROP COLUMN ordinal, DROP COLUMN withdrawn, ADD FOREIGN KEY (import_id) REFERENCES imports;
ALTER TABLE offences ADD COLUMN key text NOT NULL, ADD COLUMN content text NOT NULL, ADD PRIMARY KEY (month, key);
ALTER TABLE imports
    DROP COLUMN mapping_hash, DROP COLUMN cut_off, DROP COLUMN retention, DROP COLUMN review_on,
    DROP COLUMN gone, DROP COLUMN gone_at, DROP COLUMN gone_by, DROP COLUMN gone_why, DROP COLUMN gone_rows,
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN ('offences', 'areas', 'sites'));
