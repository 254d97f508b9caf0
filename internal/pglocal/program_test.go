package pglocal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
	"beatplan/internal/pglocal"
)

// holdDir makes the test binary a program that opens the cluster in the directory
// it names, counts itself in a table, and holds the cluster until its input ends.
const holdDir = "PGLOCAL_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdDir); dir != "" {
		if err := hold(dir); err != nil {
			fmt.Printf("%s: %v\n", fault.Of(err), err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func hold(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, err := pglocal.Open(ctx, dir)
	if err != nil {
		return err
	}
	runs, err := count(ctx, c.URL())
	if err == nil {
		fmt.Println("up", runs)
		_, err = io.Copy(io.Discard, os.Stdin)
	}
	return errors.Join(err, c.Close())
}

// count adds a row to a table, which shows that the cluster has PostGIS, takes
// text of every language and keeps what was committed. It returns the rows.
func count(ctx context.Context, url string) (n int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, `SELECT pg_advisory_lock(1); CREATE TABLE IF NOT EXISTS runs (name text, at geometry);
		INSERT INTO runs VALUES ('Öræfi, ελλάδα', ST_Point(0.7, 51.5))`)
	if err != nil {
		return 0, err
	}
	return n, conn.QueryRow(ctx, "SELECT count(*) FROM runs").Scan(&n)
}

// A program is the test binary holding a cluster in a process of its own.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.Closer
	said  *bufio.Reader
}

// start starts a program on the directory; adjust may change its command before.
func start(t *testing.T, dir string, adjust ...func(*exec.Cmd)) *program {
	t.Helper()
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	// By descriptor, for other users cannot reach what go test has built.
	cmd := exec.CommandContext(t.Context(), "/proc/self/fd/3")
	cmd.ExtraFiles = []*os.File{self}
	cmd.Env = append(os.Environ(), holdDir+"="+dir)
	cmd.Stderr = os.Stderr
	for _, f := range adjust {
		f(cmd)
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &program{t: t, cmd: cmd, stdin: stdin, said: bufio.NewReader(stdout)}
}

// up waits until the program has the cluster and returns what it counted.
func (p *program) up() int {
	p.t.Helper()
	line := p.line()
	runs, err := strconv.Atoi(strings.TrimPrefix(line, "up "))
	if err != nil {
		p.t.Fatalf("the program said %q, want up", line)
	}
	return runs
}

func (p *program) line() string {
	p.t.Helper()
	line, err := p.said.ReadString('\n')
	if err != nil {
		p.t.Fatalf("the program said %q and ended: %v", line, err)
	}
	return strings.TrimSuffix(line, "\n")
}

// leave has the program close the cluster and end.
func (p *program) leave() {
	p.t.Helper()
	p.stdin.Close()
	if rest, err := io.ReadAll(p.said); err != nil || len(rest) > 0 {
		p.t.Fatalf("the program said %q, error %v", rest, err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) kill(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
	if s == syscall.SIGKILL {
		_ = p.cmd.Wait() // it says "killed"
	}
}

// tempDir returns a directory that every user can reach, for one that has the
// owner given. Whatever server is left in it is killed in the end.
func tempDir(t *testing.T, owner ...*user.User) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pglocal")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	for _, u := range owner {
		uid, _ := strconv.Atoi(u.Uid)
		err = errors.Join(err, os.Chown(dir, uid, -1))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pid := postmaster(dir); pid != 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// in returns the path of a file of the cluster in the data directory.
func in(dataDir string, elem ...string) string {
	return filepath.Join(append([]string{dataDir, "postgres"}, elem...)...)
}

// postmaster returns the process id of the server in dir, 0 when it has none.
func postmaster(dir string) int {
	text, _ := os.ReadFile(in(dir, "data", "postmaster.pid"))
	line, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(line)
	if comm, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); string(comm) != "postgres\n" {
		return 0
	}
	return pid
}

// waitFor waits until there is such a file.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for t.Context().Err() == nil {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// gone waits until nobody uses the cluster and no server runs. The watcher of a
// program that was killed takes a moment.
func gone(t *testing.T, dir string) {
	t.Helper()
	users, err := os.Open(in(dir, "users"))
	if err != nil {
		t.Fatal(err)
	}
	defer users.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if postmaster(dir) == 0 && syscall.Flock(int(users.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("server %d runs on", postmaster(dir))
		}
	}
}

// nobody returns an ordinary user's account, and skips the test without one.
func nobody(t *testing.T) *user.User {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	return u
}

// as has a program run as the user.
func as(u *user.User) func(*exec.Cmd) {
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
}
