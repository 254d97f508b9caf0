package pglocal

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// poll is how long to wait between looks at something another process changes.
const poll = 10 * time.Millisecond

// openLock opens a file to take locks on, making it if need be. Closing it, in
// every process that has inherited it, lets go.
func openLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
}

// lock opens the file and takes a lock on it: syscall.LOCK_SH or LOCK_EX. It
// waits until ctx ends.
func lock(ctx context.Context, path string, how int) (*os.File, error) {
	f, err := openLock(path)
	if err != nil {
		return nil, err
	}
	for {
		ok, err := tryLock(f, how)
		if ok {
			return f, nil
		}
		if err == nil {
			err = sleep(ctx, poll)
		}
		if err != nil {
			f.Close()
			return nil, err
		}
	}
}

// tryLock takes a lock, or changes the one held, if that needs no waiting.
func tryLock(f *os.File, how int) (bool, error) {
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	if err != nil {
		return false, &os.PathError{Op: "lock", Path: f.Name(), Err: err}
	}
	return true, nil
}

// sleep waits for d or until ctx ends, and then returns ctx's error.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
