package migrations_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
	"beatplan/internal/pgtest"
	"beatplan/migrations"
)

// TestUpAtOnce migrates an empty database from two programs at the same time.
func TestUpAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	exec(t, url, "DROP SCHEMA public CASCADE; DROP SCHEMA river CASCADE; CREATE SCHEMA public")
	if err := migrations.Check(t.Context(), url); fault.Of(err) != fault.Conflict {
		t.Fatalf("an empty database: %v", err)
	}
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { errs[i] = migrations.Up(t.Context(), url) })
	}
	both.Wait()
	for _, err := range append(errs, migrations.Check(t.Context(), url), migrations.Up(t.Context(), url)) {
		if err != nil {
			t.Error(err)
		}
	}
	exec(t, url, "SELECT id FROM river.river_job; SELECT id FROM imports")
}

// TestUpWithoutTheExtension migrates as a role that owns its database and may not create
// the extension: the error says what the administrator must do.
func TestUpWithoutTheExtension(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	exec(t, url, "CREATE ROLE plain LOGIN; DROP SCHEMA public CASCADE; DROP SCHEMA river CASCADE; CREATE SCHEMA public AUTHORIZATION plain; DROP EXTENSION IF EXISTS postgis")
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, url, "GRANT ALL ON DATABASE "+pgx.Identifier{config.Database}.Sanitize()+" TO plain")
	defer exec(t, url, "DROP OWNED BY plain; DROP ROLE plain")
	err = migrations.Up(t.Context(), strings.Replace(url, "//"+config.User+"@", "//plain@", 1))
	if fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "have CREATE EXTENSION postgis run") {
		t.Errorf("%v", err)
	}
}

// TestCheck has databases whose own schema, or the job queue's, is not this
// program's.
func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		sql, says string
		heals     bool
	}{
		"no job queue":          {"DROP SCHEMA river CASCADE", "the job queue in the database has schema 0 and this beatplan needs", true},
		"a newer job queue":     {"INSERT INTO river.river_migration (line, version) VALUES ('main', 999)", "use a newer beatplan", false},
		"a newer schema":        {"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)", "use a newer beatplan", false},
		"one before the last":   {"DELETE FROM goose_db_version WHERE version_id = 95; DROP INDEX sites_listed", "the database lacks 1 of the changes", true},
		"a job queue half done": {"DROP SCHEMA river CASCADE; CREATE SCHEMA river", "run beatplan migrate", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			exec(t, url, tt.sql)
			if err := migrations.Check(t.Context(), url); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("check: %v; want a conflict that says %s", err, tt.says)
			}
			if err := migrations.Up(t.Context(), url); (err == nil) != tt.heals {
				t.Errorf("up: %v", err)
			}
			if err := migrations.Check(t.Context(), url); (err == nil) != tt.heals {
				t.Errorf("check again: %v", err)
			}
		})
	}
}

func exec(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
