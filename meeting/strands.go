package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/hotspot"
)

// Small is what a public edition does not print: a count above 0 and under this might
// point to a person.
const Small = 5

// A StrandRow is a line of a strand table: a heading, and its count in some months
// against as many before.
type StrandRow struct {
	Name       string   `json:"name"`
	Version    int      `json:"version,omitempty"` // of the definition; absent where there is none
	Title      string   `json:"title"`
	Definition string   `json:"definition,omitempty"`
	Groups     []string `json:"groups,omitempty"`
	Measure    string   `json:"measure,omitempty"` // of success
	Before     *int     `json:"before"`            // offences; null: not known, or withheld
	After      *int     `json:"after"`
	Difference *int     `json:"difference"`       // null where either count is
	Percent    string   `json:"percent"`          // as the force prints it; empty where it cannot be told
	Verdict    string   `json:"verdict"`          // lower, comparable or above; empty where it cannot be told
	Months     []*int   `json:"months,omitempty"` // offences of all months, in order; null: not loaded whole. None in a public edition
	Note       string   `json:"note,omitempty"`

	noun string   // what is counted: offence, incident
	sums []string // offence types that the counts are the sum of; none: of parts of types
}

// Compare fills in what follows from two counts and a verdict on them.
func (r *StrandRow) compare(before, after int, verdict string) {
	difference := after - before
	r.Before, r.After, r.Difference, r.Verdict = &before, &after, &difference, verdict
	r.Percent = hotspot.PercentChange(float64(before), float64(after))
}

// StrandTable is twelve months to a month's end, or fewer, against as many before.
type StrandTable struct {
	Area    string `json:"area,omitempty"`
	Before  string `json:"before"`  // the period, as its column is headed
	After   string `json:"after"`   //
	Edition string `json:"edition"` // police, or public: without counts under five
	// Comparable is how many months at most, to the end of the same one, can be compared with
	// as many before: all of them are loaded whole. 0: none.
	Comparable int         `json:"comparable"`
	Strands    []StrandRow `json:"strands"`
	Types      []StrandRow `json:"types"` // of each offence type
	Notes      []string    `json:"notes"`
}

// MonthCounts are counts of one heading by month; a month that is not in it has none.
type MonthCounts map[crime.Month]int

// Year returns the twelve months that end with one.
func Year(to crime.Month) crime.Period { return crime.Period{From: to - year + 1, To: to} }

const year = 12 // months

// A Tally is what is counted under a heading.
type Tally struct {
	Row     StrandRow // without its counts
	Counts  MonthCounts
	Unknown string // why the data cannot say; empty: they can

	all, timeless MonthCounts // at any hour, and those of them of which nothing but the month is known
}

// Periods are what a strand table compares.
type Periods struct {
	Before, After crime.Period
	Loaded        func(crime.Month) bool // whether the month is loaded whole
	Zone          *time.Location
}

// Missing returns the months of both periods that are not loaded whole, in order.
func (p Periods) Missing() (missing []crime.Month) {
	for m := p.Before.From; m <= p.After.To; m++ {
		if !p.Loaded(m) {
			missing = append(missing, m)
		}
	}
	return missing
}

// Comparable returns how many months at most, up to twelve, can be compared with as many
// before them: those to the end of After, of which all are loaded whole. 0: none can.
func (p Periods) Comparable() int {
	loaded := 0
	for loaded < 2*year && p.Loaded(p.After.To-crime.Month(loaded)) {
		loaded++
	}
	return loaded / 2
}

// whole reports whether every month of a period is loaded.
func (p Periods) whole(of crime.Period) bool {
	for m := of.From; m <= of.To; m++ {
		if !p.Loaded(m) {
			return false
		}
	}
	return true
}

// Row returns the line of a heading. A period that is not loaded whole has no count:
// what is missing is not zero.
func (p Periods) Row(t Tally) (StrandRow, error) {
	row := t.Row
	if t.Unknown != "" {
		row.Note = t.Unknown
		return row, nil
	}
	row.Months = p.byMonth(t.Counts)
	before, after := t.Counts.in(p.Before), t.Counts.in(p.After)
	switch b, a := p.whole(p.Before), p.whole(p.After); {
	case b && a:
		months := p.months(t.Counts)
		scatter := hotspot.MonthScatter(months, nil, p.Before, p.After)
		change, err := hotspot.CompareMonths(months[:p.Before.Months()], months[p.Before.Months():], scatter)
		if err != nil {
			return row, fmt.Errorf("%s: %w", row.Name, err)
		}
		row.compare(before, after, change.Words())
	case b:
		row.Before = &before
	case a:
		row.After = &after
	}
	return row, nil
}

// months returns the counts of both periods, in order.
func (p Periods) months(counts MonthCounts) (months []hotspot.MonthCount) {
	for m := p.Before.From; m <= p.After.To; m++ {
		days := crime.Period{From: m, To: m}.Duration(p.Zone).Hours() / 24
		months = append(months, hotspot.MonthCount{Month: m, Count: float64(counts[m]), Days: days})
	}
	return months
}

// byMonth returns the counts of both periods' months, in order; nil for one that is not
// loaded whole.
func (p Periods) byMonth(counts MonthCounts) (months []*int) {
	for m := p.Before.From; m <= p.After.To; m++ {
		var count *int
		if p.Loaded(m) {
			count = new(int)
			*count = counts[m]
		}
		months = append(months, count)
	}
	return months
}

func (c MonthCounts) in(p crime.Period) (sum int) {
	for m := p.From; m <= p.To; m++ {
		sum += c[m]
	}
	return sum
}

// Strands returns the table of some headings and offence types.
func Strands(area string, p Periods, strands, types []Tally) (StrandTable, error) {
	t := StrandTable{Area: area, Before: p.Before.String(), After: p.After.String(), Edition: "police", Comparable: p.Comparable(), Strands: []StrandRow{}, Types: []StrandRow{}, Notes: []string{}}
	if p.After.Months() != year {
		t.Notes = append(t.Notes, "the periods are of different seasons: some of a change may be the time of year")
	}
	for _, list := range []struct {
		from []Tally
		to   *[]StrandRow
	}{{strands, &t.Strands}, {types, &t.Types}} {
		for _, tally := range list.from {
			row, err := p.Row(tally)
			if err != nil {
				return t, err
			}
			*list.to = append(*list.to, row)
		}
	}
	if missing := p.Missing(); len(missing) > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("not loaded whole: %s; a period with such a month has no count here", crime.Runs(missing)))
		if t.Comparable > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf("the last %s can be compared with as many before", english.Count(float64(t.Comparable), "month")))
		}
	}
	var unmeasured []string
	for _, r := range t.Strands {
		if r.Measure == "" {
			unmeasured = append(unmeasured, r.Title)
		}
	}
	if len(unmeasured) > 0 {
		t.Notes = append(t.Notes, "no measure of success is set for "+english.And(unmeasured))
	}
	return t, nil
}

// Public returns the table as a public edition has it: a count under [Small] is withheld,
// and with it what would give it away. How many offences there are of all types is known
// elsewhere, so the types are linked; so is a strand with the types that it is the sum of.
// Months, whose counts are small, are left out.
func (t StrandTable) Public() StrandTable {
	t.Edition = PublicEdition
	place := map[string]int{} // of types among all rows
	types := []int{}
	for i, r := range t.Types {
		place[r.Name] = len(t.Strands) + i
		types = append(types, len(t.Strands)+i)
	}
	links := [][]int{types}
	for i, r := range t.Strands {
		link := []int{i}
		for _, name := range r.sums {
			if at, there := place[name]; there {
				link = append(link, at)
			}
		}
		if len(link) > 1 {
			links = append(links, link)
		}
	}
	rows := withhold(slices.Concat(t.Strands, t.Types), links)
	t.Strands, t.Types = rows[:len(t.Strands):len(t.Strands)], rows[len(t.Strands):]
	return t
}

// Table lays a strand table out.
func (t StrandTable) Table() Table {
	before, after := inWords(t.Before), inWords(t.After)
	out := Table{Header: []string{"strand", before, after, "Diff.", "% Diff.", "verdict", "note"}, Notes: t.Notes}
	if t.Area != "" {
		out.Title = fmt.Sprintf("%s: %s against %s", t.Area, after, before)
	}
	for _, r := range slices.Concat(t.Strands, t.Types) {
		out.Rows = append(out.Rows, []string{r.Title, figure(r.Before), figure(r.After), figure(r.Difference), r.Percent, r.Verdict, r.Note})
	}
	return out
}

// inWords names a period of months as people do; whatever else heads a column stays.
func inWords(period string) string {
	from, to, _ := strings.Cut(period, "..")
	if _, err := crime.ParseMonth(from); err != nil {
		return period
	}
	return english.Months(from, cmp.Or(to, from))
}

// figure writes a count without thousands separators; nothing where it is not known.
func figure(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// StrandsOf returns the table of counts that somebody else has made, by their titles. Of
// the months behind them nothing is known, so the verdicts allow for as much scatter as
// is usual.
func StrandsOf(before, after string, counts []StrandCount) (StrandTable, error) {
	t := StrandTable{Before: before, After: after, Edition: "police", Comparable: year, Strands: []StrandRow{}, Types: []StrandRow{}, Notes: []string{}}
	const year = 365 // days
	scatter := hotspot.MonthScatter(nil, nil, crime.Period{}, crime.Period{})
	for _, c := range counts {
		change, err := hotspot.CompareMonths([]hotspot.MonthCount{{Count: float64(c.Before), Days: year}}, []hotspot.MonthCount{{Count: float64(c.After), Days: year}}, scatter)
		if err != nil {
			return t, fmt.Errorf("%s: %w", c.Title, err)
		}
		r := StrandRow{Name: c.Title, Title: c.Title}
		r.compare(c.Before, c.After, change.Words())
		t.Strands = append(t.Strands, r)
	}
	t.Notes = append(t.Notes, "how far months scatter is not known: the verdicts assume as much as is usual")
	return t, nil
}

// A StrandCount is a heading's two counts, 0 or more.
type StrandCount struct {
	Title         string
	Before, After int
}

// Summary says in a sentence how many headings are lower, comparable and above.
func (t StrandTable) Summary() string {
	var lower, comparable, above, unknown []string
	for _, r := range t.Strands {
		switch {
		case strings.HasPrefix(r.Verdict, hotspot.Lower):
			lower = append(lower, r.Title)
		case strings.HasPrefix(r.Verdict, hotspot.Above):
			above = append(above, r.Title)
		case r.Verdict != "":
			comparable = append(comparable, r.Title)
		default:
			unknown = append(unknown, r.Title)
		}
	}
	var parts []string
	for _, p := range []struct {
		says  string
		names []string
	}{{"lower", lower}, {"comparable", comparable}, {"above", above}, {"not known", unknown}} {
		if len(p.names) > 0 {
			parts = append(parts, p.says+": "+english.And(p.names))
		}
	}
	return cmp.Or(strings.Join(parts, "; "), "no strand is set")
}
