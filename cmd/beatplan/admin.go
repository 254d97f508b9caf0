package main

import (
	"context"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"beatplan/api"
	"beatplan/internal/app"
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
	f.Read("beatplan_jobs", "The newest jobs, by kind and state.", "of", func(ctx context.Context) ([]obs.Reading, error) {
		all, err := queue.Jobs(ctx, math.MaxInt64, newestJobs)
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
	f.Read("beatplan_data_until_seconds", "The end of the last day that files of a kind cover, in seconds since 1970: how old the data are.", "kind", func(ctx context.Context) ([]obs.Reading, error) {
		all, err := s.ledger.Imports(ctx)
		return until(all), err
	})
	return f
}

// until returns the end of the last day that the imports of each kind tell of which are
// still here.
func until(all []app.Import) []obs.Reading {
	last := map[string]float64{}
	for _, i := range all {
		if day, err := time.Parse(time.DateOnly, i.CutOff); err == nil && i.Gone == "" {
			last[i.Kind] = max(last[i.Kind], float64(day.AddDate(0, 0, 1).Unix()))
		}
	}
	var readings []obs.Reading
	for kind, end := range last {
		readings = append(readings, obs.Reading{Label: kind, Value: end})
	}
	return readings
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

// An adminListener is where figures are read; nowhere where there is none.
type adminListener struct{ net.Listener }

// listenAdmin takes the address for the figures; none where it is empty.
func listenAdmin(address string) (adminListener, error) {
	if address == "" {
		return adminListener{}, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return adminListener{}, cannotListen("--admin", address, err)
	}
	return adminListener{listener}, nil
}

// Close gives the address up.
func (a adminListener) Close() error {
	if a.Listener == nil {
		return nil
	}
	return a.Listener.Close()
}

// serve answers until it is stopped, by the names of the server.
func (a adminListener) serve(f *obs.Figures, hosts []string) (stop func()) {
	if a.Listener == nil {
		return func() {}
	}
	server := &http.Server{Handler: named(hosts, f.Handler()), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 32 << 10}
	go server.Serve(a.Listener) //nolint:errcheck // it ends when it is closed
	return func() { _ = server.Close() }
}

// named answers requests for an address, or for one of the names that the server has. A page of
// another site, whose own name was made to mean this address, asks for that name.
func named(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := api.Hostname(r.Host)
		if _, err := netip.ParseAddr(host); err != nil && !slices.Contains(hosts, host) {
			http.Error(w, fmt.Sprintf("figures are read by address or by %s, not by %q: serve --host NAME adds a name", strings.Join(hosts, ", "), host), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
