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
ALTER TABLE offences DROP CONSTRAINT offences_pkey, DROP COLUMN key, DROP COLUMN content;
ALTER TABLE offences
    ADD COLUMN key uuid NOT NULL,
    ADD COLUMN ordinal int NOT NULL,
    ADD COLUMN withdrawn boolean NOT NULL, -- no offence after all: kept, not counted
    ADD PRIMARY KEY (key, ordinal, month);

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
ALTER TABLE offences DROP CONSTRAINT offences_pkey, DROP COLUMN key, DROP COLUMN ordinal, DROP COLUMN withdrawn;
ALTER TABLE offences ADD COLUMN key text NOT NULL, ADD COLUMN content text NOT NULL, ADD PRIMARY KEY (month, key);
ALTER TABLE imports
    DROP COLUMN mapping_hash, DROP COLUMN cut_off, DROP COLUMN retention, DROP COLUMN review_on,
    DROP COLUMN gone, DROP COLUMN gone_at, DROP COLUMN gone_by, DROP COLUMN gone_why, DROP COLUMN gone_rows,
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN ('offences', 'areas', 'sites'));
