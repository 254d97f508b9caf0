package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

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

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, g *globals, out *output) error {
	hosts, err := c.hosts()
	if err != nil {
		return usage{err}
	}
	proxies, err := c.proxies()
	if err != nil {
		return usage{err}
	}
	if err := c.check(0); err != nil {
		return usage{err}
	}
	if _, _, err := net.SplitHostPort(c.Admin); c.Admin != "" && err != nil {
		return usage{fault.New(fault.Invalid, "--admin %q: write it HOST:PORT, such as 127.0.0.1:9090", c.Admin)}
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
	log := slog.New(slog.NewJSONHandler(out.stderr, nil))
	queue, err := s.queue(c.Workers, log)
	if err != nil {
		return err
	}
	probe := migrations.NewProbe(s.url)
	defer probe.Close()
	figures := s.figures(queue, probe.Ready)
	stopAdmin, err := administer(c.Admin, figures)
	if err != nil {
		return err
	}
	defer stopAdmin()
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
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
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

// hosts returns the host names that the server answers for: those of loopback, and
// those named. An address that others can reach is refused unless it is allowed and
// the names are given by which they reach it.
func (c serveCommand) hosts() ([]string, error) {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fault.New(fault.Invalid, "listen address %q: write it HOST:PORT, such as 127.0.0.1:8080", c.Listen)
	}
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	host = strings.ToLower(host)
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		hosts = append(hosts, host)
	} else if !c.AllowUnauthenticated {
		return nil, fault.New(fault.Invalid, "%s can be reached by others, and nobody would have to say who they are: listen on 127.0.0.1, or add --allow-unauthenticated", c.Listen)
	} else if len(c.Host) == 0 {
		return nil, fault.New(fault.Invalid, "--allow-unauthenticated: name the host by which browsers reach this server with --host NAME, as in --host %s", cmp.Or(host, "localhost"))
	}
	for _, name := range c.Host {
		name = strings.ToLower(name)
		if name == "" || net.ParseIP(name) == nil && strings.ContainsAny(name, ":/@ *") {
			return nil, fault.New(fault.Invalid, "--host %q: write the name alone, without scheme, port or wildcard, as in beatplan.example", name)
		}
		hosts = append(hosts, name)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts), nil
}

// basemap opens the background map; nil where there is none.
func (c serveCommand) basemap() (*pmtiles.Archive, error) {
	if c.BasemapPmtiles == "" {
		return nil, nil
	}
	return pmtiles.Open(c.BasemapPmtiles)
}

// proxies returns the networks of the proxies named.
func (c serveCommand) proxies() ([]netip.Prefix, error) {
	networks := make([]netip.Prefix, len(c.Proxy))
	for i, name := range c.Proxy {
		network, err := netip.ParsePrefix(name)
		if err != nil {
			address, notAddress := netip.ParseAddr(name)
			if notAddress != nil {
				return nil, fault.New(fault.Invalid, "--proxy %q: write an address or a network, as in 10.1.2.3 or 10.1.0.0/16", name)
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		networks[i] = network
	}
	return networks, nil
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
