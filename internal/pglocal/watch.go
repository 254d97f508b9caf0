package pglocal

import (
	"os"
	"os/exec"
	"syscall"
)

// A watcher is a shell that outlives this process, should it be killed, and then
// leaves the cluster for it. It knows of our end by that of a pipe, and it has a
// share in the lock through the same open file as we have. A line in the pipe tells
// it that we have left ourselves.
type watcher struct{ pipe *os.File }

// The watcher waits a moment before it goes, so that the next of several test
// programs finds the server running. $0 is the home's directory, $1 the socket's.
const watch = `
read -r _ && exit 0
sleep 1
flock --nonblock 3 || exit 0
flock --nonblock "$0/server" true && exit 0
read -r pid <"$0/data/postmaster.pid" && kill -INT "$pid"
flock "$0/server" rm -rf "$1"
`

// watch starts a watcher with a share in the lock of users.
func (h home) watch(users *os.File) (*watcher, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	cmd := exec.Command("/bin/sh", "-c", watch, h.dir, h.socket)
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	cmd.Stdin = read
	cmd.ExtraFiles = []*os.File{users}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		write.Close()
		return nil, err
	}
	go cmd.Wait() //nolint:errcheck // it has nothing to say
	return &watcher{pipe: write}, nil
}

// dismiss sends the watcher away. It does nothing to a nil watcher.
func (w *watcher) dismiss() {
	if w != nil {
		_, _ = w.pipe.WriteString("\n") // one that is gone needs no telling
		w.pipe.Close()
	}
}
