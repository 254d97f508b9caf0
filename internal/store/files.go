package store

import (
	"context"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

const keepFile = `INSERT INTO import_files (import, what, part, body) VALUES (@import, @what, @part, @body)`

// keepFiles keeps files with the rows of an import.
func keepFiles(ctx context.Context, tx pgx.Tx, id int64, files []ledger.File) error {
	for _, f := range files {
		body, err := f.Open()
		if err == nil {
			err = inParts(body, func(part int, body []byte) error {
				_, err := tx.Exec(ctx, keepFile, pgx.StrictNamedArgs{"import": id, "what": f.What, "part": part, "body": body})
				return err
			})
			err = errors.Join(err, body.Close())
		}
		if err != nil {
			return wrap(err, "keep the %s of import %d", f.What, id)
		}
	}
	return nil
}

const dropFiles = `DELETE FROM import_files WHERE import = @import`

const readFile = `
SELECT body, part = (SELECT max(part) FROM import_files WHERE import = @import AND what = @what) AS last
FROM import_files
WHERE import = @import AND what = @what AND part = @part`

// ImportFile returns a file that is kept with the rows of an import, to be read while
// ctx lasts; without one, nothing can be read. It holds no connection between reads; where the
// file goes in the meantime, reading ends with a fault.Conflict.
func (s *Store) ImportFile(ctx context.Context, id int64, what string) io.ReadCloser {
	ended := false
	return io.NopCloser(&parts{read: func(part int) ([]byte, error) {
		if ended {
			return nil, io.EOF
		}
		var body []byte
		err := s.db.QueryRow(ctx, readFile, pgx.StrictNamedArgs{"import": id, "what": what, "part": part}).Scan(&body, &ended)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, fault.New(fault.Conflict, "the %s of import %d went while it was read", what, id)
		}
		return body, wrap(err, "the %s of import %d", what, id)
	}})
}
