package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

const (
	// patience is how long a sender of a body may be silent, and a reader of an answer
	// may take for a piece of it.
	patience = 30 * time.Second
	// leastRate is how many bytes a second a body must have on the average, and an answer
	// lose, from when patience has passed.
	leastRate = 1 << 10
	// piece is how much of an answer is sent under one deadline, in bytes.
	piece = 64 << 10
)

// errSilent says that a body stopped coming.
var errSilent = errors.New("the body stopped coming, or came too slowly: send it again, without a break")

// A patientBody gives up on a sender who says nothing for a time, or next to nothing for
// longer. How long all of it takes does not matter: files may be large, and lines slow.
type patientBody struct {
	io.ReadCloser
	deadline func(time.Time) error // sets when a read fails; the zero time: never
	patience time.Duration
	rate     int       // bytes a second
	since    time.Time // when the first read began
	read     int       // bytes
}

func patient(w http.ResponseWriter, body io.ReadCloser, patience time.Duration, rate int) io.ReadCloser {
	return &patientBody{ReadCloser: body, deadline: http.NewResponseController(w).SetReadDeadline, patience: patience, rate: rate}
}

func (b *patientBody) Read(p []byte) (int, error) {
	if b.since.IsZero() {
		b.since = time.Now()
	}
	until := due(b.since, b.read, b.rate, b.patience)
	// Where there is no connection to set a deadline for, as in tests, there is
	// nobody to wait for either.
	_ = b.deadline(until)
	n, err := b.ReadCloser.Read(p)
	b.read += n
	if errors.Is(err, io.EOF) {
		_ = b.deadline(time.Time{}) // the server goes on listening for the sender's leaving
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSilent
	}
	return n, err
}

// due returns until when the next bytes must have moved on a line that has moved so many
// since then: patience from now, and no later than the rate allows with patience more.
func due(since time.Time, moved, rate int, patience time.Duration) time.Time {
	until := since.Add(patience + time.Duration(float64(moved)/float64(rate)*float64(time.Second)))
	if silent := time.Now().Add(patience); silent.Before(until) {
		return silent
	}
	return until
}

// A patientWriter gives up on a reader who takes longer than patience for a piece, or
// takes next to nothing for longer.
type patientWriter struct {
	http.ResponseWriter
	deadline func(time.Time) error // sets when a write fails
	patience time.Duration
	rate     int       // bytes a second
	since    time.Time // when the first write began
	sent     int       // bytes
}

func (w *patientWriter) Write(p []byte) (int, error) {
	if w.since.IsZero() {
		w.since = time.Now()
	}
	sent := 0
	for {
		_ = w.deadline(due(w.since, w.sent, w.rate, w.patience)) // as in Read
		n, err := w.ResponseWriter.Write(p[sent:min(len(p), sent+piece)])
		sent += n
		w.sent += n
		if err != nil || sent == len(p) {
			return sent, err
		}
	}
}

// Unwrap is for http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// patiently serves with a writer that gives up on readers who stop reading. A body that a
// handler did not read to its end holds the answer up no longer than a moment: the
// server would wait for much of it before it answers.
func patiently(h http.Handler, patience time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		h.ServeHTTP(&patientWriter{ResponseWriter: w, deadline: control.SetWriteDeadline, patience: patience, rate: leastRate}, r)
		_ = control.SetReadDeadline(time.Now().Add(patience / 30)) // as in Read
	})
}
