package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/net/netutil"

	"beatplan/api"
	"beatplan/internal/fault"
	"beatplan/internal/pmtiles"
	"beatplan/migrations"
	"beatplan/web"
)

type serveCommand struct {
	Listen               string   `help:"Address to serve at." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Demoshire            bool     `help:"Load Demoshire, an invented county, before."`
	Host                 []string `help:"A host name that browsers use for this server, besides localhost; repeatable." placeholder:"NAME"`
	Proxy                []string `help:"An address or network (10.0.0.0/8) of a proxy in front, whose X-Forwarded headers are believed; repeatable." placeholder:"ADDRESS"`
	Admin                string   `help:"Address at which Prometheus reads figures, at /metrics; nobody else should reach it (default: nowhere)." placeholder:"HOST:PORT"`
	BasemapPmtiles       string   `help:"A background map of your own, drawn under everything else: a PMTiles file of vector tiles." env:"BASEMAP_PMTILES" placeholder:"FILE"`
	AllowUnauthenticated bool     `help:"Serve at an address that others can reach, although nobody has to say who they are; name the hosts with --host."`
	working
}

// mostConnections is how many connections callers have at once: a browser keeps six. Others
// wait until one is given up, which one that says nothing is after ten seconds.
const mostConnections = 1000

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, g *globals, out *output) error {
	hosts, proxies, err := c.settings(ctx, g)
	if err != nil {
		return usage{err}
	}
	ground, err := c.basemap()
	if err != nil {
		return usage{err}
	}
	if ground != nil {
		defer ground.Close()
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return cannotListen("--listen", c.Listen, err)
	}
	listener = netutil.LimitListener(listener, mostConnections)
	defer listener.Close()
	admin, err := listenAdmin(c.Admin)
	if err != nil {
		return err
	}
	defer admin.Close()
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
	log := slog.New(slog.NewJSONHandler(out.stderr, nil))
	if err := s.warn(ctx, log); err != nil {
		return err
	}
	queue, err := s.queue(c.Workers, log)
	if err != nil {
		return err
	}
	probe := migrations.NewProbe(s.url)
	defer probe.Close()
	figures := s.figures(queue, probe.Ready)
	defer admin.serve(figures, hosts)()
	options := api.Options{
		App: s.App, Imports: uploads{s, queue}, Logs: uploads{s, queue}, Jobs: queue, Tiles: s.store, Names: s.store, Ready: probe.Ready, Map: web.Dist(), Log: log, Count: figures.Request, Hosts: hosts, Proxies: proxies,
	}
	if ground != nil {
		options.Basemap = ground
	}
	handler, err := api.New(options)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 10 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go rests(ctx)
	worked, kept := make(chan error, 1), make(chan error, 1)
	go func() {
		defer stop() // a server does not go on without its jobs
		worked <- queue.Run(ctx)
	}()
	go func() {
		defer stop() // nor without its database
		kept <- s.cluster.Keep(ctx)
	}()
	fmt.Fprintf(out.stdout, "the map is at http://%s (stop with Ctrl-C)\n", listener.Addr())
	err = serve(ctx, server, listener)
	stop()
	return errors.Join(err, <-worked, <-kept)
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

// basemap opens the background map; nil where there is none.
func (c serveCommand) basemap() (*pmtiles.Archive, error) {
	if c.BasemapPmtiles == "" {
		return nil, nil
	}
	if is, err := os.Stat(c.BasemapPmtiles); err == nil && !is.Mode().IsRegular() { // of a pipe, opening waits for a writer
		return nil, fault.New(fault.Invalid, "--basemap-pmtiles %s is no file", c.BasemapPmtiles)
	}
	return pmtiles.Open(c.BasemapPmtiles)
}

// Run migrates a database given by its URL.
func (migrateCommand) Run(ctx context.Context, g *globals, out *output) error {
	if g.DatabaseURL == "" {
		return usage{fault.New(fault.Invalid, "the private database migrates itself: migrate is for one given with --database-url")}
	}
	if err := g.check(); err != nil {
		return usage{err}
	}
	if err := migrations.Up(ctx, g.DatabaseURL); err != nil {
		return err
	}
	return out.report(map[string]string{"schema": "current"}, func(w io.Writer) { fmt.Fprintln(w, "the schema is current") })
}
