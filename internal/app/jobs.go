package app

import (
	"encoding/json"
	"io"
	"time"
)

// A Job is work that is done when a worker is free.
type Job struct {
	ID        string          `json:"id"`
	Kind      string          `json:"kind"` // names the verb: import, count, find, plan …
	State     JobState        `json:"state"`
	Principal string          `json:"principal"` // who asked: what comes of it is theirs
	Request   json.RawMessage `json:"request"`   // what was asked for

	EnqueuedAt time.Time  `json:"enqueued_at"`
	StartedAt  *time.Time `json:"started_at,omitempty"` // the last attempt
	EndedAt    *time.Time `json:"ended_at,omitempty"`

	Percent *int   `json:"percent,omitempty"` // of the work; nil: unknown
	Rows    *int64 `json:"rows,omitempty"`    // read, of an import; nil: none yet

	Attempts     int       `json:"attempts"`
	MostAttempts int       `json:"most_attempts"`
	Failures     []Failure `json:"failures"` // of attempts, in their order
	CancelledBy  string    `json:"cancelled_by,omitempty"`

	JobResults
}

// JobResults are what a job has made.
type JobResults struct {
	Results []string `json:"results,omitempty"` // their paths
}

// A Failure is why an attempt came to nothing.
type Failure struct {
	Attempt int       `json:"attempt"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
}

// A JobState is how far a job has come.
type JobState string

// The states. The last three are the end.
const (
	JobWaiting   JobState = "waiting"   // for a worker
	JobRunning   JobState = "running"   //
	JobRetrying  JobState = "retrying"  // an attempt failed that may do better later
	JobDone      JobState = "done"      //
	JobFailed    JobState = "failed"    // for a reason that stays, or too often
	JobCancelled JobState = "cancelled" // by somebody
)

// Ended reports whether the job is over.
func (s JobState) Ended() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// A Body is a file that has been received.
type Body struct {
	Size int64 // bytes
	Open func() (io.ReadCloser, error)
}

// A Reading is a file that is being read, or other work that goes on.
type Reading interface {
	// Progress returns how many bytes, or other parts, of how many and how many rows
	// have been read; a size of 0 is unknown.
	Progress() (bytes, size, rows int64)
}
