package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/jobs"
	"beatplan/internal/obs"
)

// figures returns what Prometheus may read of a server.
func (s *session) figures(queue *jobs.Queue, ready func(context.Context) error) *obs.Figures {
	f := obs.New()
	f.Read("beatplan_ready", "Whether the database answers and has the schema.", "of", func(ctx context.Context) ([]obs.Reading, error) {
		if ready(ctx) != nil {
			return []obs.Reading{{Label: "database", Value: 0}}, nil
		}
		return []obs.Reading{{Label: "database", Value: 1}}, nil
	})
	f.Read("beatplan_connections", "Connections to the database, by pool and state.", "of", func(context.Context) ([]obs.Reading, error) {
		var all []obs.Reading
		for _, p := range s.store.Pools() {
			all = append(all, obs.Reading{Label: p.Name + " in use", Value: float64(p.Used)}, obs.Reading{Label: p.Name + " at most", Value: float64(p.Most)})
		}
		return all, nil
	})
	f.Read("beatplan_jobs", "Jobs of the list, by kind and state.", "of", func(ctx context.Context) ([]obs.Reading, error) {
		all, err := queue.Jobs(ctx)
		return counted(all, func(j app.Job) string { return j.Kind + " " + string(j.State) }), err
	})
	f.Read("beatplan_imports", "Imports of the ledger, by kind.", "kind", func(ctx context.Context) ([]obs.Reading, error) {
		all, err := s.ledger.Imports(ctx)
		return counted(all, func(i app.Import) string { return i.Kind }), err
	})
	f.Read("beatplan_last_import_seconds", "When the newest import of a kind came, in seconds since 1970.", "kind", func(ctx context.Context) ([]obs.Reading, error) {
		all, err := s.ledger.Imports(ctx)
		newest := map[string]time.Time{}
		for _, i := range all {
			if i.ImportedAt.After(newest[i.Kind]) {
				newest[i.Kind] = i.ImportedAt
			}
		}
		var at []obs.Reading
		for kind, when := range newest {
			at = append(at, obs.Reading{Label: kind, Value: float64(when.Unix())})
		}
		return at, err
	})
	return f
}

// counted counts things by what they are.
func counted[T any](all []T, what func(T) string) []obs.Reading {
	n := map[string]float64{}
	for _, one := range all {
		n[what(one)]++
	}
	var readings []obs.Reading
	for label, value := range n {
		readings = append(readings, obs.Reading{Label: label, Value: value})
	}
	return readings
}

// administer answers at an address of its own until it is stopped; nowhere where that is
// empty.
func administer(address string, f *obs.Figures) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "cannot listen at %s: %w; give another --admin HOST:PORT", address, err)
	}
	server := &http.Server{Handler: f.Handler(), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 32 << 10}
	go server.Serve(listener) //nolint:errcheck // it ends when it is closed
	return func() { _ = server.Close() }, nil
}
