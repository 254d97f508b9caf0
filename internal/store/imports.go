package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
)

// An Incoming file is one on its way in. Rows may be read once; what Ended returns
// is known when they have been.
type Incoming[T any] = interface {
	Name() string
	Rows() iter.Seq2[T, error]            // an error ends them, and the import
	Mapping() string                      // SHA-256 of its mapping file, or nothing
	Ended() (sha256 string, rejected int) // of the file as it came; rows that could not be parsed
	Files() []ledger.File                 // to be kept with the rows; known when they have ended
	Does(what string, share float64)      // takes what is done with the rows once they have been read, and how much of that is done
}

// lockImports lets one import in at a time: its figures are then exact, and two
// of one file are one and a repetition.
const lockImports = `LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE`

const beginImport = `
INSERT INTO imports (kind, filename, file_hash, mapping_hash, principal, read, new, updated, unchanged, rejected)
VALUES (@kind, @filename, '', nullif(@mapping_hash, ''), @principal, 0, 0, 0, 0, 0)
RETURNING id`

const endImport = `
UPDATE imports
SET file_hash = @file_hash, cut_off = @cut_off, mended = @mended, repeated = nullif(@repeated::bigint, 0),
    moved = @moved, republished = @republished, dropped = nullif(@dropped::bigint, 0), staying = nullif(@staying::bigint, 0), lists = nullif(@lists::bigint, 0), read = @read, new = @new, updated = @updated, unchanged = @unchanged, rejected = @rejected
WHERE id = @id
RETURNING ` + ledgerEntry

// ImportOffences adds the records of files, and puts those known by month and
// key that have changed in the place of the old, and returns the files' entries
// in the ledger. After an error, none of the files is in.
//
// A file that holds most of what is loaded of a source's month publishes it again: what
// it no longer has of the days of which it speaks moves to the history.
func (s *Store) ImportOffences(ctx context.Context, files []Incoming[crime.Record], principal string) ([]json.RawMessage, error) {
	return s.importOffences(ctx, files, principal, false)
}

// ReplaceOffences does the same, and takes every month of the files as published again.
func (s *Store) ReplaceOffences(ctx context.Context, files []Incoming[crime.Record], principal string) ([]json.RawMessage, error) {
	return s.importOffences(ctx, files, principal, true)
}

func (s *Store) importOffences(ctx context.Context, files []Incoming[crime.Record], principal string, replaces bool) ([]json.RawMessage, error) {
	var entries []json.RawMessage
	err := s.importing(ctx, func(tx pgx.Tx) error {
		in, err := newOffenceImport(ctx, tx)
		if err != nil {
			return err
		}
		in.replaces = replaces
		if entries, err = loadAll(ctx, tx, files, principal, offences(in)); err != nil {
			return err
		}
		replaced, err := monthsReplacedBy(ctx, tx, entries)
		if err != nil {
			return err
		}
		had, err := changedBy(entries, in.had)
		if err != nil {
			return err
		}
		if err := repile(ctx, tx, append(had, replaced...)); err != nil {
			return err
		}
		changed, err := changedBy(entries, in.all)
		if err != nil {
			return err
		}
		months := distinct(append(changed, replaced...))
		for i, month := range months {
			files[len(files)-1].Does("counting the offences of each month", float64(i)/float64(len(months)))
			if err := recount(ctx, tx, []time.Time{month}); err != nil {
				return err
			}
		}
		return in.overlaps(ctx, tx, entries)
	})
	if err != nil {
		return nil, fmt.Errorf("import offences: %w", err)
	}
	return entries, nil
}

// ImportAreas does the same with areas, known by kind and code. A polygon that is not
// valid, or encloses nothing, is a fault.Unprocessable. Offences that are there are held
// against the areas anew. An area that is loaded already, and known by a number where the
// other is by a code, is a fault.Conflict: the same land would be there twice.
func (s *Store) ImportAreas(ctx context.Context, files []Incoming[geo.Area], principal string) ([]json.RawMessage, error) {
	return s.importAreas(ctx, files, principal, areas(false))
}

// RepairAreas does the same, and repairs polygons that are not valid by ST_MakeValid.
func (s *Store) RepairAreas(ctx context.Context, files []Incoming[geo.Area], principal string) ([]json.RawMessage, error) {
	return s.importAreas(ctx, files, principal, areas(true))
}

func (s *Store) importAreas(ctx context.Context, files []Incoming[geo.Area], principal string, st staging[geo.Area]) ([]json.RawMessage, error) {
	var entries []json.RawMessage
	err := s.importing(ctx, func(tx pgx.Tx) (err error) {
		if entries, err = loadAll(ctx, tx, files, principal, st); err != nil {
			return err
		}
		if err := loadedByNumber(ctx, tx, entries); err != nil {
			return err
		}
		return relocateAll(ctx, tx)
	})
	if err != nil {
		return nil, fmt.Errorf("import areas: %w", err)
	}
	return entries, nil
}

// ImportSites does the same with sites, known by source and id. A file that holds most of
// a list that is loaded publishes it again: what it no longer has of it moves to the history.
func (s *Store) ImportSites(ctx context.Context, files []Incoming[geo.Site], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, sites(&siteImport{}))
}

func load[T any](ctx context.Context, s *Store, files []Incoming[T], principal string, st staging[T]) ([]json.RawMessage, error) {
	var entries []json.RawMessage
	err := s.importing(ctx, func(tx pgx.Tx) (err error) {
		entries, err = loadAll(ctx, tx, files, principal, st)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", st.name, err)
	}
	return entries, nil
}

const waitForLocks = `SELECT set_config('lock_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`

// alone waits until no other transaction changes what is imported, however long that
// takes, and has the database wait for this one.
func alone(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, waitForLocks); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, lockImports)
	return err
}

// importing does an import's work: all of it or, after an error, none.
func (s *Store) importing(ctx context.Context, work func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := alone(ctx, tx); err != nil {
			return err
		}
		return work(tx)
	})
}

// loadAll takes in files of one kind and returns their entries in the ledger.
func loadAll[T any](ctx context.Context, tx pgx.Tx, files []Incoming[T], principal string, st staging[T]) ([]json.RawMessage, error) {
	entries := make([]json.RawMessage, len(files))
	reading, stop := context.WithCancel(ctx)
	rows := ahead(reading, files)
	defer func() {
		stop()
		for range rows { // until no file is read any more
		}
	}()
	for i, file := range files {
		var err error
		if entries[i], err = st.load(ctx, tx, file, rows, principal); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// load takes in one file and returns its entry in the ledger.
func (st staging[T]) load(ctx context.Context, tx pgx.Tx, file Incoming[T], rows <-chan batch[T], principal string) (json.RawMessage, error) {
	row, _ := tx.Query(ctx, beginImport, pgx.StrictNamedArgs{"kind": st.name, "filename": file.Name(), "mapping_hash": file.Mapping(), "principal": principal})
	id, err := pgx.CollectExactlyOneRow(row, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	m, err := st.merge(ctx, tx, id, file, rows)
	if err != nil {
		return nil, err
	}
	if err := keepFiles(ctx, tx, id, file.Files()); err != nil {
		return nil, err
	}
	hash, rejected := file.Ended()
	row, _ = tx.Query(ctx, endImport, pgx.StrictNamedArgs{
		"id": id, "file_hash": hash, "cut_off": m.cutOff, "mended": m.mended, "repeated": m.repeated,
		"moved": m.moved, "republished": m.what, "dropped": m.dropped, "staying": m.staying, "lists": m.lists, "read": m.staged + int64(rejected), "new": m.added, "updated": m.updated,
		"unchanged": m.unchanged, "rejected": rejected,
	})
	return pgx.CollectExactlyOneRow(row, pgx.RowTo[json.RawMessage])
}
