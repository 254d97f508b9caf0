package meeting

import (
	"fmt"
	"maps"
	"slices"

	"beatplan/crime"
	"beatplan/english"
)

// TallyStrand counts the offences of a strand's groups. An offence that several of them
// take in counts once. What the data cannot say, such as a flag that no offence carries,
// is unknown and not zero. For a strand with a group of land the counts must say which
// groups' land they are on.
func TallyStrand(s crime.Strand, groups []crime.Group, counts []crime.MonthlyCount) Tally {
	t := Tally{Row: StrandRow{
		Name: s.Name, Version: s.Version, Title: s.Title, Definition: s.Definition, Groups: s.Groups, Measure: s.Measure,
	}, Counts: MonthCounts{}}
	if len(s.Groups) == 0 {
		t.Unknown = "no offence group is set for the strand, so nothing is counted"
		return t
	}
	flagged := map[string]bool{}
	for _, c := range counts {
		for _, f := range c.Kind.Flags {
			flagged[f] = true
		}
	}
	var of []func(crime.MonthlyCount) bool
	var coarser []string
	missing, without := "", false
	for _, name := range s.Groups {
		i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })
		if i < 0 {
			continue
		}
		if f := slices.IndexFunc(groups[i].Flags, func(f string) bool { return !flagged[f] }); f >= 0 {
			missing = groups[i].Flags[f]
			continue
		}
		coarser = append(coarser, groups[i].Coarser()...)
		without = without || slices.Contains(groups[i].WithoutFlags, crime.FlagDomestic)
		matches, land := groups[i].Matcher(), groups[i].OfLand()
		of = append(of, func(c crime.MonthlyCount) bool {
			return matches(c.Kind) && (!land || slices.Contains(c.Groups, name))
		})
	}
	if missing != "" {
		t.Unknown = fmt.Sprintf("no offence loaded is flagged %s, so the strand cannot be counted", missing)
		return t
	}
	hidden := 0
	taken, missed := map[string]bool{}, map[string]bool{} // types of which some count, and of which some do not
	for _, c := range counts {
		if slices.Contains(coarser, c.Kind.Type) {
			hidden += c.Offences
		}
		if slices.ContainsFunc(of, func(counts func(crime.MonthlyCount) bool) bool { return counts(c) }) {
			t.Counts[c.Month] += c.Offences
			taken[c.Kind.Type] = true
		} else {
			missed[c.Kind.Type] = true
		}
	}
	t.Row.sums = slices.Sorted(maps.Keys(taken))
	if slices.ContainsFunc(t.Row.sums, func(name string) bool { return missed[name] }) {
		t.Row.sums = nil
	}
	if without && !flagged[crime.FlagDomestic] {
		t.Row.note("no offence loaded is flagged domestic, so domestic ones count too")
	}
	if hidden > 0 {
		slices.Sort(coarser)
		t.Row.note(fmt.Sprintf("some of the offences recorded as no more than %s may be of it: they do not count", english.And(slices.Compact(coarser))))
	}
	return t
}

// AtAllHours notes that the counts take in every hour of the day, for a strand whose
// operation has hours of its own.
func (t Tally) AtAllHours() Tally {
	t.Row.note("counted at all hours of the day, not only at those of the operation")
	return t
}

// note adds to what is said of the row.
func (r *StrandRow) note(said string) {
	if r.Note != "" {
		said = r.Note + "; " + said
	}
	r.Note = said
}

// TallyTypes counts each offence type that there is, by name.
func TallyTypes(counts []crime.MonthlyCount) []Tally {
	types := map[string]MonthCounts{}
	for _, c := range counts {
		if types[c.Kind.Type] == nil {
			types[c.Kind.Type] = MonthCounts{}
		}
		types[c.Kind.Type][c.Month] += c.Offences
	}
	var all []Tally
	for _, name := range slices.Sorted(maps.Keys(types)) {
		all = append(all, Tally{Row: StrandRow{Name: name, Title: name}, Counts: types[name]})
	}
	return all
}
