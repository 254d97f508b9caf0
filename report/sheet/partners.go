package sheet

import (
	"maps"
	"slices"
	"strings"

	"beatplan/english"
	"beatplan/report"
)

// fewest is the count below which a partner edition prints nothing.
const fewest = 5

// forPartners takes out what a partner edition never has: small counts, places that
// never count (prisons, hospitals), intelligence, and why people moved a tier.
func (b Briefing) forPartners() Briefing {
	b.Intelligence, b.Uncounted, b.TierWhy, b.Largest = nil, 0, "", ""
	b.Group = b.Operation // whose definition may speak of homes
	b.Types = b.typesForPartners()
	b.Cells = slices.DeleteFunc(slices.Clone(b.Cells), func(c Cell) bool { return c.Count < fewest })
	if b.ASB < fewest {
		b.ASB = 0
	}
	if t := b.Trend; t != nil && (t.Before < fewest || t.Now < fewest) {
		b.Trend = nil
	}
	if slices.ContainsFunc(b.Never, func(name string) bool { return name != "" && strings.Contains(b.Name, name) }) {
		b.Name = "Area " + b.Zone
	}
	b.Actions = slices.Clone(b.Actions)
	for i := range b.Actions {
		b.Actions[i].Owner = ""
	}
	b.Near = slices.DeleteFunc(slices.Clone(b.Near), func(p Premises) bool { return !Nightly(p.Category) })
	return b
}

// typesForPartners returns the types of five offences or more: where the total less these
// would tell of fewer than five, without the last of them.
func (b Briefing) typesForPartners() []Figure {
	var shown []Figure
	rest := float64(b.Count)
	for _, f := range b.Types {
		if f.Count >= fewest {
			shown = append(shown, f)
			rest -= f.Count
		}
	}
	if rest > 0 && rest < fewest && len(shown) > 0 {
		shown = shown[:len(shown)-1]
	}
	return shown
}

// Nightly reports whether premises are of the night-time economy: the only kind that a
// partner edition names.
func Nightly(category string) bool { return slices.Contains(nightly(), category) }

func nightly() []string {
	return []string{"pub", "bar", "nightclub", "takeaway", "late-night-refreshment", "fast-food", "off-licence"}
}

func (g Ground) forPartners() Ground {
	g.Powers = nil
	g.Contacts = slices.DeleteFunc(slices.Clone(g.Contacts), func(c Contact) bool { return c.PoliceOnly })
	return g
}

// night is when the premises of an area shut on its busiest night, in order: what partners
// plan theirs by. Nothing, where no licence says.
func (b Briefing) night() []report.Block {
	at := map[string][]string{}
	for _, p := range b.Near {
		if p.Shuts != "" {
			at[p.Shuts] = append(at[p.Shuts], p.Name)
		}
	}
	if len(at) == 0 {
		return nil
	}
	evening := func(clock string) string { // what is before 06:00 comes last
		if clock < "06:00" {
			return "x" + clock
		}
		return clock
	}
	times := slices.SortedFunc(maps.Keys(at), func(x, y string) int { return strings.Compare(evening(x), evening(y)) })
	const most, named = 6, 3 // the latest; premises of each
	times = times[max(0, len(times)-most):]
	t := report.Table{Rows: make([]report.Row, 2)}
	for _, clock := range times {
		names := at[clock]
		if more := len(names) - named; more > 0 {
			names = append(names[:named:named], english.Count(float64(more), "other"))
		}
		t.Columns = append(t.Columns, report.Column{Width: 1})
		t.Rows[0].Cells = append(t.Rows[0].Cells, report.Cell{Text: report.Bold(clock)})
		t.Rows[1].Cells = append(t.Rows[1].Cells, report.Cell{Text: report.Plain(english.And(names))})
	}
	return []report.Block{report.Heading{Text: "How the night runs", Note: "when premises shut on Friday, by their licences"}, t}
}
