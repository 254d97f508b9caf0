// Package migrations holds the database schema, one numbered file a step, and
// brings a database up to it: Beatplan's own tables, and in a schema of their own
// those of the job queue, River.
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
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx" of database/sql, which goose wants
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"beatplan/internal/fault"
)

//go:embed *.sql
var files embed.FS

// How long Up waits for another migration of the same database to end.
const (
	lockRetrySeconds = 1
	lockRetries      = 300
)

// River is the schema that the tables of the job queue are in.
const River = "river"

// versions are the numbers of the last migrations: of Beatplan's own tables, and
// of the job queue's; and how many of the former there are, since a later program may have
// an earlier number that this one lacked.
type versions struct{ own, count, river int64 }

// Up applies to the database at url, a PostgreSQL URL or DSN, every migration
// that it lacks, each in a transaction of its own, and leaves to its owner which it has. A database that cannot be reached or that lacks
// PostGIS is [fault.Unavailable]; one of a newer schema is [fault.Conflict].
func Up(ctx context.Context, url string) error {
	have, err := applied(ctx, url)
	if err != nil {
		return err
	}
	if err := refuseNewer(have); err != nil {
		return err
	}
	if have == latest() {
		return keep(ctx, url)
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
	conn, err := db.Conn(ctx)
	if err != nil {
		return fault.New(fault.Unavailable, "connect to the database: %w", err)
	}
	defer conn.Close()
	if err := locker.SessionLock(ctx, conn); err != nil {
		return fault.New(fault.Unavailable, "wait for another migration: %w", err)
	}
	err = upOwn(ctx, db)
	if err == nil {
		err = upRiver(ctx, url)
	}
	if err == nil {
		err = keep(ctx, url)
	}
	return errors.Join(err, locker.SessionUnlock(context.WithoutCancel(ctx), conn))
}

// insufficientPrivilege is PostgreSQL's code.
const insufficientPrivilege = "42501"

func upOwn(ctx context.Context, db *sql.DB) error {
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithLogger(goose.NopLogger()), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	_, err = provider.Up(ctx)
	if said, is := errors.AsType[*pgconn.PgError](err); is && said.Code == insufficientPrivilege && strings.Contains(said.Message, "extension") {
		return fault.New(fault.Unavailable, "the database lacks the extension postgis, and only its administrator may create it: have CREATE EXTENSION postgis run in it, and migrate again (%s)", said.Message)
	}
	if err != nil {
		return fault.New(fault.Unavailable, "migrate the database: %w", err)
	}
	return nil
}

func upRiver(ctx context.Context, url string) error {
	db, err := pgxpool.New(ctx, url)
	if err != nil {
		return fault.New(fault.Invalid, "database URL: %w", err)
	}
	defer db.Close()
	if _, err := db.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+River); err != nil {
		return fault.New(fault.Unavailable, "migrate the job queue: %w", err)
	}
	if _, err := river(db).Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fault.New(fault.Unavailable, "migrate the job queue: %w", err)
	}
	return nil
}

// river returns what migrates the job queue of a database.
func river(db *pgxpool.Pool) *rivermigrate.Migrator[pgx.Tx] {
	m, err := rivermigrate.New(riverpgxv5.New(db), &rivermigrate.Config{Schema: River, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic("migrations: " + err.Error())
	}
	return m
}

// Check reports whether the database at url has exactly this program's schema.
// Where it has not, the error is a [fault.Conflict] that says what to run; it
// is [fault.Unavailable] when the database cannot be reached.
func Check(ctx context.Context, url string) error {
	have, err := applied(ctx, url)
	return check(have, err)
}

// checkOn does the same on a connection that is there. An error of the connection has
// no kind.
func checkOn(ctx context.Context, conn *pgx.Conn) error {
	have, err := appliedOn(ctx, conn)
	return check(have, err)
}

func check(have versions, err error) error {
	if err != nil {
		return err
	}
	switch want := latest(); {
	case have.own == want.own && have.count < want.count:
		return fault.New(fault.Conflict, "the database lacks %d of the changes that this beatplan needs: run beatplan migrate", want.count-have.count)
	case have.own < want.own:
		return fault.New(fault.Conflict, "the database has schema %d and this beatplan needs %d: run beatplan migrate", have.own, want.own)
	case have.river < want.river:
		return fault.New(fault.Conflict, "the job queue in the database has schema %d and this beatplan needs %d: run beatplan migrate", have.river, want.river)
	}
	return refuseNewer(have)
}

// Hash returns a hexadecimal digest of all migrations and of what a role is let do: two
// programs with the same digest make the same schema.
func Hash() string {
	sum := sha256.New()
	for _, name := range names() {
		text, err := files.ReadFile(name)
		if err != nil {
			panic("migrations: embedded file: " + err.Error())
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	fmt.Fprintf(sum, "river %d\n%s\n%s", latest().river, allowServing, keepVersions)
	return hex.EncodeToString(sum.Sum(nil))
}

func refuseNewer(have versions) error {
	switch want := latest(); {
	case have.own > want.own:
		return fault.New(fault.Conflict, "the database has schema %d, and this beatplan knows only %d: use a newer beatplan", have.own, want.own)
	case have.river > want.river:
		return fault.New(fault.Conflict, "the job queue in the database has schema %d, and this beatplan knows only %d: use a newer beatplan", have.river, want.river)
	}
	return nil
}

// applied returns the numbers of the last migrations applied to the database at
// url, 0 where there is none. It changes nothing.
func applied(ctx context.Context, url string) (versions, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return versions{}, fault.New(fault.Unavailable, "connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return appliedOn(ctx, conn)
}

func appliedOn(ctx context.Context, conn *pgx.Conn) (v versions, err error) {
	if v.own, err = last(ctx, conn, "goose_db_version", "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied"); err != nil {
		return v, err
	}
	if v.count, err = last(ctx, conn, "goose_db_version", "SELECT count(DISTINCT version_id) FROM goose_db_version WHERE is_applied AND version_id > 0"); err != nil {
		return v, err
	}
	v.river, err = last(ctx, conn, River+".river_migration", "SELECT coalesce(max(version), 0) FROM "+River+".river_migration")
	return v, err
}

// last returns what a query of a table finds, and 0 where there is no such table.
func last(ctx context.Context, conn *pgx.Conn, table, query string) (version int64, err error) {
	var there bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&there); err != nil {
		return 0, fmt.Errorf("look for the schema's version: %w", err)
	}
	if !there {
		return 0, nil
	}
	if err := conn.QueryRow(ctx, query).Scan(&version); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version, nil
}

// latest returns the numbers of this program's last migrations.
func latest() versions {
	all := names()
	own, err := goose.NumericComponent(all[len(all)-1])
	if err != nil {
		panic("migrations: " + err.Error())
	}
	rivers := river(nil).AllVersions()
	return versions{own, int64(len(all)), int64(rivers[len(rivers)-1].Version)}
}

// names lists the migrations in order.
func names() []string {
	all, err := fs.Glob(files, "*.sql")
	if err != nil || len(all) == 0 {
		panic("migrations: none embedded")
	}
	return all
}
