package store_test

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/pgtest"
	"beatplan/internal/principal"
	"beatplan/internal/store"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	bare, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	bare.Path = "/template1"
	tests := map[string]struct {
		url  string
		kind fault.Kind
		want string
	}{
		"not a URL":  {"postgres://me:secret@%", fault.Invalid, "database URL: "},
		"no server":  {"postgres://me:secret@127.0.0.1:1/nothing?connect_timeout=2", fault.Unavailable, "connect to the database: "},
		"no PostGIS": {bare.String(), fault.Unavailable, "has no PostGIS: run beatplan migrate"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Open(t.Context(), tt.url)
			if fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v (%s), want %s (%s)", err, fault.Of(err), tt.want, tt.kind)
			}
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%q has several lines, or the password", err)
			}
		})
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if most := s.Pools()[0].Most; most != store.Connections {
		t.Errorf("at most %d connections, want %d whatever the machine", most, store.Connections)
	}
	s.Close()
	if err := s.Ready(t.Context()); fault.Of(err) != fault.Unavailable {
		t.Errorf("closed: %v, want a fault.Unavailable", err)
	}
}

// A slowFile takes a while to read.
type slowFile struct {
	file[geo.Area]
	pause time.Duration
}

func (f slowFile) Rows() iter.Seq2[geo.Area, error] {
	time.Sleep(f.pause)
	return f.file.Rows()
}

// TestSilentTransactions: a transaction that says nothing for longer than it may has ended,
// unless it is an import, whose file takes as long as it takes.
func TestSilentTransactions(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	usual, err := store.Open(t.Context(), at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer usual.Close()
	var may string
	if err := usual.Pool().QueryRow(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&may); err != nil || may != "1min" {
		t.Errorf("a transaction may say nothing for %s (%v)", may, err)
	}
	options := at.Query()
	options.Set("options", "-c idle_in_transaction_session_timeout=2min")
	patient, err := store.Open(t.Context(), at.Scheme+"://"+at.User.String()+"@"+at.Host+at.Path+"?"+strings.ReplaceAll(options.Encode(), "+", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	defer patient.Close()
	if err := patient.Pool().QueryRow(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&may); err != nil || may != "2min" {
		t.Errorf("the URL's options say 2min, and it is %s (%v)", may, err)
	}
	query := at.Query()
	query.Set("idle_in_transaction_session_timeout", "100ms")
	at.RawQuery = query.Encode()
	s, err := store.Open(t.Context(), at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const pause = 400 * time.Millisecond
	err = pgx.BeginFunc(t.Context(), s.Pool(), func(tx pgx.Tx) error {
		time.Sleep(pause)
		_, err := tx.Exec(t.Context(), "SELECT 1")
		return err
	})
	if err == nil {
		t.Error("a transaction that said nothing goes on")
	}
	land := orb.MultiPolygon{orb.Bound{Min: orb.Point{0, 51}, Max: orb.Point{0.1, 51.1}}.ToPolygon()}
	slow := slowFile{file[geo.Area]{rows: []geo.Area{{Kind: geo.District, Code: "NEW", Name: "New", Land: land}}}, pause}
	if _, err := s.ImportAreas(t.Context(), []store.Incoming[geo.Area]{slow}, "test"); err != nil {
		t.Errorf("an import that took a while to read: %v", err)
	}
}

// TestPrincipals has the database told for whom each statement is, whoever a connection
// worked for before.
func TestPrincipals(t *testing.T) {
	t.Parallel()
	s, err := store.Open(principal.With(t.Context(), "opener"), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	whose := func(ctx context.Context) string {
		var name string
		if err := s.Pool().QueryRow(ctx, "SELECT current_setting('beatplan.principal', true)").Scan(&name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, name := range []string{"Asha", "Asha", "Ben"} {
		if got := whose(principal.With(t.Context(), name)); got != name {
			t.Errorf("for %s the database is told %q", name, got)
		}
	}
	if got := whose(t.Context()); got != "opener" {
		t.Errorf("for nobody in particular it is told %q", got)
	}
}
