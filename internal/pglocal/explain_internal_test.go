package pglocal

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	lost := fmt.Errorf("import: %w", &net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
	other := errors.New("another")
	const full = "PANIC:  could not write to file \"pg_wal/xlogtemp.1\": No space left on device\n"
	tests := map[string]struct {
		log  string
		err  error
		want string
	}{
		"a lost connection, and a full disk": {strings.Repeat("LOG: much\n", 2000) + full, lost, "the disk of DIR is full: make room"},
		"a lost connection":                  {"LOG: stopped\n", lost, "connection reset by peer"},
		"said to the client":                 {"", &pgconn.PgError{Code: "53100"}, "the disk of DIR is full: make room"},
		"something else, and a full disk":    {full, other, "another"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := home{dir: t.TempDir()}
			if err := os.WriteFile(filepath.Join(h.dir, "log"), []byte(tt.log), 0o600); err != nil {
				t.Fatal(err)
			}
			got := (&Cluster{home: h}).Explain(tt.err).Error()
			if want := strings.ReplaceAll(tt.want, "DIR", h.dir); !strings.Contains(got, want) {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
	if err := (*Cluster)(nil).Explain(other); !errors.Is(err, other) {
		t.Errorf("without a cluster: %v", err)
	}
}
