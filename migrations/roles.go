package migrations

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
)

const mayServe = `
SELECT EXISTS (
    SELECT FROM pg_roles AS r, pg_namespace AS n
    WHERE r.rolname = @role AND n.nspname = @schema AND has_schema_privilege(r.oid, n.oid, 'USAGE')
        AND has_table_privilege(r.oid, 'public.imports', 'INSERT')
        AND NOT has_table_privilege(r.oid, 'public.goose_db_version', 'INSERT, UPDATE, DELETE') AND has_function_privilege(r.oid, 'public.drop_partition()', 'EXECUTE')
)`

const lockRoles = `SELECT pg_advisory_xact_lock(hashtext('beatplan roles'))`

const isRole = `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = @role)`

// The rows of the tables that are there and of those that migrations and imports will make.
// Temporary tables, and functions that do nothing as their owner, are anybody's.
const allowServing = `
GRANT USAGE ON SCHEMA public, river TO server;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, river TO server;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, river TO server;
GRANT EXECUTE ON FUNCTION public.ensure_month(date), public.new_partition(), public.keep_partition(date), public.drop_partition() TO server;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO server;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO server`

// keepVersions leaves the tables that say which schema a database has to their owner: who
// could write them could stop every server.
const keepVersions = `
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN
        SELECT DISTINCT c.oid::regclass AS table_name, a.grantee::regrole AS role_name
        FROM pg_class AS c, aclexplode(c.relacl) AS a
        WHERE c.oid IN ('public.goose_db_version'::regclass, 'river.river_migration'::regclass)
            AND a.privilege_type <> 'SELECT' AND a.grantee NOT IN (0, c.relowner)
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %s', r.table_name, r.role_name);
    END LOOP;
END $$`

// keep leaves the versions of the database at url to its owner, whoever was let write them before.
func keep(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fault.New(fault.Unavailable, "connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockRoles); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, keepVersions); err != nil {
			return fmt.Errorf("keep the versions of the schema: %w", err)
		}
		return nil
	})
}

// Allow lets a role read and write the rows of the database at url, and change nothing
// else of it: what serve and worker need. It makes the role where there is none. The url
// is that of the owner, who may make roles; the database has the schema. It does nothing
// for a role that has all of this.
func Allow(ctx context.Context, url, role string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fault.New(fault.Unavailable, "connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	asked := pgx.StrictNamedArgs{"role": role, "schema": River}
	var may bool
	if err := conn.QueryRow(ctx, mayServe, asked).Scan(&may); err != nil || may {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockRoles); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, mayServe, asked).Scan(&may); err != nil || may {
			return err // another program was first
		}
		var there bool
		if err := tx.QueryRow(ctx, isRole, pgx.StrictNamedArgs{"role": role}).Scan(&there); err != nil {
			return err
		}
		name := pgx.Identifier{role}.Sanitize()
		statements := strings.ReplaceAll(allowServing, "TO server", "TO "+name)
		if !there {
			statements = "CREATE ROLE " + name + " LOGIN;" + statements
		}
		if _, err := tx.Exec(ctx, statements+";"+keepVersions); err != nil {
			return fmt.Errorf("let role %s in: %w", role, err)
		}
		return nil
	})
}
