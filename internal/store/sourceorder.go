package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/internal/ledger"
)

const selectOrder = `SELECT body FROM versioned WHERE kind = '` + ledger.SourceOrder + `' ORDER BY version DESC LIMIT 1`

// sourceOrder returns the order in which answers count systems.
func sourceOrder(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, _ := tx.Query(ctx, selectOrder)
	order, err := pgx.CollectOneRow(rows, pgx.RowTo[crime.SourceOrder])
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return order.Systems, wrap(err, "source order")
}

// reorder chooses anew what answers count, and counts anew the months in which that
// changes. It reads these.
func reorder(ctx context.Context, tx pgx.Tx) error {
	order, err := sourceOrder(ctx, tx)
	if err != nil {
		return err
	}
	rows, _ := tx.Query(ctx, selectCoverage)
	held, err := pgx.CollectRows(rows, holding)
	if err != nil {
		return err
	}
	chosen := slices.Clone(held)
	crime.Coverage(chosen).Choose(order)
	of := map[crime.Month]crime.Coverage{}
	changes := map[crime.Month]bool{}
	for i, h := range chosen {
		of[h.Month] = append(of[h.Month], h)
		changes[h.Month] = changes[h.Month] || h.Counted != held[i].Counted
	}
	var months []time.Time
	for m, c := range of {
		if !changes[m] {
			continue
		}
		month := m.Start(time.UTC)
		if err := saveCoverage(ctx, tx, month, c); err != nil {
			return err
		}
		months = append(months, month)
	}
	return retally(ctx, tx, months)
}
