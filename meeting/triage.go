package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"beatplan/crime"
)

// An OwnerShare is how many calls an owner took on, and its share of all.
type OwnerShare struct {
	Owner     string  `json:"owner"`
	Week      int     `json:"week"`
	WeekShare float64 `json:"week_share"` // percent, to one decimal; those of all owners sum to 100
	All       int     `json:"all"`
	AllShare  float64 `json:"all_share"`
}

// A Triage is who took the calls about anti-social behaviour of a week on, against all
// weeks, with the premises and the places behind them.
type Triage struct {
	Area     string       `json:"area"`
	Edition  string       `json:"edition"` // police, or public: without counts under five, premises and places
	Week     string       `json:"week"`    // YYYY-MM-DD, its first day
	Weeks    int          `json:"weeks"`   // that all calls are of
	Calls    int          `json:"calls"`   // of the week
	All      int          `json:"all_calls"`
	Owners   []OwnerShare `json:"owners"`
	Premises []Premises   `json:"premises"`
	Places   []PlaceCount `json:"places"`
	Notes    []string     `json:"notes"`
}

// OwnerName returns what the force calls an owner.
func OwnerName(d crime.Disposal) string {
	names := map[crime.Disposal]string{
		crime.CommunityPolicing: "Community Policing Team", crime.LocalAuthority: "Local authority", crime.LocalPolicing: "Control room, for Local Policing Team",
		crime.NoFurtherAction: "No further action", "": "Not said",
	}
	return cmp.Or(names[d], string(d))
}

// TriageOf counts calls by owner: those that began in [from, from + 7 days) against all.
func TriageOf(area string, from time.Time, calls []crime.IncidentRecord) Triage {
	t := Triage{Area: area, Edition: PoliceEdition, Week: from.Format(time.DateOnly), Owners: []OwnerShare{}, Premises: []Premises{}, Places: []PlaceCount{}, Notes: []string{}}
	to := from.AddDate(0, 0, 7)
	week, all := map[crime.Disposal]int{}, map[crime.Disposal]int{}
	weeks := map[string]bool{}
	for _, c := range calls {
		t.All++
		all[c.Disposal]++
		day := c.From.In(from.Location())
		weeks[day.AddDate(0, 0, -(int(day.Weekday())+6)%7).Format(time.DateOnly)] = true
		if InWeek(c, from, to) {
			t.Calls++
			week[c.Disposal]++
		}
	}
	t.Weeks = len(weeks)
	order := crime.Disposals()
	for _, d := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(order, d) {
			order = append(order, d)
		}
	}
	var weekCounts, allCounts []int
	for _, d := range order {
		weekCounts, allCounts = append(weekCounts, week[d]), append(allCounts, all[d])
	}
	weekShares, allShares := Shares(weekCounts), Shares(allCounts)
	for i, d := range order {
		t.Owners = append(t.Owners, OwnerShare{OwnerName(d), week[d], weekShares[i], all[d], allShares[i]})
	}
	return t
}

// InWeek reports whether a call began in [from, to), to the hour.
func InWeek(c crime.IncidentRecord, from, to time.Time) bool {
	return c.Precision != crime.InMonth && !c.From.Before(from) && c.From.Before(to)
}

// Shares returns what part each count is of all, in percent to one decimal, so that they
// sum to exactly 100: the largest remainders are rounded up. Of nothing all are 0.
func Shares(counts []int) []float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	shares := make([]float64, len(counts))
	if sum == 0 {
		return shares
	}
	const whole = 1000 // tenths of a percent
	tenths, left := make([]int, len(counts)), whole
	order := make([]int, len(counts))
	for i, n := range counts {
		tenths[i], order[i] = n*whole/sum, i
		left -= tenths[i]
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(counts[y]*whole%sum, counts[x]*whole%sum) })
	for _, i := range order[:left] {
		tenths[i]++
	}
	for i, n := range tenths {
		shares[i] = float64(n) / 10
	}
	return shares
}

// Public returns the triage without premises and places. Owners of fewer than five calls
// are one line, with as many of the next as it takes to have five.
func (t Triage) Public() Triage {
	t.Edition, t.Premises, t.Places = PublicEdition, []Premises{}, []PlaceCount{}
	small := func(o OwnerShare) bool { return o.Week > 0 && o.Week < Small || o.All > 0 && o.All < Small }
	kept := slices.Clone(t.Owners)
	slices.SortStableFunc(kept, func(x, y OwnerShare) int { return cmp.Or(cmp.Compare(y.Week, x.Week), cmp.Compare(y.All, x.All)) })
	others, merged := OwnerShare{Owner: "Other owners"}, 0
	for len(kept) > 0 && (slices.ContainsFunc(kept, small) || merged > 0 && (merged < 2 || small(others))) {
		i := slices.IndexFunc(kept, small)
		if i < 0 {
			i = len(kept) - 1
		}
		o := kept[i]
		others.Week, others.All, merged = others.Week+o.Week, others.All+o.All, merged+1
		others.WeekShare, others.AllShare = tenths(others.WeekShare+o.WeekShare), tenths(others.AllShare+o.AllShare)
		kept = slices.Delete(kept, i, i+1)
	}
	if merged > 0 {
		kept = append(kept, others)
	}
	t.Owners = kept
	return t
}

// tenths rounds to one decimal.
func tenths(share float64) float64 { return math.Round(10*share) / 10 }

// Table lays the triage out.
func (t Triage) Table() Table {
	out := Table{
		Title:  fmt.Sprintf("%s, week from %s: %d calls of %d in %d weeks", t.Area, t.Week, t.Calls, t.All, t.Weeks),
		Header: []string{"owner", "this week", "share", "all weeks", "share of all"}, Notes: slices.Clone(t.Notes),
	}
	for _, o := range t.Owners {
		out.Rows = append(out.Rows, []string{o.Owner, fmt.Sprint(o.Week), fmt.Sprintf("%.1f%%", o.WeekShare), fmt.Sprint(o.All), fmt.Sprintf("%.1f%%", o.AllShare)})
	}
	for i, p := range t.Premises {
		out.Rows = append(out.Rows, []string{fmt.Sprintf("premises %d: %s", i+1, p.Name), fmt.Sprint(p.Calls), "", "", ""})
	}
	for i, p := range t.Places {
		out.Rows = append(out.Rows, []string{fmt.Sprintf("place %d: %s", i+1, p.Place), fmt.Sprint(p.Count), "", "", ""})
	}
	return out
}
