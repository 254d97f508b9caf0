// Command truth asks whether risk terrain modelling finds what is planted in
// Demoshire's worlds: over many seeds it invents a county, fits a model with the usual
// settings of rtm fit and residents as exposure, and compares what is chosen with what
// was planted. It writes the table of docs/truth.md, and fails where a promise is
// not kept. It takes some twenty minutes, and needs no database.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"slices"

	"beatplan/demoshire"
)

func main() {
	seeds := flag.Int("seeds", 20, "seeds of each world that has something to find")
	null := flag.Int("null", 60, "seeds of each world that has nothing")
	resamples := flag.Int("resamples", 200, "draws behind an interval")
	named := flag.String("trials", "", "trials to make, a regular expression of their names; empty: all of them")
	file := flag.String("o", "", "file whose table is to be written anew; empty: none")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	which, err := regexp.Compile(*named)
	if err != nil {
		fmt.Fprintln(os.Stderr, "truth: trials:", err)
		os.Exit(2)
	}
	if err := run(ctx, which, *seeds, *null, *resamples, *file); err != nil {
		fmt.Fprintln(os.Stderr, "truth:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, named *regexp.Regexp, seeds, null, resamples int, file string) error {
	var findings []finding
	all := slices.DeleteFunc(trials(), func(t trial) bool { return !named.MatchString(t.name) })
	for _, world := range demoshire.Worlds() {
		of := slices.DeleteFunc(slices.Clone(all), func(t trial) bool { return t.world != world })
		if len(of) == 0 {
			continue
		}
		n := seeds
		if world == demoshire.Null {
			n = null
		}
		runs, err := tryAll(ctx, of, n, resamples)
		if err != nil {
			return err
		}
		for i, t := range of {
			findings = append(findings, find(t, runs[i]))
			fmt.Fprintf(os.Stderr, "%s: %d models\n", t.name, len(runs[i]))
		}
	}
	table := table(findings)
	fmt.Print(table)
	if file != "" {
		if err := rewrite(file, table); err != nil {
			return err
		}
	}
	return kept(findings)
}

// rewrite puts a table in place of the one between the marks in a file.
func rewrite(file, table string) error {
	const begin, end = "<!-- table -->\n", "<!-- end of table -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(text, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !found || !ended {
		return errors.New(file + " has no marks to put a table between")
	}
	return os.WriteFile(file, []byte(string(before)+begin+table+end+string(after)), 0o644)
}
