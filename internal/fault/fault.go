// Package fault gives errors a kind, so that whoever ends a piece of work can
// tell the caller's mistakes from the program's.
//
// The message of a fault is written for the person who asked: one line that
// names the thing and the way out. The API turns kinds into HTTP statuses in
// one table, and the command line prints the message and exits 1. An error
// without a kind is [Internal]: it is logged, and its text is not for callers.
package fault

import (
	"errors"
	"fmt"
)

// A Kind says what sort of trouble an error is.
type Kind string

// The kinds.
const (
	Invalid       Kind = "invalid"       // the request cannot be read: a wrong header, an unknown option
	Unprocessable Kind = "unprocessable" // it was understood and cannot be done: an empty period, no hours
	NotFound      Kind = "not-found"     // it names something that is not there
	Conflict      Kind = "conflict"      // it disagrees with what is stored, or with work under way
	Stale         Kind = "stale"         // what it changes has changed since it was read
	Forbidden     Kind = "forbidden"     // this principal may not do it
	Busy          Kind = "busy"          // as much as the program does at once is under way
	Unavailable   Kind = "unavailable"   // something that the program needs is missing: database, disk, package
	Internal      Kind = "internal"      // a defect of the program
)

// An Error is an error with a kind.
type Error struct {
	Kind Kind
	err  error
}

// New returns an error of the kind whose message is fmt.Errorf's of the format
// and its arguments; with %w it wraps.
func New(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, err: fmt.Errorf(format, args...)}
}

// Of returns the kind of the outermost fault in err's chain, and [Internal]
// when there is none. It is "" for nil.
func Of(err error) Kind {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Error returns the message alone, without the kind.
func (e *Error) Error() string { return e.err.Error() }

// Unwrap leads errors.Is and errors.As to whatever the message's %w wrapped.
func (e *Error) Unwrap() error { return e.err }
