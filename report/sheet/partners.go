package sheet

import (
	"slices"
	"strings"
)

// fewest is the count below which a partner edition prints nothing.
const fewest = 5

// forPartners takes out what a partner edition never has: small counts, places that
// never count (prisons, hospitals), intelligence, and why people moved a tier.
func (b Briefing) forPartners() Briefing {
	b.Intelligence, b.Uncounted, b.TierWhy = nil, 0, ""
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
