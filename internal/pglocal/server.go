package pglocal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"beatplan/internal/fault"
)

// port only names the socket: nothing listens on TCP.
const port = "5432"

// Connections is how many connections a cluster takes: those of two programs at once, and
// three that PostgreSQL keeps for its superuser.
const Connections = 100

// cannotConnectNow is PostgreSQL's code while it starts, recovers or shuts down.
const cannotConnectNow = "57P03"

// errGone says that the server ended while it was being joined.
var errGone = errors.New("PostgreSQL has gone")

// environment is what initdb and the server see of ours: nothing. A locale would
// translate what they say, and PGPORT, PROJ_DATA and their like change what they do.
func environment() []string { return []string{"LC_ALL=C"} }

// postmaster returns the process id of the cluster's server, 0 when it has not
// said or has gone. That a server runs at all, its lock tells.
func (h home) postmaster() int {
	text, err := os.ReadFile(filepath.Join(h.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return 0
	}
	// A killed server's number may be another process's by now. (The directory that
	// it works in would tell more, but root in a container may not ask.)
	if comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err != nil || string(comm) != "postgres\n" {
		return 0
	}
	return pid
}

// install returns the binaries for the cluster: of the version that made it, and for one that
// is still to be made, of that which the options ask for.
func (h home) install(ctx context.Context, o options) (install, error) {
	major := o.version
	switch version, err := os.ReadFile(h.version()); {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return install{}, h.trouble(err)
	default:
		if major, err = strconv.Atoi(strings.TrimSpace(string(version))); err != nil {
			return install{}, fault.New(fault.Conflict, "%s holds no version of PostgreSQL: restore it, or choose another --data-dir", h.version())
		}
	}
	return choose(installs(ctx), major, h.data())
}

// initialise makes the cluster unless it is there: under another name first, so
// that an interrupted start leaves none rather than half of one.
func (h home) initialise(ctx context.Context, server install, gate *os.File, o options) error {
	if _, err := os.Stat(h.version()); err == nil {
		return nil
	}
	fresh := h.data() + ".new"
	err := os.RemoveAll(fresh)
	if err == nil {
		err = os.Mkdir(fresh, 0o700)
	}
	if err == nil {
		err = h.give(fresh)
	}
	if err != nil {
		return h.trouble(err)
	}
	cmd := exec.CommandContext(ctx, server.command("initdb"), "--pgdata", fresh, "--username", role,
		"--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C", "--no-instructions")
	if o.throwaway {
		cmd.Args = append(cmd.Args, "--no-sync")
	}
	cmd.Dir, cmd.Env = h.dir, environment()
	// It ends, with what it has started, when ctx does, and not by a terminal's Ctrl-C.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: h.runAs, Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.ExtraFiles = []*os.File{gate} // were this process killed, nobody passes before initdb ends
	cmd.WaitDelay = time.Second
	if said, err := cmd.CombinedOutput(); err != nil {
		os.RemoveAll(fresh)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return h.complaint(string(said))
	}
	if err := os.Rename(fresh, h.data()); err != nil {
		return h.trouble(err)
	}
	return nil
}

// start starts the server, in a session of its own so that a terminal's Ctrl-C
// does not reach it. It inherits the lock that the caller holds. The function that
// start returns tells why the server has ended, and nil while it runs.
func (h home) start(server install, alive *os.File, o options) (ended func() error, err error) {
	if err := h.makeSocketDir(); err != nil {
		return nil, err
	}
	// No server of ours runs, so this one is a dead one's. PostgreSQL would see to it,
	// but not when the file is torn or its number is another process's by now. Should
	// somebody else run one here, its shared memory keeps ours from starting.
	if err := os.Remove(filepath.Join(h.data(), "postmaster.pid")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, h.trouble(err)
	}
	log, err := os.OpenFile(h.log(), os.O_RDWR|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, h.trouble(err)
	}
	logged, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, errors.Join(h.trouble(err), log.Close())
	}
	cmd := exec.Command(server.command("postgres"), "-D", h.data())
	for _, s := range h.settings(o) {
		cmd.Args = append(cmd.Args, "-c", s)
	}
	cmd.Dir, cmd.Env = h.data(), environment()
	cmd.ExtraFiles = []*os.File{alive}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: h.runAs, Setsid: true}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fault.New(fault.Unavailable, "start PostgreSQL: %w", err), log.Close())
	}
	exit := make(chan string, 1)
	go func() { // for as long as both processes live: a child must be waited for
		_ = cmd.Wait() // the log says more
		said, _ := io.ReadAll(io.NewSectionReader(log, logged, 1<<20))
		log.Close()
		exit <- string(said)
	}()
	return func() error {
		select {
		case said := <-exit:
			return h.complaint(said)
		default:
			return nil
		}
	}, nil
}

// settings returns the server's configuration.
func (h home) settings(o options) []string {
	all := []string{
		"listen_addresses=",
		"port=" + port,
		"unix_socket_directories=" + h.socket,
		"unix_socket_permissions=0700",
		"max_connections=" + strconv.Itoa(Connections),
		"shared_buffers=128MB",
		"jit=off", // compiling costs more than these queries take
		"timezone=UTC",
		"log_timezone=UTC",
		// Not in /dev/shm: containers make it small, and systemd empties it of a
		// user's files when the user logs out.
		"dynamic_shared_memory_type=mmap",
		// The log repeats no statement and no row: they are about people.
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
		"log_checkpoints=off",
	}
	if o.throwaway {
		all = append(all, "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200",
			"shared_preload_libraries=postgis-3") // tests make hundreds of connections, each of which would load it
	}
	return all
}

// ready waits until the server answers and has the database and PostGIS in it.
// ended tells why it will not.
func (h home) ready(ctx context.Context, ended func() error) error {
	const patience = time.Minute // for an answer; "not yet" is one, for recovery takes as long as it takes
	limit := time.Now().Add(patience)
	for {
		err := h.provide(ctx)
		pg, _ := errors.AsType[*pgconn.PgError](err)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case fault.Of(err) != fault.Internal:
			return err
		case pg != nil && pg.Code == cannotConnectNow:
		case pg != nil:
			return h.complaint("FATAL: " + pg.Message)
		case time.Now().After(limit):
			return fault.New(fault.Unavailable, "PostgreSQL runs in %s and does not answer (%w): end its processes", h.data(), err)
		}
		if err := ended(); err != nil {
			return err
		}
		if err := sleep(ctx, poll); err != nil {
			return err
		}
	}
}

// provide makes the database and the extension where they are missing.
func (h home) provide(ctx context.Context) error {
	if err := h.checkSocketDir(); err != nil {
		return err
	}
	err := h.session(ctx, "postgres", func(conn *pgx.Conn) error {
		var there bool
		err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database).Scan(&there)
		if err == nil && !there {
			_, err = conn.Exec(ctx, "CREATE DATABASE "+database)
		}
		return err
	})
	if err != nil {
		return err
	}
	return h.session(ctx, database, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis")
		return err
	})
}

// session runs use on a connection to the database.
func (h home) session(ctx context.Context, database string, use func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, h.url(role, database))
	if err != nil {
		return err
	}
	return errors.Join(use(conn), conn.Close(context.WithoutCancel(ctx)))
}

// stop ends the server, if it runs, and waits until it has gone.
func (h home) stop() error {
	alive, err := openLock(h.serverLock())
	if err != nil {
		return h.trouble(err)
	}
	defer alive.Close()
	// SIGINT disconnects everybody and leaves a clean cluster; SIGQUIT is for a
	// server that cannot do so, and costs a recovery at the next start.
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		limit := time.Now().Add(10 * time.Second) // for one that has only just started to say its number
		for sent := false; time.Now().Before(limit); time.Sleep(poll) {
			if gone, err := tryLock(alive, syscall.LOCK_EX); gone || err != nil {
				_ = os.RemoveAll(h.socket) // the next start tells, should it matter
				return err
			}
			if pid := h.postmaster(); pid != 0 && !sent {
				if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
					return fmt.Errorf("stop PostgreSQL (process %d): %w", pid, err)
				}
				sent = true
				limit = time.Now().Add(time.Minute)
			}
		}
	}
	return fault.New(fault.Unavailable, "PostgreSQL of %s does not stop: end its processes with kill -9", h.data())
}
