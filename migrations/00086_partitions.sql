-- +goose Up

-- The role of a server owns no table and makes none: what imports need of that, these
-- functions do as their owner, and to no table that a caller could put in the way.

-- new_partition makes the table new_offences, which is filled to become a partition.
-- +goose StatementBegin
CREATE FUNCTION new_partition() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    CREATE TABLE new_offences (LIKE offences INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
END $$;
-- +goose StatementEnd

-- keep_partition makes new_offences the partition of a month, under the name that
-- ensure_month would give it.
-- +goose StatementBegin
CREATE FUNCTION keep_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    name text := to_char(month, '"offences_"YYYY_MM');
BEGIN
    EXECUTE format('ALTER TABLE new_offences RENAME TO %I', name);
    EXECUTE format('ALTER TABLE offences ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, month, month + interval '1 month');
END $$;
-- +goose StatementEnd

-- drop_partition drops new_offences.
-- +goose StatementBegin
CREATE FUNCTION drop_partition() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    DROP TABLE new_offences;
END $$;
-- +goose StatementEnd

ALTER FUNCTION ensure_month SECURITY DEFINER;
-- +goose StatementBegin
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOREACH f IN ARRAY ARRAY['ensure_month(date)', 'new_partition()', 'keep_partition(date)', 'drop_partition()']::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
ALTER FUNCTION ensure_month SECURITY INVOKER RESET search_path;
DROP FUNCTION new_partition, keep_partition, drop_partition;
