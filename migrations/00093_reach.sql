-- +goose Up

-- Whether more than one list of a source of sites was loaded when a file held some of one.
ALTER TABLE imports ADD COLUMN lists bigint; -- of the source of sites that stay; NULL: none stay

-- Any role that may connect could have partitions made. Those may that add imports.
REVOKE EXECUTE ON FUNCTION ensure_month(date), new_partition(), keep_partition(date), drop_partition() FROM PUBLIC;
-- +goose StatementBegin
DO $$
DECLARE
    r regrole;
BEGIN
    FOR r IN
        SELECT a.grantee FROM pg_class AS c, aclexplode(c.relacl) AS a
        WHERE c.oid = 'imports'::regclass AND a.privilege_type = 'INSERT' AND a.grantee NOT IN (0, c.relowner)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION ensure_month(date), new_partition(), keep_partition(date), drop_partition() TO %s', r);
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
GRANT EXECUTE ON FUNCTION ensure_month(date), new_partition(), keep_partition(date), drop_partition() TO PUBLIC;
ALTER TABLE imports DROP COLUMN lists;
