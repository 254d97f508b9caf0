package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"beatplan/internal/fault"
)

// Pool returns the connections of the job queue.
func (s *Store) Pool() *pgxpool.Pool { return s.queue }

// receivedPart is how many bytes a part of a received file has, but for the last.
const receivedPart = 1 << 20

const keepReceived = `INSERT INTO received (job, part, body) VALUES (@job, @part, @body)`

// KeepReceived keeps a file for a job, in the transaction that enqueues the job.
func (s *Store) KeepReceived(ctx context.Context, tx pgx.Tx, job int64, file io.Reader) error {
	err := inParts(file, func(part int, body []byte) error {
		_, err := tx.Exec(ctx, keepReceived, pgx.StrictNamedArgs{"job": job, "part": part, "body": body})
		return err
	})
	return wrap(err, "keep the file of job %d", job)
}

// inParts hands a file on in parts of receivedPart bytes, the last one of what is left.
func inParts(file io.Reader, keep func(part int, body []byte) error) error {
	body := make([]byte, receivedPart)
	for part := 0; ; part++ {
		n, err := io.ReadFull(file, body)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if n == 0 {
			return nil
		}
		if err := keep(part, body[:n]); err != nil {
			return err
		}
	}
}

const sizeReceived = `SELECT coalesce(sum(octet_length(body)), 0) FROM received WHERE job = @job`

// SizeReceived returns the bytes of the file of a job; 0 where it has none.
func (s *Store) SizeReceived(ctx context.Context, job int64) (int64, error) {
	rows, _ := s.db.Query(ctx, sizeReceived, pgx.StrictNamedArgs{"job": job})
	size, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	return size, wrap(err, "file of job %d", job)
}

const readReceived = `SELECT body FROM received WHERE job = @job AND part = @part`

// Received returns the file of a job, to be read while ctx lasts. It holds no
// connection between reads.
func (s *Store) Received(ctx context.Context, job int64) io.ReadCloser {
	return io.NopCloser(&parts{read: func(part int) ([]byte, error) {
		rows, _ := s.db.Query(ctx, readReceived, pgx.StrictNamedArgs{"job": job, "part": part})
		body, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]byte])
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, fault.New(fault.Unavailable, "read the file of job %d: %w", job, err)
		}
		return body, nil
	}})
}

// parts reads a file that is kept in parts, until one ends it with io.EOF.
type parts struct {
	read func(part int) ([]byte, error)
	next int
	rest []byte // of the part before
}

func (p *parts) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		var err error
		if p.rest, err = p.read(p.next); err != nil {
			return 0, err
		}
		p.next++
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

const dropReceived = `
DELETE FROM received AS r
WHERE NOT EXISTS (SELECT FROM river.river_job AS j WHERE j.id = r.job AND j.finalized_at IS NULL)`

const dropAnswers = `
DELETE FROM answers AS a
WHERE NOT EXISTS (SELECT FROM river.river_job AS j WHERE j.id = a.job)`

// DropReceived drops the files of jobs that have ended, and the answers of those that are
// forgotten.
func (s *Store) DropReceived(ctx context.Context) error {
	if _, err := s.db.Exec(ctx, dropReceived); err != nil {
		return wrap(err, "drop the files of ended jobs")
	}
	_, err := s.db.Exec(ctx, dropAnswers)
	return wrap(err, "drop the answers of forgotten jobs")
}

const keepAnswer = `
INSERT INTO answers (job, body) VALUES (@job, @body)
ON CONFLICT (job) DO UPDATE SET body = excluded.body`

// KeepAnswer keeps what a job has answered, in the place of what an attempt before did.
func (s *Store) KeepAnswer(ctx context.Context, job int64, body []byte) error {
	_, err := s.db.Exec(ctx, keepAnswer, pgx.StrictNamedArgs{"job": job, "body": string(body)})
	return wrap(err, "keep the answer of job %d", job)
}

// dataStamp counts imports, those of which nothing is left, and versions of what people set:
// none of these ever becomes less.
const dataStamp = `SELECT concat_ws('-', max(id), count(gone), (SELECT count(*) FROM versioned)) FROM imports`

// DataStamp returns a text that changes with the records and with what people set of groups,
// clocks, sources and the like.
func (s *Store) DataStamp(ctx context.Context) (string, error) {
	rows, _ := s.db.Query(ctx, dataStamp)
	stamp, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	return stamp, wrap(err, "stamp of the data")
}

const readAnswer = `SELECT body FROM answers WHERE job = @job`

// Answer returns what a job has answered. The error is a fault.NotFound where there is
// nothing.
func (s *Store) Answer(ctx context.Context, job int64) ([]byte, error) {
	rows, _ := s.db.Query(ctx, readAnswer, pgx.StrictNamedArgs{"job": job})
	body, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "no answer of job %d: forecasts, hotspots and spots that a job has done have one for a week", job)
	}
	return []byte(body), wrap(err, "answer of job %d", job)
}

const beat = `
UPDATE river.river_job
SET attempted_at = now(), metadata = metadata || jsonb_build_object('progress', @progress::jsonb)
WHERE id = @job AND attempt = @attempt AND state = 'running'`

// Beat says that an attempt of a job goes on, and how far it has come. It reports
// whether it still may: not if the job has been taken for lost, or has ended.
func (s *Store) Beat(ctx context.Context, job int64, attempt int, progress json.RawMessage) (bool, error) {
	tag, err := s.db.Exec(ctx, beat, pgx.StrictNamedArgs{"job": job, "attempt": attempt, "progress": progress})
	return tag.RowsAffected() == 1, wrap(err, "beat of job %d", job)
}

const markCancelled = `
UPDATE river.river_job
SET metadata = jsonb_build_object('cancelled_by', @by::text) || metadata
WHERE id = @job`

// MarkCancelled remembers who was the first to cancel a job, in the transaction
// that does.
func (s *Store) MarkCancelled(ctx context.Context, tx pgx.Tx, job int64, by string) error {
	_, err := tx.Exec(ctx, markCancelled, pgx.StrictNamedArgs{"job": job, "by": by})
	return wrap(err, "cancel job %d", job)
}
