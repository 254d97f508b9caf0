package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/pglocal"
)

// A server is the program under trial, over a data directory of its own.
type server struct {
	program, dir string
	address      string // host:port
	admin        string // host:port of its figures
	cmd          *exec.Cmd
	cluster      *pglocal.Cluster // a share in its database
	client       *http.Client
}

// start serves Demoshire from a directory within one, or the usual place for temporary
// files, and waits until the map is there.
func start(ctx context.Context, program, within string) (*server, error) {
	dir, err := os.MkdirTemp(within, "drill")
	if err == nil {
		err = os.Chmod(dir, 0o755) // root's database runs as another user
	}
	if err != nil {
		return nil, err
	}
	s := &server{program: program, dir: dir, client: &http.Client{Timeout: time.Minute}}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.admin = free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(ctx, program, "--data-dir", dir, "serve", "--demoshire", "--listen", "127.0.0.1:0", "--admin", s.admin)
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(os.Interrupt) }
	log, err := os.Create(s.log())
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start %s (make build makes it): %w", program, err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, rest, found := strings.Cut(lines.Text(), "the map is at http://"); found {
			s.address, _, _ = strings.Cut(rest, " ")
			break
		}
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // nothing more is of interest
	if s.address == "" {
		s.show(os.Stderr)
		return nil, errors.Join(errors.New("the server did not start"), s.stop())
	}
	if s.cluster, err = pglocal.Open(ctx, dir); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// log is the file that the server logs to.
func (s *server) log() string { return filepath.Join(s.dir, "drill.log") }

// show writes what the server said last.
func (s *server) show(to io.Writer) {
	const most = 4000
	if said, err := os.ReadFile(s.log()); err == nil {
		_, _ = to.Write(said[max(0, len(said)-most):])
	}
}

// stop ends the server and removes what it had.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended
	err := s.cmd.Wait()
	if s.cluster != nil {
		err = errors.Join(err, s.cluster.Close())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// What an answer says: its body, and when to ask again.
type saying struct{ body, again string }

// get asks for a path, and returns the status, what was said and how long it took.
func (s *server) get(path string, headers ...string) (status int, said saying, took time.Duration, err error) {
	return s.getAt(s.address, path, headers...)
}

// getAt does the same at an address of the server.
func (s *server) getAt(address, path string, headers ...string) (status int, said saying, took time.Duration, err error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return 0, said, 0, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	began := time.Now()
	response, err := s.client.Do(r)
	if err != nil {
		return 0, said, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, saying{string(body), response.Header.Get("Retry-After")}, time.Since(began), err
}

// answers is what many requests got.
type answers struct {
	mu      sync.Mutex
	count   map[string]int // by status, with a + where Retry-After came
	slowest time.Duration
}

// ask adds the answer to a path, and returns what it says.
func (a *answers) ask(s *server, path string, headers ...string) string {
	status, said, took, err := s.get(path, headers...)
	key := strconv.Itoa(status)
	switch {
	case err != nil:
		key = "none"
	case said.again != "":
		key += "+"
	}
	a.add(key, took)
	return said.body
}

func (a *answers) add(key string, took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count == nil {
		a.count = map[string]int{}
	}
	a.count[key]++
	a.slowest = max(a.slowest, took)
}

// only reports whether all answers are of one key.
func (a *answers) only(key string) bool { return len(a.count) == 1 && a.count[key] > 0 }

func (a *answers) String() string {
	return fmt.Sprintf("%s, slowest %s", strings.TrimPrefix(fmt.Sprint(a.count), "map"), a.slowest.Round(time.Millisecond))
}

// resident is the server's resident memory in MiB.
func (s *server) resident() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	return kb / 1024, err
}

// sockets is how many files the server has open that are sockets.
func (s *server) sockets() (n int, err error) {
	dir := fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid)
	files, err := os.ReadDir(dir)
	for _, file := range files {
		if to, _ := os.Readlink(filepath.Join(dir, file.Name())); strings.HasPrefix(to, "socket:") {
			n++
		}
	}
	return n, err
}

// sql runs statements one after another on a connection of their own.
func (s *server) sql(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.cluster.URL())
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // what was run has run
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// number asks the database for one.
func (s *server) number(ctx context.Context, query string) (n int, err error) {
	conn, err := pgx.Connect(ctx, s.cluster.URL())
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx) //nolint:errcheck // the number is what matters
	return n, conn.QueryRow(ctx, query).Scan(&n)
}

// killPostmaster kills the server's database.
func (s *server) killPostmaster() error {
	text, err := os.ReadFile(filepath.Join(s.dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// raw sends bytes on a connection whose receive buffer is small, and leaves it open.
func (s *server) raw(send string) (net.Conn, error) {
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) { failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 2048) })
		return errors.Join(err, failed)
	}}
	conn, err := dialer.Dial("tcp", s.address)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, send)
	return conn, err
}

// waits reports whether something of an answer has come, and leaves it unread.
func waits(conn net.Conn) bool {
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return false
	}
	n := 0
	err = raw.Control(func(fd uintptr) {
		n, _, _ = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	return err == nil && n > 0
}

// held returns the ports of the callers whose connections the server has not ended. The
// callers' own ends do not tell: what they have not read comes before the end.
func (s *server) held() (map[int]bool, error) {
	const established = "01"
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return nil, err
	}
	held := map[int]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line) // number, own address, other's address, state
		if len(fields) < 4 || fields[3] != established || !strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", number)) {
			continue
		}
		_, caller, _ := strings.Cut(fields[2], ":")
		n, err := strconv.ParseInt(caller, 16, 32)
		if err != nil {
			return nil, err
		}
		held[int(n)] = true
	}
	return held, nil
}
