package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"beatplan/internal/fault"
	"beatplan/internal/store"
)

// settings returns the host names that the server answers for and the networks of the
// proxies named. The error says which setting is wrong or contradicts another: nothing
// has been started or made then.
func (c serveCommand) settings(ctx context.Context, g *globals) (hosts []string, proxies []netip.Prefix, err error) {
	if hosts, err = c.hosts(); err != nil {
		return nil, nil, err
	}
	if proxies, err = c.proxies(); err != nil {
		return nil, nil, err
	}
	if err := c.check(0); err != nil {
		return nil, nil, err
	}
	if err := checkPort(ctx, "--listen", c.Listen); err != nil {
		return nil, nil, err
	}
	if c.Admin != "" {
		if err := checkPort(ctx, "--admin", c.Admin); err != nil {
			return nil, nil, err
		}
		if meet(c.Admin, c.Listen) {
			return nil, nil, fault.New(fault.Invalid, "--admin %s is --listen %s, too: figures are read at a port of their own", c.Admin, c.Listen)
		}
	}
	return hosts, proxies, g.check()
}

// emptied refuses what is given as nothing, by a flag or by a variable: a server without its
// proxy, or an import into the private database, may not be meant. Other commands than these
// may empty a text that way.
func emptied(command *kong.Context) error {
	strict := false
	for _, path := range command.Path {
		if path.Command != nil && slices.Contains([]string{"serve", "worker", "migrate", "import"}, path.Command.Name) {
			strict = true
		}
	}
	given := map[*kong.Flag]bool{}
	for _, path := range command.Path {
		if path.Flag == nil {
			continue
		}
		v := path.Flag.Target
		switch v.Kind() {
		case reflect.String, reflect.Slice:
			if v.Len() == 0 && (strict || len(path.Flag.Envs) > 0) {
				return fault.New(fault.Invalid, "--%s is empty: give %s, or leave it out", path.Flag.Name, path.Flag.FormatPlaceHolder())
			}
		}
		if given[path.Flag] && strict && !path.Flag.IsCumulative() && slices.Contains(command.Selected().Flags, path.Flag) {
			return fault.New(fault.Invalid, "--%s is given twice: give it once", path.Flag.Name)
		}
		given[path.Flag] = true
	}
	for _, flag := range command.Flags() {
		for _, variable := range flag.Envs {
			if said, set := os.LookupEnv(variable); set && said == "" && !given[flag] {
				return fault.New(fault.Invalid, "%s is empty: give %s, or unset it", variable, flag.FormatPlaceHolder())
			}
		}
	}
	return nil
}

// meet reports whether two addresses are one, or one is of all that a machine has. Names are
// taken for the same.
func meet(a, b string) bool {
	hostA, portA, _ := net.SplitHostPort(a)
	hostB, portB, _ := net.SplitHostPort(b)
	ipA, ipB := net.ParseIP(hostA), net.ParseIP(hostB)
	apart := ipA != nil && ipB != nil && !ipA.Equal(ipB) && !ipA.IsUnspecified() && !ipB.IsUnspecified()
	return portA == portB && portA != "0" && !apart
}

// checkPort refuses an address of no port that there is.
func checkPort(ctx context.Context, flag, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fault.New(fault.Invalid, "%s %q: write it HOST:PORT, such as 127.0.0.1:9090", flag, address)
	}
	if _, err := net.DefaultResolver.LookupPort(ctx, "tcp", port); err != nil || port == "" {
		return fault.New(fault.Invalid, "%s %q: a port is a number from 0, any that is free, to 65535", flag, address)
	}
	return nil
}

// check refuses globals that name no database and nobody, before anything is opened.
func (g *globals) check() error {
	if _, err := g.principal(); err != nil {
		return err
	}
	if g.DatabaseURL != "" {
		return store.CheckURL(g.DatabaseURL)
	}
	dir, err := g.dataDir()
	if err != nil {
		return err
	}
	for at := dir; ; at = filepath.Dir(at) {
		is, err := os.Stat(at)
		if errors.Is(err, fs.ErrNotExist) {
			if _, link := os.Lstat(at); link == nil {
				return fault.New(fault.Invalid, "--data-dir %s: %s is a link to nothing", dir, at)
			}
		}
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			return fault.New(fault.Invalid, "--data-dir: %w", err)
		case err == nil && !is.IsDir():
			return fault.New(fault.Invalid, "--data-dir %s: %s is no directory", dir, at)
		case err == nil && at != dir: // whether one can be made shows when one is
			made, err := os.MkdirTemp(at, "beatplan")
			if err != nil {
				return fault.New(fault.Invalid, "--data-dir %s: nothing can be made in %s: choose another", dir, at)
			}
			return os.Remove(made)
		case err == nil || at == filepath.Dir(at):
			return nil
		}
	}
}

// hostName is words of letters, digits and hyphens; addressLike is one whose last word is a
// number, which browsers take for an address.
var (
	hostName    = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$`)
	addressLike = regexp.MustCompile(`(^|\.)[0-9]+$`)
)

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
	}
	if c.AllowUnauthenticated && len(c.Host) == 0 {
		return nil, fault.New(fault.Invalid, "--allow-unauthenticated: name the host by which browsers reach this server with --host NAME, as in --host %s", cmp.Or(host, "localhost"))
	}
	for _, name := range c.Host {
		name = strings.ToLower(name)
		if ip := net.ParseIP(name); ip.IsUnspecified() {
			return nil, fault.New(fault.Invalid, "--host %s is every address of this machine: write the one that browsers use, or a name", name)
		} else if ip == nil && (!hostName.MatchString(name) || addressLike.MatchString(name)) {
			return nil, fault.New(fault.Invalid, "--host %q: write the name alone, without scheme, port or wildcard, as in beatplan.example", name)
		}
		hosts = append(hosts, name)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts), nil
}

// proxies returns the networks of the proxies named.
func (c serveCommand) proxies() ([]netip.Prefix, error) {
	networks := make([]netip.Prefix, len(c.Proxy))
	for i, name := range c.Proxy {
		network, err := netip.ParsePrefix(name)
		if err != nil {
			address, notAddress := netip.ParseAddr(name)
			if notAddress != nil || address.Zone() != "" {
				return nil, fault.New(fault.Invalid, "--proxy %q: write an address or a network, as in 10.1.2.3 or 10.1.0.0/16", name)
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		if network.Bits() == 0 {
			return nil, fault.New(fault.Invalid, "--proxy %q: write the proxy's own address or network, as in 10.1.2.3 or 10.1.0.0/16, not everybody's", name)
		}
		networks[i] = network
	}
	return networks, nil
}

// cannotListen says why a flag's address cannot be listened at: a setting that is wrong, unless
// somebody listens there already, who may go.
func cannotListen(flag, address string, err error) error {
	said := fault.New(fault.Unavailable, "cannot listen at %s: %w; give another %s HOST:PORT", address, err, flag)
	if errors.Is(err, syscall.EADDRINUSE) {
		return said
	}
	return usage{said}
}
