package pglocal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"beatplan/internal/fault"
)

const (
	// reserved is how many bytes a file takes up that is given up when the disk is full:
	// PostgreSQL needs room for two segments of its log to recover in.
	reserved = 48 << 20
	// floor is how many bytes must be free for work that takes much room.
	floor = 128 << 20
)

// Room returns an error that says so where less of the disk is free than work that
// takes much room needs. Of a nil Cluster it returns nil: the disk is somebody else's.
func (c *Cluster) Room() error {
	if c == nil {
		return nil
	}
	if free := c.home.free(); free < floor {
		return fault.New(fault.Unavailable, "the disk of the database has %d MiB left, and imports need %d: make room", free>>20, floor>>20)
	}
	return nil
}

// free returns how many bytes of the disk nobody has.
func (h home) free() uint64 {
	var disk syscall.Statfs_t
	if syscall.Statfs(h.dir, &disk) != nil {
		return floor // what cannot be told keeps nobody from working
	}
	return disk.Bavail * uint64(disk.Bsize) //nolint:gosec // a block's size is no negative number
}

func (h home) reserve() string { return filepath.Join(h.dir, "reserve") }

// keepReserve takes the reserve where it is missing and the disk has room for it and for
// more.
func (h home) keepReserve() {
	if _, err := os.Stat(h.reserve()); err == nil || h.free() < reserved+floor {
		return
	}
	file, err := os.OpenFile(h.reserve(), os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return // no room after all, or another program takes it
	}
	if err := syscall.Fallocate(int(file.Fd()), 0, 0, reserved); err != nil {
		_ = os.Remove(h.reserve())
	}
	_ = file.Close() // nothing was written
}

// giveReserve gives the reserve up, and reports whether there was one.
func (h home) giveReserve() bool {
	err := os.Remove(h.reserve())
	return !errors.Is(err, fs.ErrNotExist) && err == nil
}
