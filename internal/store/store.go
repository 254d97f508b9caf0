package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/internal/latest"
	"beatplan/internal/principal"
)

// A Store is a database with Beatplan's schema. It is safe for concurrent use.
type Store struct {
	db    *pgxpool.Pool
	queue *pgxpool.Pool // of the job queue alone, whose beats wait for nobody

	beside *latest.Memory[string, crime.Coverage] // see CoverageBeside
}

const (
	// Connections is how many connections a store has, unless the URL asks for more:
	// one for each request that a server lets in at once (twenty) and for the jobs that it
	// works beside them (thirteen at most), so that nobody waits for one.
	Connections = 33
	// QueueConnections is how many the job queue has: to listen, to be elected, to
	// fetch, to beat, and for files that are received for it.
	QueueConnections = 8
	// mostBeside is how many bytes of [Store.CoverageBeside] are kept.
	mostBeside = 1 << 20
	// lockPatience is how long a statement waits for a lock, in PostgreSQL's words.
	// Imports wait for each other as long as it takes (see [alone]).
	lockPatience = "1500ms"
	// idlePatience is for how long a transaction may say nothing, unless the URL says so: a
	// program that hangs holds its locks no longer. An import may read its file for as long
	// as it takes.
	idlePatience = "60s"
)

// CheckURL refuses a url that Open cannot read, with a fault.Invalid of one line.
func CheckURL(url string) error {
	if _, err := pgxpool.ParseConfig(url); err != nil {
		return fault.New(fault.Invalid, "database URL: %s", oneLine(err))
	}
	return nil
}

// Open connects to the database at url, a PostgreSQL URL or DSN, which must have
// the schema. An error is one line: fault.Invalid for a url that cannot be read,
// fault.Unavailable for a database that does not answer or has no PostGIS. What is done
// in a context without a principal is done for that of this one. Close
// must follow.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fault.New(fault.Invalid, "database URL: %s", oneLine(err))
	}
	config.AfterConnect = registerGeometry
	config.PrepareConn = carryPrincipal(principal.From(ctx))
	limitIdle(config.ConnConfig.RuntimeParams)
	queue := config.Copy()
	queue.MaxConns = QueueConnections
	if !strings.Contains(url, "pool_max_conns") { // pgxpool's own goes by the machine's cores
		config.MaxConns = 0
	}
	config.MaxConns = max(config.MaxConns, Connections)
	config.ConnConfig.RuntimeParams["lock_timeout"] = lockPatience
	s := &Store{beside: latest.Of[string](mostBeside, func(c crime.Coverage) int { return 400 * len(c) })}
	if s.db, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fault.New(fault.Unavailable, "connect to the database: %s", oneLine(err))
	}
	if s.queue, err = pgxpool.NewWithConfig(ctx, queue); err != nil {
		s.db.Close()
		return nil, fault.New(fault.Unavailable, "connect to the database: %s", oneLine(err))
	}
	if err := s.Ready(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// limitIdle ends transactions that say nothing, unless the URL says for how long they may,
// by name or among its options.
func limitIdle(params map[string]string) {
	const name = "idle_in_transaction_session_timeout"
	if params[name] == "" && !strings.Contains(params["options"], name) {
		params[name] = idlePatience
	}
}

const setPrincipal = `SELECT set_config('beatplan.principal', @principal, false)`

// carryPrincipal returns what tells the database for whom a connection works, each time
// that a pool lends it: the principal of the context, or where it has none, that of the
// context in which the store was opened. Whatever is read or written goes through here, so
// that a policy on rows can ask current_setting('beatplan.principal', true). It costs a round
// trip where that is somebody else than the last time.
func carryPrincipal(opener string) func(context.Context, *pgx.Conn) (bool, error) {
	return func(ctx context.Context, conn *pgx.Conn) (usable bool, err error) {
		const key = "principal"
		told := conn.PgConn().CustomData()
		name := cmp.Or(principal.From(ctx), opener)
		if was, _ := told[key].(string); was == name {
			return true, nil
		}
		if _, err := conn.Exec(ctx, setPrincipal, pgx.StrictNamedArgs{"principal": name}); err != nil {
			return false, err
		}
		told[key] = name
		return true, nil
	}
}

// A Pool is how many connections the store has for something.
type Pool struct {
	Name       string
	Used, Most int32
}

// Pools returns those of readers and writers, and of the job queue.
func (s *Store) Pools() []Pool {
	readers, queue := s.db.Stat(), s.queue.Stat()
	return []Pool{{"readers", readers.AcquiredConns(), readers.MaxConns()}, {"queue", queue.AcquiredConns(), queue.MaxConns()}}
}

// Close ends all connections, after the work that they are doing.
func (s *Store) Close() {
	s.db.Close()
	s.queue.Close()
}

// Ready reports whether the database answers; a fault.Unavailable says why it
// does not. Whether its schema is this program's is for migrations.Check to say.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.db.Ping(ctx); err != nil {
		return fault.New(fault.Unavailable, "connect to the database: %s", oneLine(err))
	}
	return nil
}

const isOwner = `SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'imports'::regclass`

// Owner reports whether the store's role may do anything to the tables: it owns them, or
// is a superuser.
func (s *Store) Owner(ctx context.Context) (bool, error) {
	rows, _ := s.db.Query(ctx, isOwner)
	is, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	return is, wrap(err, "what the database's role may do")
}

// oneLine returns the message of an error whose author wrote several lines.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
