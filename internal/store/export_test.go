package store

import (
	"context"
	"encoding/binary"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
)

// MostAlike is how many keys of a file are remembered.
const MostAlike = mostAlike

// NotRail is the condition that leaves rails out.
const NotRail = notRail

// ImportOffencesRemembering imports offences after so many others of their files.
func (s *Store) ImportOffencesRemembering(ctx context.Context, files []Incoming[crime.Record], others int) (entries []json.RawMessage, err error) {
	err = s.importing(ctx, func(tx pgx.Tx) error {
		in, err := newOffenceImport(ctx, tx)
		if err != nil {
			return err
		}
		for i := range others {
			var key crime.Digest
			binary.BigEndian.PutUint64(key[:], uint64(i))
			in.alike[key] = 1
		}
		entries, err = loadAll(ctx, tx, files, "test", offences(in))
		return err
	})
	return entries, err
}

// Statements returns the statements of every table that imports fill: those that
// create the temporary tables, and the others.
func Statements() (creates, others []string) {
	for _, t := range tables() {
		creates = append(creates, t.create(false))
		others = append(others, t.some(""), t.same(""), t.supersede(""), t.insert(), t.remove(), t.forget(), t.relink(), t.restore(), t.count())
	}
	return creates, append(others, insertPiled(tables()[0]), dropSites(leftOutOfList("new_sites")), dropSites(leftOutOfAll))
}
