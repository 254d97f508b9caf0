package main

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/jobs"
	"beatplan/internal/osrm"
	"beatplan/internal/pglocal"
	"beatplan/internal/principal"
	"beatplan/internal/store"
	"beatplan/migrations"
	"beatplan/planner"
)

// serverRole is the role that uses a private database; its owner only migrates it.
const serverRole = "beatplan_server"

// A session is a command's hold on the database.
type session struct {
	*app.App
	importer  *app.Importer
	ledger    *app.Ledger
	store     *store.Store
	principal string
	url       string
	dataDir   string
	cluster   *pglocal.Cluster // nil: the database is somebody else's
}

// open opens the database that the flags name: one given by its URL, which must
// have the schema, or the private one, which gets it here. Close must follow.
func (g *globals) open(ctx context.Context) (*session, error) {
	s := &session{url: g.DatabaseURL}
	var err error
	if err := g.check(); err != nil {
		return nil, usage{err}
	}
	if s.principal, err = g.principal(); err != nil {
		return nil, err
	}
	if s.dataDir, err = g.dataDir(); err != nil {
		return nil, err
	}
	if g.DatabaseURL == "" {
		if s.cluster, err = pglocal.Open(ctx, s.dataDir); err != nil {
			return nil, err
		}
		s.url = s.cluster.URLOf(serverRole)
		if err = migrations.Up(ctx, s.cluster.URL()); err == nil {
			err = migrations.Allow(ctx, s.cluster.URL(), serverRole)
		}
	} else {
		err = migrations.Check(ctx, s.url)
	}
	if err == nil {
		s.store, err = store.Open(principal.With(ctx, s.principal), s.url)
	}
	if err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		s.close()
		if g.DatabaseURL != "" && fault.Of(err) == fault.Invalid {
			err = usage{err} // the URL cannot be read
		}
		return nil, err
	}
	return s, nil
}

func (s *session) prepare(ctx context.Context) error {
	var err error
	if s.App, err = app.New(s.store, s.principal); err != nil {
		return err
	}
	s.App = s.WithRouter(func(ctx context.Context, url string) (planner.Travel, error) { return osrm.New(ctx, url) })
	s.importer = app.NewImporter(s.store, s.principal)
	s.ledger = app.NewLedger(s.store, s.principal)
	return nil
}

// queue returns the job queue, which works so many jobs at a time when it runs.
func (s *session) queue(workers int, log *slog.Logger) (*jobs.Queue, error) {
	return jobs.New(jobs.Options{
		DB: s.store.Pool(), Store: s.store, App: s.App, Loader: s, Principal: s.principal, Workers: workers, Log: log,
	})
}

// warn logs where the role of a database of one's own may do more than it needs to.
func (s *session) warn(ctx context.Context, log *slog.Logger) error {
	if s.cluster != nil {
		return nil
	}
	owner, err := s.store.Owner(ctx)
	if owner {
		log.WarnContext(ctx, "the database's role may drop its tables: give serve and worker one that only uses them, as docs/operations.md says")
	}
	return err
}

func (s *session) close() {
	if s.store != nil {
		s.store.Close()
	}
	if s.cluster != nil {
		// What has been stored is stored: a server that does not stop is the next
		// command's to use.
		_ = s.cluster.Close()
	}
}

// dataDir returns the directory of the private database and of rejected rows.
func (g *globals) dataDir() (string, error) {
	switch {
	case g.DataDir != "":
		return filepath.Abs(g.DataDir)
	case os.Geteuid() == 0:
		return "/var/lib/beatplan", nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "beatplan"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fault.New(fault.Invalid, "no home directory to keep data in: name one with --data-dir")
	}
	return filepath.Join(home, ".local", "state", "beatplan"), nil
}

// principal returns the name under which changes are recorded.
func (g *globals) principal() (string, error) {
	name := "unknown"
	if g.As != nil { // an empty name that was given is refused
		name = *g.As
	} else if u, err := user.Current(); err == nil {
		name = cmp.Or(u.Username, name)
	}
	name, err := principal.Parse(name)
	if err != nil {
		return "", fault.New(fault.Invalid, "--as: %w", err)
	}
	return name, nil
}
