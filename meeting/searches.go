package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/report"
)

// A SearchLine is the stop and searches of a month in an area. They are outputs of patrol,
// printed side by side: nothing is derived from them.
type SearchLine struct {
	Month    crime.Month `json:"month"`
	Area     string      `json:"area"` // name
	Code     string      `json:"code"`
	Searches int         `json:"searches"`
	Objects  []WordCount `json:"objects"`  // what was searched for, most first
	Outcomes []WordCount `json:"outcomes"` // most first
}

// A WordCount is how many searches a file says a word of.
type WordCount struct {
	Word  string `json:"word"`
	Count int    `json:"count"`
}

// A SearchReport is the stop and searches of an area by month, and by the areas in it.
type SearchReport struct {
	Area  string       `json:"area"`
	From  crime.Month  `json:"from"`
	To    crime.Month  `json:"to"`
	All   int          `json:"all"`
	Lines []SearchLine `json:"lines"` // by month and area; a month without searches has no line
	Notes []string     `json:"notes"`
}

// SearchesOf counts searches by month and by the areas in which they were. Areas do not
// overlap. A search without a position is in none, which is noted. The cost of a search is
// that of finding its area.
func SearchesOf(of string, p crime.Period, areas []geo.Area, searches []crime.Search) SearchReport {
	r := SearchReport{Area: of, From: p.From, To: p.To, Lines: []SearchLine{}, Notes: []string{"searches are where officers searched, by the anonymous points that are published: outputs, from which nothing is derived"}}
	lands := make([]orb.MultiPolygon, len(areas))
	for i, a := range areas {
		lands[i] = a.Land
	}
	at := geo.NewLocator(lands)
	type key struct {
		month crime.Month
		area  int
	}
	lines := map[key]*tallied{}
	nowhere := 0
	for _, s := range searches {
		if s.At == nil {
			nowhere++
			continue
		}
		i, in := at.At(*s.At)
		if !in {
			continue
		}
		k := key{s.Month, i}
		if lines[k] == nil {
			lines[k] = &tallied{objects: map[string]int{}, outcomes: map[string]int{}}
		}
		lines[k].add(s)
		r.All++
	}
	for _, k := range slices.SortedFunc(maps.Keys(lines), func(x, y key) int {
		return cmp.Or(cmp.Compare(x.month, y.month), cmp.Compare(areas[x.area].Name, areas[y.area].Name))
	}) {
		t := lines[k]
		r.Lines = append(r.Lines, SearchLine{k.month, areas[k.area].Name, areas[k.area].Code, t.n, mostFirst(t.objects), mostFirst(t.outcomes)})
	}
	if nowhere > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%s without a position: in no area", english.Count(float64(nowhere), "search")))
	}
	return r
}

// tallied counts the searches of a month in an area.
type tallied struct {
	n                 int
	objects, outcomes map[string]int
}

func (t *tallied) add(s crime.Search) {
	t.n++
	t.objects[cmp.Or(s.Object, "Not said")]++
	t.outcomes[cmp.Or(s.Outcome, "Not said")]++
}

func mostFirst(counts map[string]int) []WordCount {
	all := []WordCount{}
	for word, n := range counts {
		all = append(all, WordCount{word, n})
	}
	slices.SortFunc(all, func(x, y WordCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Word, y.Word))
	})
	return all
}

// Table lays the report out: a column for each outcome, the most usual first, and what was
// mostly searched for.
func (r SearchReport) Table() Table {
	sums := map[string]int{}
	for _, l := range r.Lines {
		for _, o := range l.Outcomes {
			sums[o.Word] += o.Count
		}
	}
	outcomes := mostFirst(sums)
	t := Table{Title: fmt.Sprintf("%s: %d stop and searches, %s", r.Area, r.All, crime.Period{From: r.From, To: r.To}), Header: []string{"month", "area", "searches", "mostly for"}, Notes: r.Notes}
	for _, o := range outcomes {
		t.Header = append(t.Header, o.Word)
	}
	for _, l := range r.Lines {
		row := []string{l.Month.String(), l.Area, fmt.Sprint(l.Searches), fmt.Sprintf("%s (%d)", l.Objects[0].Word, l.Objects[0].Count)}
		for _, o := range outcomes {
			i := slices.IndexFunc(l.Outcomes, func(w WordCount) bool { return w.Word == o.Word })
			n := 0
			if i >= 0 {
				n = l.Outcomes[i].Count
			}
			row = append(row, fmt.Sprint(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Document lays the report out to print.
func (r SearchReport) Document() report.Document {
	t := r.Table()
	return paper("searches", official, "Stop and searches", "", []string{t.Title}, t.Notes, t.printed())
}
