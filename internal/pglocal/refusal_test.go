package pglocal_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What cannot work is refused in one line that names the thing and the way out.
func TestRefusals(t *testing.T) {
	t.Parallel()
	mkdir := func(t *testing.T, dir string, mode os.FileMode) string {
		if err := os.Mkdir(dir, mode); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	tests := map[string]struct {
		make func(t *testing.T) (string, func(*exec.Cmd))
		want string // of the line; DIR stands for the data directory
	}{
		"a file": {func(t *testing.T) (string, func(*exec.Cmd)) {
			file := filepath.Join(tempDir(t), "file")
			write(t, file, "")
			return file, nil
		}, "unavailable: data directory DIR: mkdir DIR: not a directory: choose another --data-dir"},
		"a file where the cluster goes": {func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := tempDir(t)
			write(t, in(dir), "")
			return dir, nil
		}, "not a directory: choose another --data-dir"},
		"another version": {func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := tempDir(t)
			mkdir(t, in(dir), 0o755)
			mkdir(t, in(dir, "data"), 0o755)
			write(t, in(dir, "data", "PG_VERSION"), "99\n")
			return dir, nil
		}, "conflict: DIR/postgres/data was made by PostgreSQL 99 and this machine has "},
		"no version": {func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := tempDir(t)
			mkdir(t, in(dir), 0o755)
			mkdir(t, in(dir, "data"), 0o755)
			write(t, in(dir, "data", "PG_VERSION"), "")
			return dir, nil
		}, "conflict: DIR/postgres/data/PG_VERSION holds no version of PostgreSQL: restore it, or choose another --data-dir"},
		"no room to make it": {func(t *testing.T) (string, func(*exec.Cmd)) { return disk(t, "20m"), nil }, "the disk of DIR/postgres is full: make room"},
		"no room to start it": {func(t *testing.T) (string, func(*exec.Cmd)) {
			dir := disk(t, "200m")
			p := start(t, dir)
			p.up()
			p.leave()
			filler, err := os.Create(filepath.Join(dir, "filler"))
			if err != nil {
				t.Fatal(err)
			}
			defer filler.Close()
			for err == nil {
				_, err = filler.Write(make([]byte, 4096))
			}
			return dir, nil
		}, "the disk of DIR/postgres is full: make room"},
		"out of the server's reach": {func(t *testing.T) (string, func(*exec.Cmd)) {
			nobody(t)
			return filepath.Join(mkdir(t, filepath.Join(tempDir(t), "closed"), 0o700), "data"), nil
		}, "user postgres cannot reach DIR: chmod o+x "},
		"an ordinary user where he may not write": {func(t *testing.T) (string, func(*exec.Cmd)) {
			u := nobody(t)
			return tempDir(t), as(u)
		}, "data directory DIR/postgres cannot be written: choose another --data-dir"},
		"an ordinary user on root's cluster": {func(t *testing.T) (string, func(*exec.Cmd)) {
			u := nobody(t)
			dir := tempDir(t)
			p := start(t, dir)
			p.up()
			p.leave()
			return dir, as(u)
		}, "DIR/postgres belongs to postgres: run beatplan as root, or choose another --data-dir"},
		"root on an ordinary user's cluster": {func(t *testing.T) (string, func(*exec.Cmd)) {
			u := nobody(t)
			dir := tempDir(t, u)
			p := start(t, dir, as(u))
			p.up()
			p.leave()
			return dir, nil
		}, "DIR/postgres belongs to nobody: run beatplan as nobody, or choose another --data-dir"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, adjust := tt.make(t)
			if adjust == nil {
				adjust = func(*exec.Cmd) {}
			}
			got := start(t, dir, adjust).line()
			if want := strings.ReplaceAll(tt.want, "DIR", dir); !strings.Contains(got, want) {
				t.Errorf("the program said\n%s\nwant in it\n%s", got, want)
			}
		})
	}
}

// disk returns a directory on a disk of the given size.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := tempDir(t)
	if err := syscall.Mount("none", dir, "tmpfs", 0, "mode=0755,size="+size); err != nil {
		t.Skipf("no small disk: mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}
