// Package migrations holds the database schema, one numbered file a step, and
// brings a database up to it.
//
// Two programs may start on one database at the same time: [Up] works under an
// advisory lock, so that one of them migrates and the other waits. [Check] only
// reads: it is for databases whose owner decides when they change.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx" of database/sql, which goose wants
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"beatplan/internal/fault"
)

//go:embed *.sql
var files embed.FS

// How long Up waits for another migration of the same database to end.
const (
	lockRetrySeconds = 1
	lockRetries      = 300
)

// Up applies to the database at url, a PostgreSQL URL or DSN, every migration
// that it lacks, each in a transaction of its own. It does nothing to a
// database that has them all. A database that cannot be reached or that lacks
// PostGIS is [fault.Unavailable]; one of a newer schema is [fault.Conflict].
func Up(ctx context.Context, url string) error {
	have, err := version(ctx, url)
	if err != nil {
		return err
	}
	if err := refuseNewer(have); err != nil {
		return err
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		return fault.New(fault.Invalid, "database URL: %w", err)
	}
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockRetrySeconds, lockRetries))
	if err != nil {
		return fmt.Errorf("migration lock: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fault.New(fault.Unavailable, "migrate the database: %w", err)
	}
	return nil
}

// Check reports whether the database at url has exactly this program's schema.
// Where it has not, the error is a [fault.Conflict] that says what to run; it
// is [fault.Unavailable] when the database cannot be reached.
func Check(ctx context.Context, url string) error {
	have, err := version(ctx, url)
	if err != nil {
		return err
	}
	if want := latest(); have < want {
		return fault.New(fault.Conflict, "the database has schema %d and this beatplan needs %d: run beatplan migrate", have, want)
	}
	return refuseNewer(have)
}

// Hash returns a hexadecimal digest of all migrations: two programs with the
// same digest make the same schema.
func Hash() string {
	sum := sha256.New()
	for _, name := range names() {
		text, err := files.ReadFile(name)
		if err != nil {
			panic("migrations: embedded file: " + err.Error())
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func refuseNewer(have int64) error {
	if want := latest(); have > want {
		return fault.New(fault.Conflict, "the database has schema %d, and this beatplan knows only %d: use a newer beatplan", have, want)
	}
	return nil
}

// version returns the number of the last migration applied to the database at
// url, 0 when there is none. It changes nothing.
func version(ctx context.Context, url string) (int64, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, fault.New(fault.Unavailable, "connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var migrated bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('goose_db_version') IS NOT NULL").Scan(&migrated); err != nil {
		return 0, fmt.Errorf("look for the schema's version: %w", err)
	}
	if !migrated {
		return 0, nil
	}
	var v int64
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return v, nil
}

// latest returns the number of this program's last migration.
func latest() int64 {
	all := names()
	v, err := goose.NumericComponent(all[len(all)-1])
	if err != nil {
		panic("migrations: " + err.Error())
	}
	return v
}

// names lists the migrations in order.
func names() []string {
	all, err := fs.Glob(files, "*.sql")
	if err != nil || len(all) == 0 {
		panic("migrations: none embedded")
	}
	return all
}
