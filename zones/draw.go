package zones

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/english"
)

// A Set is the focus areas of one drawing, by rank, and what was left out.
type Set struct {
	Areas    []Area
	LeftOut  []Rejected
	Struck   []Place // what people struck out, for the next drawing
	Chosen   []Place // what people included against the tests, for the next drawing
	Settings Settings
	Timed    bool // by the clock; otherwise by premises near, or by nothing
	Masked   bool // by premises near

	Raw      float64 // days recorded in all districts
	Hectares float64 // of all districts
	Unknown  int     // offences of unknown hour
	Notes    []string
}

// Draw returns the focus areas of a ground. The same ground gives the same set.
// The cost is that of growing: cells of harm times the cells of an area.
func Draw(g *Ground) (Set, error) {
	s := Set{Settings: g.in.Settings, Timed: g.timed, Masked: g.masked(), Struck: g.in.Struck, Chosen: g.in.Included}
	s.Unknown, _ = g.Unknown()
	for _, t := range g.total {
		s.Raw, s.Hectares = s.Raw+t.raw, s.Hectares+t.hectares
	}
	var accepted, refused []*candidate
	for d := range g.in.Districts {
		w, err := newGrower(g, d)
		if err != nil {
			return s, err
		}
		if err := w.draw(); err != nil {
			return s, err
		}
		accepted, refused = append(accepted, w.accepted...), append(refused, w.refused...)
	}
	g.rank(accepted)
	for _, a := range accepted {
		if a.Tier != "" {
			a.ID = fmt.Sprintf("Z-%02d", a.Rank)
			s.Areas = append(s.Areas, a.Area)
		}
	}
	var err error
	if s.LeftOut, err = g.leftOut(accepted, refused); err != nil {
		return s, err
	}
	s.Notes = g.notes()
	return s, nil
}

// notes says what a reader must know of the data.
func (g *Ground) notes() (notes []string) {
	if g.in.Months < leastMonths {
		notes = append(notes, fmt.Sprintf("%d of the %d months that it takes to tell whether harm recurs: areas were not tested for it", g.in.Months, leastMonths))
	}
	if g.capped > 0 {
		notes = append(notes, fmt.Sprintf("%s of more than %g days of harm counted as %g each: no single event makes an area", english.Count(float64(g.capped), "offence"), g.in.Settings.SingleIs, g.in.Settings.SingleIs))
	}
	for _, p := range g.in.Struck {
		notes = append(notes, fmt.Sprintf("%s stays out, as people struck it out: %s", p.Name, p.Reason))
	}
	for _, p := range g.in.Included {
		notes = append(notes, fmt.Sprintf("%s is in, as people included it: %s", p.Name, p.Reason))
	}
	unknown, all := g.Unknown()
	switch {
	case len(g.points) == 0:
		notes = append(notes, "no offence to draw areas from")
	case g.masked():
		notes = append(notes, "hours unknown: areas are drawn by licensed premises near, not by the clock")
	case !g.timed:
		notes = append(notes, "areas are drawn by place alone, whatever the hour")
	case unknown > 0:
		notes = append(notes, fmt.Sprintf("the hour of %d of %d offences (%.0f%%) is unknown: for these, licensed premises near stand for the clock", unknown, all, 100*float64(unknown)/float64(all)))
	}
	return notes
}

// rank orders areas by harm and gives them ranks, tiers and names.
func (g *Ground) rank(areas []*candidate) {
	slices.SortFunc(areas, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(b.Harm, a.Harm), cmp.Compare(a.Cells[0], b.Cells[0]))
	})
	ranked := make([]*Area, len(areas))
	for i, a := range areas {
		ranked[i] = &a.Area
	}
	s := g.in.Settings
	g.tier(ranked, s.Budget, s.Force)
	used := map[string]bool{}
	for i, a := range areas {
		a.Rank = i + 1
		a.Name = a.given
		if a.Name == "" || used[a.Name] {
			a.Name = g.nameFor(a.Area, used)
		}
		used[a.Name] = true
	}
}

// leftOut lists what is no focus area though it holds much.
func (g *Ground) leftOut(accepted, refused []*candidate) ([]Rejected, error) {
	out, err := g.excludedPlaces()
	if err != nil {
		return nil, err
	}
	shown := map[h3.Cell]bool{}
	for _, a := range accepted {
		for _, c := range a.Cells {
			shown[c] = true
		}
	}
	for _, c := range refused {
		if c.Count < g.in.Months {
			continue
		}
		c.Name = g.nameFor(c.Area, nil)
		l := Rejected{Area: c.Area, Reason: c.reason, At: c.Top.At}
		if c.fringeOf != nil {
			l.Detail = c.fringeOf.Name
		}
		out = append(out, l)
		for _, id := range c.Cells {
			shown[id] = true
		}
	}
	hidden, err := g.hidden(shown)
	if err != nil {
		return nil, err
	}
	out = append(out, hidden...)
	for _, a := range accepted {
		if a.Tier == "" {
			out = append(out, Rejected{Area: a.Area, Reason: BeyondBudget, At: a.Top.At})
		}
	}
	for _, p := range g.in.Struck {
		a, err := g.Measure(p.Outline)
		if err != nil {
			return nil, fmt.Errorf("%s, struck out: %w", p.Name, err)
		}
		if a.district < 0 { // of another district
			continue
		}
		a.Name = cmp.Or(p.Name, g.nameFor(a, nil))
		out = append(out, Rejected{Area: a, Reason: StruckOut, Detail: p.Reason, At: a.Top.At})
	}
	for i := range out {
		out[i].ID = fmt.Sprintf("L-%02d", i+1)
		out[i].Pinned = g.pinned(out[i])
	}
	return out, nil
}

// excludedPlaces returns those with an offence a month or more, by district and name.
func (g *Ground) excludedPlaces() ([]Rejected, error) {
	var out []Rejected
	for i, p := range g.points {
		if p.district < 0 || !p.excluded || p.Count < g.in.Months {
			continue
		}
		l, err := g.leftOutPoint(i, ExcludedPlace)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Rejected) int {
		return cmp.Or(cmp.Compare(a.district, b.district), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// hidden returns the heaviest points of each district outside of what is shown
// that have hardly any premises near: the list by which a chair sees what the
// mask hides.
func (g *Ground) hidden(shown map[h3.Cell]bool) ([]Rejected, error) {
	const most, aMonth = 10, 2
	if !g.masked() {
		return nil, nil
	}
	var out []Rejected
	for d := range g.in.Districts {
		var heavy []int
		for i, p := range g.points {
			if p.district == d && !p.excluded && g.in.Settings.few(p.Premises) &&
				p.Count >= aMonth*g.in.Months && !shown[p.Cell] && !g.struck[p.Cell] {
				heavy = append(heavy, i)
			}
		}
		slices.SortStableFunc(heavy, func(a, b int) int { return cmp.Compare(g.points[b].Count, g.points[a].Count) })
		for _, i := range heavy[:min(most, len(heavy))] {
			l, err := g.leftOutPoint(i, NoEconomyNear)
			if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// leftOutPoint describes one point; its outline is that of its cell.
func (g *Ground) leftOutPoint(i int, reason Reason) (Rejected, error) {
	p := g.points[i]
	a, err := g.measureCells([]h3.Cell{p.Cell})
	if err != nil {
		return Rejected{}, err
	}
	top := Top{Name: tidyName(p.Name), At: p.At, Count: p.Count, Share: 1}
	a.Name, a.Count, a.Points, a.Top, a.Premises, a.Unknown = top.Name, p.Count, 1, top, p.Premises, p.unknown
	a.Raw, a.Harm, a.Weighted, a.Rate = p.raw, p.harm, p.weighted, p.weighted/float64(g.in.Months)
	if p.excluded {
		a.Harm, a.Weighted, a.Rate = 0, 0, 0
	}
	return Rejected{Area: a, Reason: reason, At: p.At}, nil
}

func contains[T cmp.Ordered](sorted []T, v T) bool {
	_, in := slices.BinarySearch(sorted, v)
	return in
}
