package pglocal_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/pglocal"
)

// TestKeep kills the server under a program that keeps it and holds connections to it:
// there is another soon, and what had been stored is there.
func TestKeep(t *testing.T) {
	t.Parallel()
	dir := tempDir(t)
	c, err := pglocal.Open(t.Context(), dir, pglocal.Throwaway())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	kept := make(chan error, 1)
	go func() { kept <- c.Keep(ctx) }()
	idle, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close(context.WithoutCancel(ctx)) //nolint:errcheck // its server is dead
	if _, err := idle.Exec(ctx, "SET synchronous_commit = on; CREATE TABLE stored (n int)"); err != nil {
		t.Fatal(err)
	}

	first := postmaster(dir)
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if n, err := stored(ctx, c.URL()); err == nil && n == 0 {
			break
		} else if time.Now().After(limit) {
			t.Fatalf("no server answers a minute after the first was killed: %v", err)
		}
	}
	if second := postmaster(dir); second == 0 || second == first {
		t.Errorf("the server is process %d, and was %d", second, first)
	}
	stop()
	if err := <-kept; err != nil {
		t.Errorf("keeping ends with %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	gone(t, dir)
}

// stored counts the rows of the table.
func stored(ctx context.Context, url string) (n int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx) //nolint:errcheck // the count is what matters
	return n, conn.QueryRow(ctx, "SELECT count(*) FROM stored").Scan(&n)
}
