package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"beatplan/internal/fault"
	"beatplan/planner/benchmark"
	"beatplan/planner/orienteering"
)

// benchWorkers is how many workers search at once; each has the budget.
const benchWorkers = 2

type benchCommand struct {
	Path   string        `arg:"" help:"A folder of instances of Chao (.txt, with best-known.csv) or of district problems (.json), or one file of them."`
	Budget time.Duration `help:"CPU time of each of the two workers, for each instance." default:"1s" placeholder:"TIME"`
	Seed   uint64        `help:"Another seed gives another search." default:"1" placeholder:"N"`
	CSV    bool          `name:"csv" help:"Write CSV."`
	Routes string        `help:"Write the routes of each instance to this folder, as JSON." placeholder:"DIR"`
}

// A scored instance is what the search reached on it.
type scored struct {
	Instance  string   `json:"instance"`
	Score     float64  `json:"score"`
	BestKnown *float64 `json:"best_known,omitempty"` // of a Chao instance, where it is known
	GapPct    *float64 `json:"gap_pct,omitempty"`
	Flat      *float64 `json:"flat,omitempty"` // of a district: each visit in full
	Falling   *float64 `json:"falling,omitempty"`
	Visits    *int     `json:"visits,omitempty"`
	Bound     *float64 `json:"bound,omitempty"`
	Seconds   float64  `json:"seconds"` // CPU time of each worker
}

// Run solves the instances one after the other.
func (c benchCommand) Run(ctx context.Context, out *output) error {
	if c.Budget <= 0 {
		return usage{fmt.Errorf("--budget %v: give some time, such as 1s", c.Budget)}
	}
	files, district, err := c.files()
	if err != nil {
		return err
	}
	known, err := c.bestKnown()
	if err != nil {
		return err
	}
	if c.Routes != "" {
		if err := os.MkdirAll(c.Routes, 0o755); err != nil {
			return fault.New(fault.Invalid, "--routes: %w", err)
		}
	}
	t := newBenchTable(out, c.CSV, district)
	var all []scored
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		s, err := c.solve(ctx, name, file, district)
		if err != nil {
			return fault.New(fault.Invalid, "%s: %w", file, err)
		}
		if best, have := known[name]; have {
			gap := 0.0
			if best > 0 {
				gap = 100 * (1 - s.Score/best)
			}
			s.BestKnown, s.GapPct = &best, &gap
		}
		all = append(all, s)
		t.row(s)
	}
	return t.end(all)
}

// files returns the instances of the path, all of one kind.
func (c benchCommand) files() (files []string, district bool, err error) {
	info, err := os.Stat(c.Path)
	if err != nil {
		return nil, false, fault.New(fault.NotFound, "%w: name a folder of instances or a file", err)
	}
	found := []string{c.Path}
	if info.IsDir() {
		if found, err = filepath.Glob(filepath.Join(c.Path, "*")); err != nil {
			return nil, false, fault.New(fault.Invalid, "%s: %w", c.Path, err)
		}
	}
	byKind := map[string][]string{}
	for _, f := range found {
		kind := filepath.Ext(f)
		byKind[kind] = append(byKind[kind], f)
	}
	chao, districts := byKind[".txt"], byKind[".json"]
	switch {
	case len(chao)+len(districts) == 0:
		return nil, false, fault.New(fault.NotFound, "%s: no instances there: those of Chao end in .txt, districts in .json", c.Path)
	case len(chao) > 0 && len(districts) > 0:
		return nil, false, fault.New(fault.Invalid, "%s: it has both instances of Chao and districts: name a folder of one kind", c.Path)
	case len(chao) > 0:
		return chao, false, nil
	}
	return districts, true, nil
}

// bestKnown reads the table beside the instances, if there is one.
func (c benchCommand) bestKnown() (map[string]float64, error) {
	folder := c.Path
	if info, err := os.Stat(c.Path); err == nil && !info.IsDir() {
		folder = filepath.Dir(c.Path)
	}
	f, err := os.Open(filepath.Join(folder, "best-known.csv"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	known, err := benchmark.BestKnown(f)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s: %w", f.Name(), err)
	}
	return known, nil
}

// solve searches one instance for as long as the budget lasts.
func (c benchCommand) solve(ctx context.Context, name, file string, district bool) (scored, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return scored{}, err
	}
	var p benchmark.Problem
	if district {
		p, err = benchmark.District(data, false)
	} else {
		p, err = benchmark.Chao(strings.NewReader(string(data)))
	}
	if err != nil {
		return scored{}, err
	}
	begun := cpuTime()
	spent := func() time.Duration { return (cpuTime() - begun) / benchWorkers }
	found := orienteering.Search(p.Instance, p.Greedy(), orienteering.Settings{
		Seed:    c.Seed,
		Spent:   func() float64 { return spent().Seconds() / c.Budget.Seconds() },
		Between: func(float64) bool { return ctx.Err() == nil },
	})
	s := scored{Instance: name, Score: found.Prize, Seconds: spent().Seconds()}
	if err := p.Feasible(found); err != nil {
		return scored{}, err
	}
	if district {
		flat, falling, visits := p.Visits(found)
		bound := orienteering.Bound(p.Instance, found.Prize)
		s.Flat, s.Falling, s.Visits, s.Bound = &flat, &falling, &visits, &bound
	}
	if c.Routes == "" {
		return s, nil
	}
	routes, err := p.Routes(found)
	if err != nil {
		return scored{}, err
	}
	return s, os.WriteFile(filepath.Join(c.Routes, name+".json"), append(routes, '\n'), 0o644)
}

// cpuTime returns the CPU time that this process has used, of all its threads.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // a process can always ask for its own
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// A benchTable writes each instance as soon as it is solved.
type benchTable struct {
	out      *output
	district bool
	csv      *csv.Writer
	text     *tabwriter.Writer // nil: CSV
}

func newBenchTable(out *output, asCSV, district bool) *benchTable {
	t := &benchTable{out: out, district: district, csv: csv.NewWriter(out.stdout)}
	if !asCSV {
		t.text = tabwriter.NewWriter(out.stdout, 9, 0, 2, ' ', 0)
	}
	if district {
		t.write("instance", "flat", "falling", "visits", "bound", "seconds")
	} else {
		t.write("instance", "score", "best_known", "gap_pct", "seconds")
	}
	return t
}

func (t *benchTable) write(columns ...string) {
	switch {
	case t.out.json:
	case t.text != nil:
		fmt.Fprintln(t.text, strings.Join(columns, "\t"))
		t.text.Flush()
	default:
		_ = t.csv.Write(columns) // end reports what went wrong
		t.csv.Flush()
	}
}

func (t *benchTable) row(s scored) {
	seconds := fixed(s.Seconds, 2)
	if t.district {
		t.write(s.Instance, fixed(*s.Flat, 0), fixed(*s.Falling, 1), strconv.Itoa(*s.Visits), fixed(*s.Bound, 1), seconds)
		return
	}
	best, gap := "", ""
	if s.BestKnown != nil {
		best, gap = fixed(*s.BestKnown, 0), fixed(*s.GapPct, 3)
	}
	t.write(s.Instance, fixed(s.Score, 0), best, gap, seconds)
}

// end writes the mean and the worst of the instances whose best is known.
func (t *benchTable) end(all []scored) error {
	gaps := slices.DeleteFunc(slices.Clone(all), func(s scored) bool { return s.BestKnown == nil || *s.BestKnown == 0 })
	var mean float64
	worst := "none"
	if len(gaps) > 0 {
		for _, s := range gaps {
			mean += *s.GapPct / float64(len(gaps))
		}
		worst = fixed(*slices.MaxFunc(gaps, func(a, b scored) int { return cmp.Compare(*a.GapPct, *b.GapPct) }).GapPct, 3)
	}
	if t.out.json {
		return t.out.report(map[string]any{"instances": all, "mean_gap_pct": mean}, func(io.Writer) {})
	}
	if !t.district {
		t.write("mean "+fixed(mean, 3), "worst "+worst, "of "+strconv.Itoa(len(gaps)))
	}
	return t.csv.Error()
}

// fixed writes a number with so many digits behind the point.
func fixed(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }
