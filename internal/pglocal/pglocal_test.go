package pglocal_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/long"
	"beatplan/internal/pglocal"
)

// Wherever the data directory is and whatever the environment says, a program
// makes a cluster in it and leaves neither a server nor a socket behind.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := func(name string) func(t *testing.T) (string, func(*exec.Cmd)) {
		return func(t *testing.T) (string, func(*exec.Cmd)) {
			return filepath.Join(tempDir(t), name), func(*exec.Cmd) {}
		}
	}
	tests := map[string]func(t *testing.T) (string, func(*exec.Cmd)){
		"odd characters": dir(`two words, "quotes", it's 100% £`),
		"a long path":    dir(strings.Repeat(strings.Repeat("x", 99)+"/", 8)), // a socket's has at most 107 bytes
		"a relative path": func(t *testing.T) (string, func(*exec.Cmd)) {
			parent := tempDir(t)
			return "here", func(cmd *exec.Cmd) { cmd.Dir = parent }
		},
		"a symbolic link": func(t *testing.T) (string, func(*exec.Cmd)) {
			parent := tempDir(t)
			link := filepath.Join(parent, "link")
			if err := os.Mkdir(filepath.Join(parent, "there"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("there", link); err != nil {
				t.Fatal(err)
			}
			return link, func(*exec.Cmd) {}
		},
		"an empty directory of the user's": func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := filepath.Join(tempDir(t), "mktemp")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			return dir, func(*exec.Cmd) {}
		},
		"an empty environment": func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := tempDir(t)
			return dir, func(cmd *exec.Cmd) { cmd.Env = []string{holdDir + "=" + dir} }
		},
		"an environment of another database's": func(t *testing.T) (string, func(*exec.Cmd)) {
			return tempDir(t), func(cmd *exec.Cmd) {
				cmd.Env = append(cmd.Env, "PGDATA=/nowhere", "PGPORT=1", "PGHOST=nowhere", "PGDATESTYLE=junk",
					"PGCLIENTENCODING=LATIN1", "LC_ALL=xx_XX.ISO-8859-1", "LANG=C", "PROJ_DATA=/nowhere", "TZ=Mars")
			}
		},
		"an ordinary user": func(t *testing.T) (string, func(*exec.Cmd)) {
			u := nobody(t)
			return filepath.Join(tempDir(t, u), "mine"), as(u)
		},
		// As in a container: root may not ask where a process of another user works.
		"root that traces nobody": func(t *testing.T) (string, func(*exec.Cmd)) {
			nobody(t)
			setpriv, err := exec.LookPath("setpriv")
			if err != nil {
				t.Skip(err)
			}
			return tempDir(t), func(cmd *exec.Cmd) {
				cmd.Path, cmd.Args = setpriv, []string{"setpriv", "--bounding-set", "-sys_ptrace", "/proc/self/fd/3"}
			}
		},
	}
	for name, where := range tests {
		t.Run(name, func(t *testing.T) {
			if name != "odd characters" && name != "an ordinary user" {
				long.Test(t) // each makes a cluster
			}
			t.Parallel()
			dir, adjust := where(t)
			for want := 1; want <= 2; want++ {
				p := start(t, dir, adjust)
				if got := p.up(); got != want {
					t.Errorf("%d rows, want %d", got, want)
				}
				p.leave()
				if filepath.IsAbs(dir) && postmaster(dir) != 0 {
					t.Error("the server runs on")
				}
			}
		})
	}
}

// Programs that start at the same moment share one server; the last one out
// stops it.
func TestShare(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 8}[:long.Of(1, 2)] {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			dir := tempDir(t)
			var programs []*program
			for range n {
				programs = append(programs, start(t, dir))
			}
			var counts []int
			for _, p := range programs {
				counts = append(counts, p.up())
			}
			if slices.Max(counts) != n {
				t.Errorf("the programs counted %v, so not in one database", counts)
			}
			server := postmaster(dir)
			for _, p := range programs {
				if got := postmaster(dir); got != server || got == 0 {
					t.Fatalf("server %d, want %d until the last has left", got, server)
				}
				p.leave()
			}
			if got := postmaster(dir); got != 0 {
				t.Errorf("server %d runs on when all have left", got)
			}
		})
	}
}

// Whatever a crash has left, the next program starts as ever and finds every row.
func TestRecovery(t *testing.T) {
	t.Parallel()
	// stale has a program come and go, and then does something to the cluster.
	stale := func(damage func(t *testing.T, dir string)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			p := start(t, dir)
			p.up()
			p.leave()
			damage(t, dir)
		}
	}
	killServer := func(t *testing.T, dir string) {
		pid := postmaster(dir)
		if pid == 0 {
			t.Fatal("no server to kill")
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		crash func(t *testing.T, dir string)
		want  int // rows that the next program counts, its own included
	}{
		"the program killed": {func(t *testing.T, dir string) {
			p := start(t, dir)
			p.up()
			p.kill(syscall.SIGKILL)
		}, 2},
		"the server killed": {func(t *testing.T, dir string) {
			p := start(t, dir)
			p.up()
			killServer(t, dir)
			p.leave()
		}, 2},
		"the server killed while others use it": {func(t *testing.T, dir string) {
			p := start(t, dir)
			p.up()
			killServer(t, dir)
			next := start(t, dir)
			next.up()
			p.leave()
			next.leave()
		}, 3},
		"both killed": {func(t *testing.T, dir string) {
			p := start(t, dir)
			p.up()
			p.kill(syscall.SIGKILL)
			killServer(t, dir)
		}, 2},
		"the pid of another process": {stale(func(t *testing.T, dir string) {
			write(t, in(dir, "data", "postmaster.pid"), strconv.Itoa(os.Getpid())+"\n")
		}), 2},
		"a torn pid file": {stale(func(t *testing.T, dir string) {
			write(t, in(dir, "data", "postmaster.pid"), "")
		}), 2},
		"a stale socket": {stale(func(t *testing.T, dir string) {
			c, err := pglocal.Open(t.Context(), dir) // to learn where the socket is
			if err != nil {
				t.Fatal(err)
			}
			config, err := pgx.ParseConfig(c.URL())
			if err := errors.Join(err, c.Close()); err != nil {
				t.Fatal(err)
			}
			socket := config.Host
			if err := os.Mkdir(socket, 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(socket, ".s.PGSQL.5432"), "")
			write(t, filepath.Join(socket, ".s.PGSQL.5432.lock"), strconv.Itoa(os.Getpid())+"\n")
		}), 2},
		"a cluster half made": {func(t *testing.T, dir string) {
			if err := os.MkdirAll(in(dir, "data.new"), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, in(dir, "data.new", "PG_VERSION"), "15\n")
		}, 1},
		"Ctrl-C while the cluster is made": {func(t *testing.T, dir string) {
			p := start(t, dir)
			waitFor(t, in(dir, "data.new", "base"))
			p.kill(syscall.SIGINT)
			if got := p.line(); !strings.Contains(got, "interrupt") {
				t.Errorf("the program said %q", got)
			}
			if _, err := os.Stat(in(dir, "data")); err == nil {
				t.Error("it made the cluster all the same")
			}
		}, 1},
		"killed while the cluster is made": {func(t *testing.T, dir string) {
			p := start(t, dir)
			waitFor(t, in(dir, "data.new", "base"))
			p.kill(syscall.SIGKILL)
		}, 1},
		"Ctrl-C while the server starts": {func(t *testing.T, dir string) {
			p := start(t, dir)
			waitFor(t, in(dir, "log"))
			p.kill(syscall.SIGINT)
			_ = p.line()
			_ = p.cmd.Wait() // 1, when it was in time
			if got := postmaster(dir); got != 0 {
				t.Errorf("it left server %d", got)
			}
		}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if name != "the server killed while others use it" && name != "both killed" && name != "killed while the cluster is made" {
				long.Test(t) // each makes a cluster
			}
			t.Parallel()
			dir := filepath.Join(tempDir(t), "data")
			tt.crash(t, dir)
			p := start(t, dir)
			if got := p.up(); got != tt.want {
				t.Errorf("%d rows, want %d", got, tt.want)
			}
			p.leave()
			gone(t, dir)
		})
	}
}

// TestKilledProgramLeavesNoServer: nobody else comes to stop it.
func TestKilledProgramLeavesNoServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(tempDir(t), "data")
	p := start(t, dir)
	p.up()
	p.kill(syscall.SIGKILL)
	gone(t, dir)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
