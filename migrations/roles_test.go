package migrations_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"beatplan/internal/pgtest"
	"beatplan/migrations"
)

// TestServerRole: a server's role may not change the database, nor read its secrets, and
// imports can have partitions made all the same, of no table that it puts in the way.
func TestServerRole(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		"CREATE TABLE mine (id int)", "CREATE TABLE river.mine (id int)", "CREATE SCHEMA mine", "CREATE ROLE mine", "CREATE EXTENSION hstore",
		"DROP TABLE imports", "DROP TABLE river.river_job", "ALTER TABLE imports ADD COLUMN mine int", "TRUNCATE imports", "DROP FUNCTION drop_partition",
		"CREATE OR REPLACE FUNCTION drop_partition() RETURNS void LANGUAGE sql AS ''", "CREATE TRIGGER mine BEFORE INSERT ON imports FOR EACH ROW EXECUTE FUNCTION view_area()",
		"SELECT * FROM pg_authid", "SELECT pg_read_file('/etc/passwd')", "COPY imports TO PROGRAM 'true'", "SET ROLE beatplan", "SET SESSION AUTHORIZATION beatplan",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)", "DELETE FROM goose_db_version", "DELETE FROM river.river_migration",
	} {
		_, err := conn.Exec(t.Context(), sql)
		const denied = "42501"
		refused, is := errors.AsType[*pgconn.PgError](err)
		if !is || refused.Code != denied {
			t.Errorf("%s: %v, want permission denied", sql, err)
		}
	}
	for _, sql := range []string{
		"CREATE TEMPORARY TABLE offences (month date)",
		"SELECT ensure_month('2025-01-01')", "SELECT new_partition()", "INSERT INTO public.new_offences SELECT * FROM public.offences", "SELECT keep_partition('2025-02-01')",
		"SELECT new_partition(), drop_partition()", "SELECT count(*) FROM river.river_job", "DELETE FROM imports",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	var partitions int
	err = conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.offences'::regclass").Scan(&partitions)
	if err != nil || partitions != 2 {
		t.Errorf("%d partitions, error %v; want 2", partitions, err)
	}
}

// TestAllow lets a role in, once and again without a word, of which a version before did not
// let all that is needed; and before, it may not have partitions made.
func TestAllow(t *testing.T) {
	t.Parallel()
	url, role := pgtest.URL(t), fmt.Sprintf(`the "clerk" %d`, os.Getpid())
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	name := pgx.Identifier{role}.Sanitize()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "DROP OWNED BY "+name+"; DROP ROLE "+name); err != nil {
			t.Error(err)
		}
	})
	if _, err := conn.Exec(t.Context(), "CREATE ROLE "+name+" LOGIN; GRANT USAGE ON SCHEMA river TO "+name); err != nil {
		t.Fatal(err)
	}
	const mayMake = "SELECT bool_or(has_function_privilege($1, f, 'EXECUTE')) FROM unnest(ARRAY['ensure_month(date)', 'new_partition()', 'keep_partition(date)', 'drop_partition()']) AS f"
	var may bool
	if err := conn.QueryRow(t.Context(), mayMake, role).Scan(&may); err != nil || may {
		t.Errorf("a stranger may have partitions made: %t, error %v", may, err)
	}
	for range 2 {
		if err := migrations.Allow(t.Context(), url, role); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.QueryRow(t.Context(), strings.Replace(mayMake, "bool_or", "bool_and", 1), role).Scan(&may); err != nil || !may {
		t.Errorf("may have partitions made: %t, error %v", may, err)
	}
	err = conn.QueryRow(t.Context(), "SELECT has_table_privilege($1, 'imports', 'INSERT') AND NOT has_table_privilege($1, 'imports', 'TRUNCATE')", role).Scan(&may)
	if err != nil || !may {
		t.Errorf("may read and write rows alone: %t, error %v", may, err)
	}
	const mayFeign = "SELECT has_table_privilege($1, 'goose_db_version', 'INSERT, UPDATE, DELETE') OR has_table_privilege($1, 'river.river_migration', 'INSERT, UPDATE, DELETE')"
	if _, err := conn.Exec(t.Context(), "GRANT ALL ON goose_db_version, river.river_migration TO "+name); err != nil { // as versions before did
		t.Fatal(err)
	}
	if err := migrations.Up(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), mayFeign, role).Scan(&may); err != nil || may {
		t.Errorf("of a schema that is up to date it may feign another version: %t, error %v", may, err)
	}
}

// TestDeployed does to a server what deploy/database.sql has its administrator do: the owner
// can migrate the database, and the other role use it and nothing more.
func TestDeployed(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../deploy/database.sql")
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("deployed_%d", os.Getpid())
	before, after, found := strings.Cut(strings.ReplaceAll(string(script), "beatplan", name), `\connect `+name)
	if !found {
		t.Fatal("deploy/database.sql connects to no database of its own")
	}
	server, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	of := func(role, database string) string {
		u := *server
		u.User, u.Path = url.User(role), "/"+database
		return u.String()
	}
	run := func(url string, statements ...string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		for _, sql := range statements {
			if _, err := conn.Exec(t.Context(), sql); err != nil {
				t.Errorf("%s: %v", sql, err)
			}
		}
	}
	run(of("beatplan", "postgres"), strings.SplitAfter(before, ";")...)
	defer run(of("beatplan", "postgres"), "DROP DATABASE "+name+" WITH (FORCE)", "DROP ROLE "+name, "DROP ROLE "+name+"_owner")
	run(of("beatplan", name), after)
	if err := migrations.Up(t.Context(), of(name+"_owner", name)); err != nil {
		t.Fatal(err)
	}
	run(of(name, name), "SELECT ensure_month('2025-01-01')", "SELECT new_partition(), keep_partition('2025-02-01')", "DELETE FROM offences", "DELETE FROM river.river_job")
	conn, err := pgx.Connect(t.Context(), of(name, name))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{"DROP TABLE imports", "UPDATE goose_db_version SET is_applied = false", "DELETE FROM river.river_migration"} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("the role that only uses the database may %s", sql)
		}
	}
	if err := migrations.Check(t.Context(), of(name, name)); err != nil {
		t.Errorf("the role that only uses the database cannot read its version: %v", err)
	}
}
