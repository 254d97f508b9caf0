package store

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/internal/pgtest"
	"beatplan/internal/principal"
)

// heard notes for whom the database was told that each statement is.
type heard struct {
	mu                sync.Mutex
	statements, wrong []string
}

func (h *heard) TraceQueryStart(ctx context.Context, conn *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if whose, told := ctx.Value(h).(string); told && q.SQL != setPrincipal {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.statements = append(h.statements, q.SQL)
		if was := conn.PgConn().CustomData()["principal"]; was != whose {
			h.wrong = append(h.wrong, q.SQL)
		}
	}
	return ctx
}

func (*heard) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TestEveryReadCarriesThePrincipal calls every method of the store for two people by turns.
// Whatever statements it makes are on a connection that was told for whom it works.
func TestEveryReadCarriesThePrincipal(t *testing.T) {
	t.Parallel()
	s, err := Open(principal.With(t.Context(), "opener"), pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{}
	traced := func(pool *pgxpool.Pool) *pgxpool.Pool {
		config := pool.Config()
		pool.Close()
		config.ConnConfig.Tracer = h
		config.MaxConns, config.MinConns = 4, 0
		with, err := pgxpool.NewWithConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(with.Close)
		var lent []*pgxpool.Conn // all connect now, so that what they ask then is not taken for a reader's
		for range config.MaxConns {
			c, err := with.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			lent = append(lent, c)
		}
		for _, c := range lent {
			c.Release()
		}
		return with
	}
	s.db, s.queue = traced(s.db), traced(s.queue)

	of, reading := reflect.ValueOf(s), 0
	var silent []string
	for i := range of.NumMethod() {
		name, kind := of.Type().Method(i).Name, of.Method(i).Type()
		if kind.NumIn() == 0 || kind.In(0) != reflect.TypeFor[context.Context]() {
			continue
		}
		h.statements = nil
		for _, who := range []string{"Asha", "Ben"} {
			h.wrong = nil
			callWithNothing(context.WithValue(principal.With(t.Context(), who), h, who), of.Method(i))
			if len(h.wrong) > 0 {
				t.Errorf("%s for %s: the database is not told so at %q", name, who, h.wrong)
			}
		}
		if len(h.statements) > 0 {
			reading++
		} else {
			silent = append(silent, name)
		}
	}
	if reading < 80 {
		t.Errorf("%d methods make statements; these make none: %v", reading, slices.Sorted(slices.Values(silent)))
	}
}

// callWithNothing calls a method with a context and nothing else, whatever comes of it.
func callWithNothing(ctx context.Context, method reflect.Value) {
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	defer func() { _ = recover() }() // a nil reader
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn(); i++ {
		in = append(in, reflect.Zero(method.Type().In(i)))
	}
	if method.Type().IsVariadic() {
		method.CallSlice(in)
		return
	}
	method.Call(in)
}
