package pglocal

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const (
	database = "beatplan" // the one database of the cluster
	role     = "beatplan" // its owner, a superuser
)

// A Cluster is one program's share in a running PostgreSQL server.
type Cluster struct {
	home    home
	options options
	gate    string   // path of the lock on starting and stopping
	users   *os.File // holds this program's share
	watcher *watcher
	close   func() error
}

// An Option changes how Open runs the server that it may have to start.
type Option func(*options)

type options struct {
	throwaway bool
	version   int // major, of PostgreSQL for a new cluster; 0: the newest
}

// Throwaway is for tests: the server never waits for the disk, so that a crash
// of the machine loses the cluster.
func Throwaway() Option { return func(o *options) { o.throwaway = true } }

// Version is the major version of PostgreSQL that makes a new cluster, and not the newest.
func Version(major int) Option { return func(o *options) { o.version = major } }

// Exists reports whether there is a cluster in a data directory.
func Exists(dataDir string) bool {
	_, err := os.Stat(home{dir: filepath.Join(dataDir, "postgres")}.version())
	return err == nil
}

// Open joins the cluster in the directory postgres of dataDir: it makes what is
// missing (directory, cluster, database, extension) and starts the server unless
// it runs already. The first time takes some seconds. Close must follow; the server
// of a program that was killed before ends soon after it.
//
// An error is one line that says what would do: a [fault.Unavailable] for missing
// binaries, no PostGIS, a directory that cannot be written or a full disk; a
// [fault.Conflict] for a cluster made by a PostgreSQL that is not installed. When
// ctx ends first, Open returns its cause.
func Open(ctx context.Context, dataDir string, opts ...Option) (*Cluster, error) {
	h, err := makeHome(dataDir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{home: h, gate: filepath.Join(h.dir, "gate")}
	c.close = sync.OnceValue(c.leave)
	for _, o := range opts {
		o(&c.options)
	}
	gate, err := lock(ctx, c.gate, syscall.LOCK_EX)
	if err != nil {
		return nil, h.trouble(err)
	}
	defer gate.Close()
	// The share comes first: nobody stops a server that is about to be used.
	c.users, err = lock(ctx, filepath.Join(h.dir, "users"), syscall.LOCK_SH)
	if err != nil {
		return nil, h.trouble(err)
	}
	err = c.upFromReserve(ctx, gate)
	if err == nil {
		c.watcher, err = h.watch(c.users)
	}
	if err != nil {
		return nil, errors.Join(err, c.giveUp())
	}
	return c, nil
}

// URL returns what a PostgreSQL client connects to. It holds no secret: the
// socket's directory keeps others out.
func (c *Cluster) URL() string { return c.home.url(role, database) }

// URLOf returns the same for another role than the owner, which must exist.
func (c *Cluster) URLOf(role string) string { return c.home.url(role, database) }

// Close gives up this program's share, and stops the server when it was the last
// one. Connections must be closed before. Further calls do nothing.
func (c *Cluster) Close() error { return c.close() }

// Keep starts the server again whenever it has gone, until ctx ends: somebody may have
// killed it, or it may have run out of memory. On a full disk it tries until there is
// room. The error says why it cannot be started; there is none after ctx has ended. Of a
// nil Cluster it waits for ctx alone.
func (c *Cluster) Keep(ctx context.Context) error {
	for sleep(ctx, keeping) == nil {
		switch {
		case c == nil:
		case c.home.postmaster() != 0:
			c.home.keepReserve()
		default:
			if err := c.restart(ctx); err != nil && !errors.Is(err, errFull) && ctx.Err() == nil {
				return err
			}
		}
	}
	return nil
}

// keeping is how often Keep looks.
const keeping = 500 * time.Millisecond

func (c *Cluster) restart(ctx context.Context) error {
	gate, err := lock(ctx, c.gate, syscall.LOCK_EX)
	if err != nil {
		return c.home.trouble(err)
	}
	defer gate.Close()
	return c.upFromReserve(ctx, gate)
}

// upFromReserve is up, with the reserve given up where the disk is full.
func (c *Cluster) upFromReserve(ctx context.Context, gate *os.File) error {
	err := c.up(ctx, gate)
	if errors.Is(err, errFull) && c.home.giveReserve() {
		err = c.up(ctx, gate)
	}
	return err
}

func (c *Cluster) leave() error {
	gate, err := lock(context.Background(), c.gate, syscall.LOCK_EX)
	if err != nil {
		return c.home.trouble(err)
	}
	defer gate.Close()
	return c.giveUp()
}

// giveUp is leave for a caller that holds the gate.
func (c *Cluster) giveUp() error {
	defer c.users.Close()
	defer c.watcher.dismiss()
	last, err := tryLock(c.users, syscall.LOCK_EX)
	if err != nil || !last {
		return err
	}
	// The watcher has the same open file, and may be slow to close it.
	defer func() { _, _ = tryLock(c.users, syscall.LOCK_UN) }()
	return c.home.stop()
}

// up sees to a server that answers, with the database and PostGIS in it. The
// caller holds the gate.
func (c *Cluster) up(ctx context.Context, gate *os.File) error {
	alive, err := openLock(c.home.serverLock())
	if err != nil {
		return c.home.trouble(err)
	}
	defer alive.Close()
	free, err := tryLock(alive, syscall.LOCK_EX)
	if !free && err == nil {
		err = c.home.ready(ctx, func() error { // unless it ends meanwhile: then start one
			if free, err = tryLock(alive, syscall.LOCK_EX); free {
				return errGone
			}
			return err
		})
	}
	if !free {
		return err
	}
	server, err := c.home.install(ctx, c.options)
	if err != nil {
		return err
	}
	if err := c.home.initialise(ctx, server, gate, c.options); err != nil {
		return err
	}
	ended, err := c.home.start(server, alive, c.options)
	if err != nil {
		return err
	}
	return c.home.ready(ctx, ended)
}

// url names a database of the cluster, and who connects to it.
func (h home) url(role, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(role),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {h.socket}, "port": {port}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}
