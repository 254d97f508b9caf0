package pglocal_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/pglocal"
)

func TestSmoke(t *testing.T) {
	dir, _ := os.MkdirTemp("", "pglocal")
	defer os.RemoveAll(dir)
	for range 2 {
		a := time.Now()
		c, err := pglocal.Open(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Log("open", time.Since(a), c.URL())
		conn, err := pgx.Connect(context.Background(), c.URL())
		if err != nil {
			t.Fatal(err)
		}
		var v string
		if err := conn.QueryRow(context.Background(), "select version()||postgis_full_version()").Scan(&v); err != nil {
			t.Fatal(err)
		}
		t.Log(v)
		conn.Close(context.Background())
		a = time.Now()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		t.Log("close", time.Since(a))
	}
}
