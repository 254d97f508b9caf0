// Package pgtest gives a test a private PostGIS database with the project's
// schema in it.
//
// All test programs of a user share one throwaway server, which starts with the
// first test that asks and ends by itself soon after the last program. In it is
// one template database for each state of the migrations; a test's database is a
// copy of it, made in a fraction of a second and dropped when the test ends. What
// killed runs have left is dropped by the next.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/internal/pglocal"
	"beatplan/migrations"
)

// Pool returns connections to a new database of the test's own. They are closed
// and the database is dropped when the test ends. Tests may run in parallel.
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), URL(t))
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URL returns the URL of such a database for its owner, for what connects by itself.
func URL(t testing.TB) string { return urlOf(t, owner) }

// ServerURL returns the same for a role that only uses the database, as a server's does.
func ServerURL(t testing.TB) string { return urlOf(t, user) }

// The roles of the databases.
const (
	owner = "beatplan"
	user  = "beatplan_server"
)

func urlOf(t testing.TB, role string) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return s.urlOfClone(t, s.template, role)
}

// Copies returns a function like [ServerURL] for databases that hold what fill puts in.
// Fill runs once in a test program, for the first test that asks, and leaves no connection
// open; the others get copies, which takes as long as an empty one.
func Copies(fill func(ctx context.Context, url string) error) func(testing.TB) string {
	filled := sync.OnceValues(func() (string, error) {
		s, err := shared()
		if err != nil {
			return "", err
		}
		name, err := s.clone(context.Background(), s.template)
		if err != nil {
			return "", err
		}
		return name, fill(context.Background(), s.url(name, user))
	})
	return func(t testing.TB) string {
		t.Helper()
		name, err := filled()
		if err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		s, err := shared()
		if err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		return s.urlOfClone(t, name, user)
	}
}

// urlOfClone returns the URL of a copy of a database, which goes when the test ends.
func (s *server) urlOfClone(t testing.TB, of, role string) string {
	t.Helper()
	name, err := s.clone(context.Background(), of)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(context.Background(), name); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return s.url(name, role)
}

// shared is the server, joined once in a test program: nothing calls Close, for
// nothing knows which test is the last.
var shared = sync.OnceValues(func() (*server, error) { return join(context.Background()) })

// A server is this program's share in the server that all tests use.
type server struct {
	cluster  *pglocal.Cluster
	template string

	clones atomic.Int64

	mu    sync.Mutex
	admin *pgx.Conn // makes and drops databases, one at a time; holds the lock on the template
}

// version is the variable that names the PostgreSQL which the tests run on, by its major
// version: the newest on the machine where it is empty.
const version = "BEATPLAN_TEST_POSTGRES"

// Names of databases. A clone's goes on with the process id and a number.
const (
	templatePrefix = "template_"
	clonePrefix    = "test_"
)

func join(ctx context.Context) (*server, error) {
	name, options := fmt.Sprintf("beatplan-test-%d", os.Geteuid()), []pglocal.Option{pglocal.Throwaway()}
	if asked := os.Getenv(version); asked != "" {
		major, err := strconv.Atoi(asked)
		if err != nil {
			return nil, fmt.Errorf("%s=%s: give a major version of PostgreSQL, such as 16", version, asked)
		}
		name, options = name+"-"+asked, append(options, pglocal.Version(major))
	}
	cluster, err := pglocal.Open(ctx, filepath.Join(os.TempDir(), name), options...)
	if err != nil {
		return nil, err
	}
	s := &server{cluster: cluster, template: templatePrefix + migrations.Hash()[:16]}
	if s.admin, err = pgx.Connect(ctx, cluster.URL()); err != nil {
		return nil, err
	}
	if err := s.provide(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// provide sees to the template, and to a lock on it that keeps others from
// dropping it. It drops what nobody uses any more.
func (s *server) provide(ctx context.Context) error {
	if err := s.exec(ctx, "SELECT pg_advisory_lock(0), pg_advisory_lock_shared(hashtext($1))", s.template); err != nil {
		return err
	}
	rows, _ := s.admin.Query(ctx, "SELECT datname FROM pg_database") // CollectRows reports Query's error
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := s.dropLeftover(ctx, name); err != nil {
			return err
		}
	}
	if !slices.Contains(names, s.template) {
		if err := s.makeTemplate(ctx); err != nil {
			return err
		}
	}
	return s.exec(ctx, "SELECT pg_advisory_unlock(0)")
}

// makeTemplate migrates a database under another name first, so that a failure
// leaves no template that is half of one.
func (s *server) makeTemplate(ctx context.Context) error {
	fresh := "fresh_" + s.template
	if err := s.drop(ctx, fresh); err != nil {
		return err
	}
	if err := s.exec(ctx, "CREATE DATABASE "+fresh); err != nil {
		return err
	}
	if err := migrations.Up(ctx, s.url(fresh, owner)); err != nil {
		return err
	}
	if err := migrations.Allow(ctx, s.url(fresh, owner), user); err != nil {
		return err
	}
	return s.exec(ctx, "ALTER DATABASE "+fresh+" RENAME TO "+s.template)
}

// dropLeftover drops the named database if it is a clone of a program that has
// ended or another template that no program holds.
func (s *server) dropLeftover(ctx context.Context, name string) error {
	if id, ok := strings.CutPrefix(name, clonePrefix); ok {
		id, _, _ = strings.Cut(id, "_")
		pid, err := strconv.Atoi(id)
		if err != nil || !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return nil
		}
		return s.drop(ctx, name)
	}
	if !strings.HasPrefix(name, templatePrefix) || name == s.template {
		return nil
	}
	var free bool
	if err := s.admin.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtext($1))", name).Scan(&free); err != nil || !free {
		return err
	}
	if err := s.drop(ctx, name); err != nil {
		return err
	}
	return s.exec(ctx, "SELECT pg_advisory_unlock(hashtext($1))", name)
}

// clone makes a copy of a database to which nobody is connected, and returns its name.
func (s *server) clone(ctx context.Context, of string) (string, error) {
	name := fmt.Sprintf("%s%d_%d", clonePrefix, os.Getpid(), s.clones.Add(1))
	return name, s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+of)
}

// drop drops a database, whoever is connected to it.
func (s *server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

func (s *server) exec(ctx context.Context, sql string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.admin.Exec(ctx, sql, args...)
	return err
}

// url returns the URL of a database of the server, for a role.
func (s *server) url(name, role string) string {
	u, err := url.Parse(s.cluster.URLOf(role))
	if err != nil {
		panic("pgtest: " + err.Error())
	}
	u.Path = "/" + name
	return u.String()
}
