package migrations

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"beatplan/internal/fault"
)

// A Probe tells whether the database answers and has the schema. It asks on a connection
// of its own, so that it waits for nobody's query, and at most once a second, however
// many want to know.
type Probe struct {
	url   string
	mu    sync.Mutex
	conn  *pgx.Conn // nil: none yet, or lost
	asked time.Time
	said  error
}

const (
	probeAge      = time.Second     // for how long an answer is taken for true
	probePatience = 3 * time.Second // for an answer
)

// NewProbe returns a probe of the database at url. It connects when it is asked. Close
// must follow.
func NewProbe(url string) *Probe { return &Probe{url: url} }

// Ready returns nil, or why the database cannot be used: a fault. It is safe for
// concurrent use.
func (p *Probe) Ready(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.asked) < probeAge {
		return p.said
	}
	// One who asks and leaves must not make the answer for the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probePatience)
	defer cancel()
	p.said = p.ask(ctx)
	p.asked = time.Now()
	return p.said
}

func (p *Probe) ask(ctx context.Context) (err error) {
	if p.conn == nil || p.conn.IsClosed() {
		if p.conn, err = pgx.Connect(ctx, p.url); err != nil {
			p.conn = nil
			return fault.New(fault.Unavailable, "connect to the database: %s", reason(err))
		}
	}
	err = checkOn(ctx, p.conn)
	if fault.Of(err) == fault.Internal { // the connection broke, or the answer took too long
		_ = p.conn.Close(ctx)
		p.conn = nil
		err = fault.New(fault.Unavailable, "ask the database: %s", reason(err))
	}
	return err
}

// reason says what is wrong without where the database is: the answer is for anybody.
func reason(err error) string {
	if said, is := errors.AsType[*pgconn.PgError](err); is {
		return said.Message
	}
	if number, is := errors.AsType[syscall.Errno](err); is {
		return number.Error()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("it does not answer within %s", probePatience)
	}
	return "it cannot be reached"
}

// Close ends the connection.
func (p *Probe) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.Close(context.Background()) // it goes with the program in any case
	}
}
