package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/long"
)

// asProgram makes the test binary the program itself, which a test can then kill.
const asProgram = "BEATPLAN_AS_PROGRAM"

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(decoding) != "" && os.Getenv(fakeDecoder) != "":
		decodeAsFake()
	case os.Getenv(asProgram) != "", os.Getenv(decoding) != "":
		main()
	}
	os.Exit(m.Run())
}

// TestKilled kills an import into an empty database at twenty random moments. Each
// leaves the tables as they were, and the last import, which nobody kills, what it
// would have made of an empty database.
func TestKilled(t *testing.T) {
	t.Parallel()
	long.Test(t)
	p := newProgram(t)
	var text strings.Builder
	text.WriteString("Crime ID,Month,Longitude,Latitude,Crime type,Last outcome category\n")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		fmt.Fprintf(&text, "%x,2025-%02d,%.6f,%.6f,Burglary,\n", i/2, 1+r.IntN(12), 0.5+r.Float64()/10, 51.6+r.Float64()/10)
	}
	file := p.write("year.csv", text.String())
	began := time.Now()
	p.must("import", "offences", file)
	took := time.Since(began)
	want := p.rows()
	undisturbed := p.url

	p = newProgram(t)
	if p.url == undisturbed {
		t.Fatal("one database for both")
	}
	file = p.write("year.csv", text.String())
	command := func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0], "--database-url", p.url, "--data-dir", filepath.Join(p.dir, "data"), "import", "offences", file)
		cmd.Env = append(os.Environ(), asProgram+"=yes")
		return cmd
	}
	whole := 0
	for killed := 0; killed < 20; {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.Float64()*float64(took)))
		err := command(ctx).Run() // killed with SIGKILL
		cancel()
		if err != nil {
			killed++
		} else {
			took = took * 9 / 10
		}
		switch n := p.count(); n {
		case 0:
		case len(want): // killed once it was in, or not at all: the next begins with nothing again
			whole++
			p.exec("DELETE FROM offences")
		default:
			t.Fatalf("%d rows after a kill, want none or all %d", n, len(want))
		}
	}
	t.Logf("%d imports were in before they could be killed", whole)
	if n := query[int](p, "SELECT count(*) FROM pg_class WHERE relname LIKE 'new\\_%'")[0]; n != 0 {
		t.Errorf("%d tables of imports that were killed are left", n)
	}
	if output, err := command(t.Context()).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	got := p.rows()
	if len(got) != len(want) {
		t.Fatalf("%d rows, undisturbed %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("row %d is %s, undisturbed %s", i, got[i], want[i])
		}
	}
}

// rows returns the offences, but for the number of their import, in order.
func (p program) rows() []string {
	return query[string](p, "SELECT (to_jsonb(o) - 'import_id')::text FROM offences AS o ORDER BY 1")
}

// exec changes the database.
func (p program) exec(sql string) {
	p.t.Helper()
	ctx := p.t.Context()
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	_, err = conn.Exec(ctx, sql)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		p.t.Fatal(err)
	}
}

// count returns the number of offences.
func (p program) count() int { return query[int](p, "SELECT count(*) FROM offences")[0] }

// query returns what the database says.
func query[T any](p program, sql string) []T {
	p.t.Helper()
	ctx := p.t.Context()
	conn, err := pgx.Connect(ctx, p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // it has only read
	rows, _ := conn.Query(ctx, sql)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}
