package store_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/store"
)

// published is a file that is known by what is in it.
type published struct {
	file[crime.Record]
	name string
}

func (f published) Name() string { return f.name }

func (f published) Ended() (string, int) {
	text, err := json.Marshal(f.rows)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%x", crime.DigestOf(string(text))), f.rejected
}

func publish(t *testing.T, into func(files []store.Incoming[crime.Record]) ([]json.RawMessage, error), rows []crime.Record) (entry struct {
	ID          int64 `json:"id,string"`
	New         int
	Updated     int
	Unchanged   int
	Dropped     int
	Republished []string
},
) {
	t.Helper()
	entries, err := into([]store.Incoming[crime.Record]{published{file[crime.Record]{rows: rows}, "file"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(entries[0], &entry); err != nil {
		t.Fatal(err)
	}
	return entry
}

// importing and replacing are the two ways in.
func importing(t *testing.T, s *store.Store) func([]store.Incoming[crime.Record]) ([]json.RawMessage, error) {
	return func(files []store.Incoming[crime.Record]) ([]json.RawMessage, error) {
		return s.ImportOffences(t.Context(), files, "test")
	}
}

func replacing(t *testing.T, s *store.Store) func([]store.Incoming[crime.Record]) ([]json.RawMessage, error) {
	return func(files []store.Incoming[crime.Record]) ([]json.RawMessage, error) {
		return s.ReplaceOffences(t.Context(), files, "test")
	}
}

// monthOf returns so many offences of a month of street files, some without a reference,
// which differ in their street, or of a records system, with days. They are in two
// districts, and some at one point, or nowhere.
func monthOf(n int, timed bool) []crime.Record {
	var rows []crime.Record
	for i := range n {
		at := &orb.Point{0.5 + float64(i)/1000, 51.55}
		switch i % 8 {
		case 1, 2, 3, 4, 5:
			at = &orb.Point{0.65, 51.55}
		case 6:
			at = nil
		}
		r := record(fmt.Sprint("row ", i), "Robbery", at, geo.DefaultResolution)
		r.Source, r.Location, r.Outcome = "street (Testshire Police)", fmt.Sprint("On or near Street ", i), "Under investigation"
		if timed {
			r.Source, r.Precision = "rms", crime.Instant
			r.From = r.From.AddDate(0, 0, i*31/n).Add(12 * 3600e9)
			r.To = r.From
		}
		if timed || i%3 > 0 {
			r.Reference = fmt.Sprint("ref ", i)
			r.Key = crime.DigestOf(r.Source, r.Reference)
		}
		rows = append(rows, r)
	}
	return rows
}

// emptied removes all offences, with the partition of their month, and all that follows
// from them.
func emptied(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), `DROP TABLE IF EXISTS offences_2025_01, offences_2025_02; DELETE FROM offences; DELETE FROM superseded; DELETE FROM tallies; DELETE FROM coverage; DELETE FROM imports WHERE kind = 'offences'`); err != nil {
		t.Fatal(err)
	}
}

// answers is all that answers rest on: the rows, the tallies and the coverage.
func answers(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, _ := pool.Query(t.Context(), `
SELECT (to_jsonb(o) - 'import_id')::text FROM offences AS o
UNION ALL SELECT concat_ws('|', block, month, district, encode(entries, 'hex')) FROM tallies
UNION ALL SELECT concat_ws('|', month, source, district, month_only, days, counted) FROM coverage
ORDER BY 1`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// size is how many rows a property's month has at most.
func size() int {
	if os.Getenv("BEATPLAN_LONG") != "" {
		return 200
	}
	return 24
}

// inParts loads rows in up to four files, in any order, some of them twice, one or several
// at a time, and returns the files.
func inParts[T any](rt *rapid.T, whole []T, load func(files [][]T)) (parts [][]T) {
	parts = make([][]T, rapid.IntRange(1, 4).Draw(rt, "files"))
	for _, row := range whole {
		k := rapid.IntRange(0, len(parts)-1).Draw(rt, "file")
		parts[k] = append(parts[k], row)
	}
	order := rapid.Permutation(slices.Concat(parts, parts[:rapid.IntRange(0, len(parts)).Draw(rt, "twice")])).Draw(rt, "order")
	for len(order) > 0 {
		n := rapid.IntRange(1, len(order)).Draw(rt, "at a time")
		load(order[:n])
		order = order[n:]
	}
	return parts
}

// monthsOf returns so many offences of each of several sources, street files and records
// systems, in the same month and, of one, in the next as well. Some of each have no reference.
func monthsOf(rt *rapid.T, most int) []crime.Record {
	var all []crime.Record
	for i, source := range rapid.Permutation([]string{"street (Testshire Police)", "street (Westshire Police)", "rms", "old rms"}).Draw(rt, "sources")[:rapid.IntRange(1, 4).Draw(rt, "of them")] {
		rows := monthOf(rapid.IntRange(1, most).Draw(rt, "rows of "+source), !crime.IsStreet(source))
		for k := range rows {
			r := &rows[k]
			r.Source = source
			if k%5 == 0 {
				r.Reference = ""
			}
			if r.Key = crime.DigestOf(source, r.Reference); r.Reference == "" {
				r.Key = crime.DigestOf(source, r.Location, r.From.String())
				if r.At != nil { // where two of one type and time are alike, nobody can tell parts from a republication
					apart := record("", r.Type, &orb.Point{0.5 + float64(k)/1000, 51.55}, geo.DefaultResolution)
					r.At, r.Cell = apart.At, apart.Cell
				}
			}
			if i == 0 && k%4 == 3 {
				r.Month, r.From, r.To = r.Month+1, r.From.AddDate(0, 1, 0), r.To.AddDate(0, 1, 0)
			}
		}
		all = append(all, rows...)
	}
	return all
}

// TestSplits: months of any sources that come in any number of files, in any order, some of
// them more than once, one or several at a time, give the same answers as one file of them;
// and so does the one file after them.
func TestSplits(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	withAreas(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		whole := monthsOf(rt, size())
		emptied(t, pool)
		publish(t, importing(t, s), whole)
		want := answers(t, pool)

		emptied(t, pool)
		inParts(rt, whole, func(parts [][]crime.Record) {
			var files []store.Incoming[crime.Record]
			for _, part := range parts {
				files = append(files, published{file[crime.Record]{rows: part}, "file"})
			}
			if _, err := importing(t, s)(files); err != nil {
				rt.Fatal(err)
			}
		})
		if diff := cmp.Diff(want, answers(t, pool)); diff != "" {
			rt.Fatalf("in parts (-whole +parts):\n%s", diff)
		}
		publish(t, importing(t, s), whole)
		if diff := cmp.Diff(want, answers(t, pool)); diff != "" {
			rt.Fatalf("in parts and then whole (-whole +after parts):\n%s", diff)
		}
	})
}

func withAreas(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.ImportAreas(t.Context(), sources(county()), "test"); err != nil {
		t.Fatal(err)
	}
}

// TestRepublications: a month that is published again, which is said or shows in what the
// file holds, gives the answers of the later file, whatever came before, and however often
// it is loaded; and without it, those of what came before.
func TestRepublications(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	withAreas(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		timed := rapid.Bool().Draw(rt, "timed")
		rows := monthOf(rapid.IntRange(2, size()).Draw(rt, "rows"), timed)
		// A version of the month, which has its first and last rows and so speaks of the
		// same days; of the others all but a few.
		version := func(what string, leaves int) []crime.Record {
			file := slices.Clone(rows)
			for range min(leaves, len(rows)-2) {
				i := rapid.IntRange(1, len(file)-2).Draw(rt, what+" without")
				file = slices.Delete(file, i, i+1)
			}
			for i := range file {
				file[i].Outcome = rapid.SampledFrom([]string{"Under investigation", "Offender sent to prison"}).Draw(rt, what+" outcome")
				if file[i].Reference == "" {
					file[i].Key = crime.DigestOf(file[i].Location, file[i].Outcome)
				}
			}
			return file
		}
		left := rapid.IntRange(0, len(rows)/2).Draw(rt, "later without how many")
		later := version("later", left)
		emptied(t, pool)
		publish(t, importing(t, s), later)
		want := answers(t, pool)

		emptied(t, pool)
		files := rapid.IntRange(0, 3).Draw(rt, "files before")
		loaded := len(rows)
		for range files {
			without := rapid.IntRange(0, len(rows)/2).Draw(rt, "earlier without how many")
			publish(t, importing(t, s), version("earlier", without))
			loaded = len(rows) - min(without, len(rows)-2)
		}
		before := answers(t, pool)
		how := replacing(t, s)
		if shows := files == 1 && 5*left <= loaded; shows && rapid.Bool().Draw(rt, "unsaid") {
			how = importing(t, s)
		}
		last := publish(t, how, later)
		if diff := cmp.Diff(want, answers(t, pool)); diff != "" {
			rt.Fatalf("published again (-later file alone +after others):\n%s", diff)
		}
		for range rapid.IntRange(0, 2).Draw(rt, "once more") {
			again := publish(t, importing(t, s), later)
			if diff := cmp.Diff(want, answers(t, pool)); diff != "" || again.New+again.Updated+again.Dropped > 0 {
				rt.Fatalf("and once more, %+v (-once +twice):\n%s", again, diff)
			}
		}
		if _, err := s.Delete(t.Context(), last.ID, "test", "a test"); err != nil {
			t.Fatal(err)
		}
		if last.Unchanged > 0 || len(before) == 0 { // rows found unchanged are those of the earlier file
			return
		}
		if diff := cmp.Diff(before, answers(t, pool)); diff != "" {
			rt.Fatalf("undone (-before +after):\n%s", diff)
		}
	})
}

// TestPublishesSomeAgain: of the months of the sources that a file has, it publishes those again
// of which it holds most, and adds to the others.
func TestPublishesSomeAgain(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	month := func(source string, later crime.Month) []crime.Record {
		rows := monthOf(20, true)
		for i := range rows {
			r := &rows[i]
			r.Source, r.Month, r.Reference = source, r.Month+later, fmt.Sprint(source, later, i)
			r.From = r.From.AddDate(0, int(later), 0)
			r.To, r.Key = r.From, crime.DigestOf(source, r.Reference)
		}
		return rows
	}
	var all, some []crime.Record
	for _, source := range []string{"old rms", "rms"} {
		for later := range crime.Month(2) {
			rows := month(source, later)
			all = append(all, rows...)
			most := source == "rms" && later == 1 || source == "old rms" && later == 0
			for i, r := range rows {
				if i == 0 || i == len(rows)-1 || most && i != 7 { // all days, and most rows or two
					some = append(some, r)
				}
			}
		}
	}
	publish(t, importing(t, s), all)
	got := publish(t, importing(t, s), some)
	if want := []string{"old rms 2025-01", "rms 2025-02"}; !slices.Equal(got.Republished, want) || got.Dropped != 2 {
		t.Errorf("%+v, want %q and a row dropped of each", got, want)
	}
	var left int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM offences").Scan(&left); err != nil || left != len(all)-2 {
		t.Errorf("%d offences left of %d (%v)", left, len(all), err)
	}
}

// TestPublishedAgain has what tells a month that is published again from more of it.
func TestPublishedAgain(t *testing.T) {
	t.Parallel()
	changed := func(rows []crime.Record, change func(r *crime.Record)) []crime.Record {
		rows = slices.Clone(rows)
		for i := range rows {
			if change(&rows[i]); rows[i].Reference == "" {
				rows[i].Key = crime.DigestOf(fmt.Sprint(rows[i].Location, rows[i].At, rows[i].AreaCode, rows[i].Outcome))
			}
		}
		return rows
	}
	month, days := monthOf(10, false), monthOf(31, true)
	moved := func(r *crime.Record) {
		if r.At != nil {
			r.At = &orb.Point{r.At[0] + 0.0003, r.At[1]}
		}
	}
	tests := map[string]struct {
		first, second       []crime.Record
		dropped, afterwards int
		again               bool
	}{
		"four fifths":               {month, month[2:], 2, 8, true},
		"less":                      {month, month[3:], 0, 10, false},
		"other rows":                {month[:5], month[5:], 0, 10, false},
		"another LSOA":              {month, changed(month, func(r *crime.Record) { r.AreaCode = "E01099777" }), 4, 10, true},
		"another outcome":           {month, changed(month, func(r *crime.Record) { r.Outcome = "Offender fined" }), 4, 10, true},
		"moved snap points":         {month, changed(month, moved), 4, 10, true},
		"a week, moved by a day":    {days[:7], days[1:8], 0, 8, true},
		"a day that has lost a row": {monthOf(62, true)[:20], monthOf(62, true)[:19], 1, 19, true},
		"a later day":               {days[:7], days[7:8], 0, 8, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, pool := pooled(t)
			publish(t, importing(t, s), tt.first)
			e := publish(t, importing(t, s), tt.second)
			var n int
			if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM offences").Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n != tt.afterwards || e.Dropped != tt.dropped || (len(e.Republished) > 0) != tt.again {
				t.Errorf("%d rows, %d dropped, published again: %v; want %d, %d, %t", n, e.Dropped, e.Republished, tt.afterwards, tt.dropped, tt.again)
			}
		})
	}
}

// TestMoved: references that stand for another offence than before are named, and those that
// have been corrected a little are not.
func TestMoved(t *testing.T) {
	t.Parallel()
	changed := func(months int, east float64) func(r *crime.Record) {
		return func(r *crime.Record) {
			r.From = r.From.AddDate(0, months, 0)
			r.To, r.Month = r.From, crime.MonthOf(r.From)
			if r.At != nil {
				r.At = &orb.Point{r.At[0] + east, r.At[1]}
			}
		}
	}
	tests := map[string]struct {
		change func(r *crime.Record)
		street bool
		want   *ledger.Moved
	}{
		"month and place":     {change: changed(12, 0.05), want: &ledger.Moved{Known: 8, MonthAndPlace: 7, Month: 1}}, // one has no position
		"a year":              {change: changed(-12, 0), want: &ledger.Moved{Known: 8, Month: 8}},
		"kilometres":          {change: changed(0, 0.03), want: &ledger.Moved{Known: 8, Place: 7}},
		"a month and a mile":  {change: changed(1, 0.02)},
		"another outcome":     {change: func(r *crime.Record) { r.Outcome = "Offender fined" }},
		"street files":        {change: changed(0, 0.05), street: true},
		"nothing was changed": {change: func(*crime.Record) {}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			rows := monthOf(8, !tt.street)
			publish(t, importing(t, s), rows)
			for i := range rows {
				tt.change(&rows[i])
			}
			entries, err := importing(t, s)(sources(rows))
			if err != nil {
				t.Fatal(err)
			}
			var entry struct{ Moved *ledger.Moved }
			if err := json.Unmarshal(entries[0], &entry); err != nil {
				t.Fatal(err)
			}
			same(t, tt.want, entry.Moved)
		})
	}
}

// TestPublishedAgainAndBack: a row that one file dropped and a later one has again is not
// there twice when the first of them is undone.
func TestPublishedAgainAndBack(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	month := monthOf(10, false)
	publish(t, importing(t, s), month)
	second := publish(t, importing(t, s), month[1:])
	publish(t, importing(t, s), month)
	if _, err := s.Delete(t.Context(), second.ID, "test", "a test"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM offences").Scan(&n); err != nil || n != 10 {
		t.Errorf("%d rows, error %v; want 10", n, err)
	}
}
