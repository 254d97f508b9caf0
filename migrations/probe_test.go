package migrations_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/internal/fault"
	"beatplan/internal/pgtest"
	"beatplan/migrations"
)

// TestProbe asks many times, and then has its connection cut and a database that is not
// there.
func TestProbe(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	db, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := migrations.NewProbe(url)
	defer p.Close()
	for range 50 {
		if err := p.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var others int
	const count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
	if err := db.QueryRow(t.Context(), count).Scan(&others); err != nil || others != 1 {
		t.Errorf("50 questions take %d connections, %v", others, err)
	}
	if _, err := db.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // an answer is a second old at the most
	if err := p.Ready(t.Context()); fault.Of(err) != fault.Unavailable {
		t.Errorf("with its connection cut: %v", err)
	}
	time.Sleep(1100 * time.Millisecond)
	if err := p.Ready(t.Context()); err != nil {
		t.Errorf("the next time: %v", err)
	}
	nowhere := migrations.NewProbe("postgres:///nowhere?host=/nonexistent")
	if err := nowhere.Ready(t.Context()); fault.Of(err) != fault.Unavailable {
		t.Errorf("of a database that is not there: %v", err)
	}
}
