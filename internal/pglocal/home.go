package pglocal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"beatplan/internal/fault"
)

// A home is the directory of one cluster, with what follows from it:
//
//	data                  the cluster itself, PostgreSQL's own
//	log                   what the server says
//	gate, users, server   the locks
type home struct {
	dir    string              // absolute, without symbolic links
	socket string              // directory of the server's socket
	runAs  *syscall.Credential // whom the server runs as; nil for this process's user
}

// makeHome makes the home in dataDir, or finds it there.
func makeHome(dataDir string) (home, error) {
	h := home{dir: dataDir}
	if os.Geteuid() == 0 {
		var err error
		if h.runAs, err = postgresUser(); err != nil {
			return home{}, err
		}
	}
	dir, err := h.makeDataDir(dataDir)
	if err != nil {
		return home{}, h.trouble(err)
	}
	h.dir = filepath.Join(dir, "postgres")
	if err := os.Mkdir(h.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return home{}, h.trouble(err)
	}
	if err := h.give(h.dir); err != nil {
		return home{}, h.trouble(err)
	}
	sum := sha256.Sum256([]byte(h.dir))
	h.socket = "/tmp/beatplan-" + hex.EncodeToString(sum[:8])
	return h, nil
}

// data returns the directory that PostgreSQL calls PGDATA.
func (h home) data() string { return filepath.Join(h.dir, "data") }

// version returns the path of the file that says which PostgreSQL made the cluster.
func (h home) version() string { return filepath.Join(h.data(), "PG_VERSION") }

// log returns the path of the server's log.
func (h home) log() string { return filepath.Join(h.dir, "log") }

// serverLock returns the path of the lock that a server holds.
func (h home) serverLock() string { return filepath.Join(h.dir, "server") }

// postgresUser returns the account that runs servers for root.
func postgresUser() (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fault.New(fault.Unavailable,
			"PostgreSQL does not run as root and there is no user postgres: apt-get install postgresql-postgis")
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// makeDataDir makes dataDir and sees that the server can reach into it. It
// returns its absolute path without symbolic links.
func (h home) makeDataDir(dataDir string) (string, error) {
	mode := os.FileMode(0o700)
	if h.runAs != nil {
		mode = 0o711 // the server passes through
	}
	if err := os.MkdirAll(dataDir, mode); err != nil {
		return "", err
	}
	dir, err := filepath.Abs(dataDir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil || h.runAs == nil {
		return dir, err
	}
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		ok, err := h.enters(parent)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", fault.New(fault.Unavailable,
				"user postgres cannot reach %s: chmod o+x %s, or choose another --data-dir", dir, parent)
		}
		if parent == filepath.Dir(parent) {
			break
		}
	}
	return dir, h.open(dir)
}

// open sees that the server can enter the data directory itself. An empty one,
// as mktemp -d makes, is given away; one in use is its owner's to change.
func (h home) open(dir string) error {
	ok, err := h.enters(dir)
	if ok || err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		return fault.New(fault.Unavailable, "user postgres cannot enter %s: chmod o+x %s, or choose another --data-dir", dir, dir)
	}
	return os.Chown(dir, int(h.runAs.Uid), int(h.runAs.Gid))
}

// enters reports whether the server's user may pass through the directory.
func (h home) enters(dir string) (bool, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return false, err
	}
	owner := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case owner.Uid == h.runAs.Uid:
		return mode&0o100 != 0, nil
	case owner.Gid == h.runAs.Gid:
		return mode&0o010 != 0, nil
	}
	return mode&0o001 != 0, nil
}

// give hands what root made to the server's user. It reports an error for what
// belongs to somebody else.
func (h home) give(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t).Uid
	switch {
	case owner == h.user():
		return nil
	case owner == 0 && h.runAs != nil:
		return os.Lchown(path, int(h.runAs.Uid), int(h.runAs.Gid))
	}
	name := "user " + strconv.Itoa(int(owner))
	if u, err := user.LookupId(strconv.Itoa(int(owner))); err == nil {
		name = u.Username
	}
	as := name
	if name == "postgres" { // root's, most likely, and root may use it anyway
		as = "root"
	}
	return fault.New(fault.Unavailable, "%s belongs to %s: run beatplan as %s, or choose another --data-dir", path, name, as)
}

// user returns the id of the user that the server runs as.
func (h home) user() uint32 {
	if h.runAs != nil {
		return h.runAs.Uid
	}
	return uint32(os.Geteuid())
}

// makeSocketDir makes an empty directory for the socket that only the server's
// user can enter. No server runs, so whatever is there is a dead one's.
func (h home) makeSocketDir() error {
	err := os.RemoveAll(h.socket)
	if err == nil {
		err = os.Mkdir(h.socket, 0o700)
	}
	if err == nil {
		return h.give(h.socket)
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Unavailable, "%s is another user's and the database needs it for its socket: remove it", h.socket)
	}
	return h.trouble(err)
}

// checkSocketDir reports an error unless the socket is out of others' reach:
// under /tmp anybody could have put a directory of that name.
func (h home) checkSocketDir() error {
	info, err := os.Lstat(h.socket)
	if err != nil {
		return err
	}
	if info.Mode() != fs.ModeDir|0o700 || info.Sys().(*syscall.Stat_t).Uid != h.user() {
		return fault.New(fault.Unavailable, "%s is not the database's own directory any more: stop beatplan everywhere and remove it", h.socket)
	}
	return nil
}

// trouble turns an error of the system into a line that says what to do, and
// returns any other as it is.
func (h home) trouble(err error) error {
	if _, ok := errors.AsType[syscall.Errno](err); !ok || fault.Of(err) != fault.Internal {
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return h.full()
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return h.readOnly()
	}
	return fault.New(fault.Unavailable, "data directory %s: %w: choose another --data-dir", h.dir, err)
}

// complaint does the same for what initdb or the server said at its end.
func (h home) complaint(said string) error {
	switch {
	case strings.Contains(said, "No space left on device"), strings.Contains(said, "Disk quota exceeded"):
		return h.full()
	case strings.Contains(said, "Permission denied"), strings.Contains(said, "Read-only file system"):
		return h.readOnly()
	case strings.Contains(said, "shared memory block"):
		return fault.New(fault.Unavailable, "a server that beatplan did not start runs in %s: stop it, or choose another --data-dir", h.data())
	}
	return fault.New(fault.Unavailable, "PostgreSQL did not start: %s (more in %s)", lastLine(said), h.log())
}

// errFull is what an error is when the disk has no room.
var errFull = errors.New("make room, or choose another --data-dir")

func (h home) full() error {
	return fault.New(fault.Unavailable, "the disk of %s is full: %w", h.dir, errFull)
}

func (h home) readOnly() error {
	return fault.New(fault.Unavailable, "data directory %s cannot be written: choose another --data-dir", h.dir)
}

// lastLine returns the last line of what a program said that tells of a failure.
func lastLine(said string) string {
	lines := strings.FieldsFunc(said, func(r rune) bool { return r == '\n' })
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.Contains(lines[i], "FATAL") || strings.Contains(lines[i], "error:") {
			return strings.TrimSpace(lines[i])
		}
	}
	if len(lines) == 0 {
		return "it said nothing"
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
