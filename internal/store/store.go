package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/internal/fault"
)

// A Store is a database with Beatplan's schema. It is safe for concurrent use.
type Store struct{ db *pgxpool.Pool }

// leastConnections is how many connections a store may have at least: an import
// keeps one for as long as it takes, and others go on working.
const leastConnections = 12

// Open connects to the database at url, a PostgreSQL URL or DSN, which must have
// the schema. An error is one line: fault.Invalid for a url that cannot be read,
// fault.Unavailable for a database that does not answer or has no PostGIS. Close
// must follow.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fault.New(fault.Invalid, "database URL: %s", oneLine(err))
	}
	config.AfterConnect = registerGeometry
	config.MaxConns = max(config.MaxConns, leastConnections)
	db, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "connect to the database: %s", oneLine(err))
	}
	s := &Store{db}
	if err := s.Ready(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// Close ends all connections, after the work that they are doing.
func (s *Store) Close() { s.db.Close() }

// Ready reports whether the database answers; a fault.Unavailable says why it
// does not. Whether its schema is this program's is for migrations.Check to say.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.db.Ping(ctx); err != nil {
		return fault.New(fault.Unavailable, "connect to the database: %s", oneLine(err))
	}
	return nil
}

// oneLine returns the message of an error whose author wrote several lines.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
