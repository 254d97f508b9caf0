package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"beatplan/api"
	"beatplan/internal/fault"
	"beatplan/internal/jobs"
	"beatplan/migrations"
	"beatplan/web"
)

type serveCommand struct {
	Listen               string `help:"Address to serve at." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Demoshire            bool   `help:"Load Demoshire, an invented county, before."`
	AllowUnauthenticated bool   `help:"Serve at an address that others can reach, although nobody has to say who they are."`
	working
}

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, g *globals, out *output) error {
	hosts, err := c.hosts()
	if err != nil {
		return err
	}
	if err := c.check(0); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fault.New(fault.Unavailable, "cannot listen at %s: %w; give another --listen HOST:PORT", c.Listen, err)
	}
	defer listener.Close()
	if c.Demoshire {
		if err := (loadCommand{Seed: 1}).Run(ctx, g, out); err != nil {
			return err
		}
	}
	s, err := g.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	log := slog.New(slog.NewTextHandler(out.stderr, nil))
	queue, err := s.queue(c.Workers, log)
	if err != nil {
		return err
	}
	handler, err := s.handler(queue, log, hosts)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	worked := make(chan error, 1)
	go func() {
		defer stop() // a server does not go on without its jobs
		worked <- queue.Run(ctx)
	}()
	fmt.Fprintf(out.stdout, "the map is at http://%s (stop with Ctrl-C)\n", listener.Addr())
	err = serve(ctx, server, listener)
	stop()
	return errors.Join(err, <-worked)
}

// handler returns the API and the map over a session.
func (s *session) handler(queue *jobs.Queue, log *slog.Logger, hosts []string) (http.Handler, error) {
	return api.New(api.Options{
		App: s.App, Imports: uploads{s, queue}, Jobs: queue, Tiles: s.store, Ready: s.ready, Map: web.Dist(), Log: log, Hosts: hosts,
	})
}

// serve answers until ctx ends, and then lets the requests under way finish.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fault.New(fault.Unavailable, "serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// hosts returns the host names that the server answers for: on loopback those
// of loopback, elsewhere any. Elsewhere is refused unless it is allowed.
func (c serveCommand) hosts() ([]string, error) {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fault.New(fault.Invalid, "listen address %q: write it HOST:PORT, such as 127.0.0.1:8080", c.Listen)
	}
	host = strings.ToLower(host)
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		hosts := []string{"localhost", "127.0.0.1", "::1"}
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
		return hosts, nil
	}
	if !c.AllowUnauthenticated {
		return nil, fault.New(fault.Invalid, "%s can be reached by others, and nobody would have to say who they are: listen on 127.0.0.1, or add --allow-unauthenticated", c.Listen)
	}
	return nil, nil
}

// Run migrates a database given by its URL.
func (migrateCommand) Run(ctx context.Context, g *globals, out *output) error {
	if g.DatabaseURL == "" {
		return fault.New(fault.Invalid, "the private database migrates itself: migrate is for one given with --database-url")
	}
	if err := migrations.Up(ctx, g.DatabaseURL); err != nil {
		return err
	}
	return out.report(map[string]string{"schema": "current"}, func(w io.Writer) { fmt.Fprintln(w, "the schema is current") })
}
