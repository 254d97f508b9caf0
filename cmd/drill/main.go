// Command drill breaks a server on purpose, as a careless caller, a scanner or a bad day
// would, and prints what became of it beside what may. It serves Demoshire from a data
// directory of its own, and takes some twenty minutes.
//
//	make drill
//	go run ./cmd/drill readers killed    # the rows whose names have one of these words
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
)

// A row is one thing that goes wrong.
type row struct {
	name string
	may  string // what may become of it
	try  func(ctx context.Context, s *server) (seen string, ok bool, err error)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, "bin/beatplan", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "drill:", err)
		os.Exit(1)
	}
}

// run tries the rows whose names have one of the words, all where there is none, and
// prints the table. The error says how many missed.
func run(ctx context.Context, program string, words []string) (err error) {
	s, err := start(ctx, program, "")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.show(os.Stderr)
		}
		err = errors.Join(err, s.stop())
	}()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what goes wrong\tmay\tseen\t")
	missed := 0
	tried := slices.DeleteFunc(rows(), func(r row) bool {
		return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(r.name, word) })
	})
	for _, r := range tried {
		seen, ok, err := r.try(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		verdict := "ok"
		if !ok {
			verdict = "MISSED"
			missed++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.name, r.may, seen, verdict)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d missed", missed, len(tried))
	}
	return nil
}
