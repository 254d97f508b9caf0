package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// patience is how long a sender of a body may be silent.
const patience = 30 * time.Second

// errSilent says that a body stopped coming.
var errSilent = errors.New("the body stopped coming: send it again, without a break")

// A patientBody gives up on a sender who says nothing for a time. How long all of
// it takes does not matter: files may be large, and lines slow.
type patientBody struct {
	io.ReadCloser
	deadline func(time.Time) error // sets when a read fails; the zero time: never
	patience time.Duration
}

func patient(w http.ResponseWriter, body io.ReadCloser, patience time.Duration) io.ReadCloser {
	return patientBody{body, http.NewResponseController(w).SetReadDeadline, patience}
}

func (b patientBody) Read(p []byte) (int, error) {
	// Where there is no connection to set a deadline for, as in tests, there is
	// nobody to wait for either.
	_ = b.deadline(time.Now().Add(b.patience))
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		_ = b.deadline(time.Time{}) // the server goes on listening for the sender's leaving
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSilent
	}
	return n, err
}
