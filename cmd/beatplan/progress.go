package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"beatplan/internal/app"
)

// An intake is files whose rows are taken in.
type intake interface {
	app.Reading
	Doing() string // with rows that have been read; empty while none has been
}

// watch says on w how far files have been read, from the first second on: in a
// line that is drawn anew on a terminal, in a line now and then elsewhere. The
// function that it returns ends that.
func watch[R intake](w io.Writer, files []R) (end func()) {
	f, isFile := w.(*os.File)
	terminal := isFile && term.IsTerminal(int(f.Fd()))
	every := 5 * time.Second
	if terminal {
		every = 200 * time.Millisecond
	}
	done := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		began := time.Now()
		for wait := time.Second; ; wait = every {
			select {
			case <-done:
				if terminal {
					fmt.Fprint(w, "\r\x1b[K")
				}
				return
			case <-time.After(wait):
			}
			line := far(files, time.Since(began))
			if terminal {
				fmt.Fprint(w, "\r\x1b[K"+line)
			} else {
				fmt.Fprintln(w, line)
			}
		}
	})
	return func() {
		close(done)
		ended.Wait()
	}
}

// far returns a line that says how far files have been read in a time.
func far[R intake](files []R, elapsed time.Duration) string {
	bytes, size, rows := sum(files)
	line := fmt.Sprintf("%d rows, %.0f a second", rows, float64(rows)/elapsed.Seconds())
	if size == 0 {
		return line
	}
	share := min(float64(bytes)/float64(size), 1)
	const width = 30
	full := int(share * width)
	if share == 1 { // a rate would fall for as long as they are stored
		line = fmt.Sprintf("%d rows are read; %s", rows, cmp.Or(last(files), "storing the rows"))
	}
	bar := fmt.Sprintf("[%s%s] %3.0f%%  %s", strings.Repeat("=", full), strings.Repeat(" ", width-full), 100*share, line)
	if share > 0 && share < 1 {
		left := time.Duration(float64(elapsed) * (1 - share) / share)
		return bar + ", " + left.Round(time.Second).String() + " left"
	}
	return bar
}

// sum adds up how far files have been read; the size is unknown where one's is.
func sum[R intake](files []R) (bytes, size, rows int64) {
	known := true
	for _, f := range files {
		b, s, r := f.Progress()
		bytes, size, rows = bytes+b, size+s, rows+r
		known = known && s > 0
	}
	if !known {
		size = 0
	}
	return bytes, size, rows
}

// last returns what is done with the rows of the last file that has been read.
func last[R intake](files []R) (doing string) {
	for _, f := range files {
		doing = cmp.Or(f.Doing(), doing)
	}
	return doing
}
