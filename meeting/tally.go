package meeting

import (
	"fmt"
	"maps"
	"math"
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
	}, Counts: MonthCounts{}, all: MonthCounts{}, timeless: MonthCounts{}}
	t.Row.noun = "offence"
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
	missing, without, calls := "", false, true
	for _, name := range s.Groups {
		i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })
		if i < 0 {
			continue
		}
		if f := slices.IndexFunc(groups[i].Flags, func(f string) bool { return !flagged[f] }); f >= 0 {
			missing = groups[i].Flags[f]
			continue
		}
		calls = calls && slices.Equal(groups[i].Types, []string{crime.AntiSocialBehaviour})
		coarser = append(coarser, groups[i].Coarser()...)
		without = without || slices.Contains(groups[i].WithoutFlags, crime.FlagDomestic)
		matches, land := groups[i].Matcher(), groups[i].OfLand()
		of = append(of, func(c crime.MonthlyCount) bool {
			return matches(c.Kind) && (!land || slices.Contains(c.Groups, name))
		})
	}
	if calls && len(of) > 0 {
		t.Row.noun = "incident"
	}
	if missing != "" {
		t.Unknown = fmt.Sprintf("no offence loaded is flagged %s, so the strand cannot be counted", missing)
		return t
	}
	hidden, at := 0, map[crime.Month]float64{}
	taken, missed := map[string]bool{}, map[string]bool{} // types of which some count, and of which some do not
	for _, c := range counts {
		if slices.Contains(coarser, c.Kind.Type) {
			hidden += c.Offences
		}
		if slices.ContainsFunc(of, func(counts func(crime.MonthlyCount) bool) bool { return counts(c) }) {
			t.all[c.Month] += c.Offences
			if c.Timeless {
				t.timeless[c.Month] += c.Offences
			} else {
				at[c.Month] += float64(c.Offences) - c.Elsewhen
			}
			taken[c.Kind.Type] = true
		} else {
			missed[c.Kind.Type] = true
		}
	}
	t.Counts = whole(at)
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

// whole rounds what months hold so that the months from the first to any other add up to
// what these hold together, to the nearest whole number.
func whole(months map[crime.Month]float64) MonthCounts {
	counts, sum, given := MonthCounts{}, 0.0, 0
	for _, m := range slices.Sorted(maps.Keys(months)) {
		sum += months[m]
		counts[m] = int(math.Round(sum)) - given
		given += counts[m]
	}
	return counts
}

// mostTimeless is the share of a strand's offences, in either period, whose hour or position
// may be unknown while the others still tell how many were at its hours.
const mostTimeless = 0.1

// AtHours returns the tally of a strand whose operation has hours of its own, with what a
// reader must know of it: that at those hours, or the tally of all hours where too few
// offences have one.
func AtHours(atAll, at Tally, hours string, p Periods) Tally {
	for _, period := range []crime.Period{p.Before, p.After} {
		if placed, counted := at.all.in(period), atAll.all.in(period); float64(placed) < (1-mostTimeless)*float64(counted) {
			return atAll.AtAllHours("the positions of " + of(counted-placed, counted) + " are not known")
		}
	}
	timeless, all := at.timeless.in(p.Before)+at.timeless.in(p.After), at.all.in(p.Before)+at.all.in(p.After)
	for _, period := range []crime.Period{p.Before, p.After} {
		if float64(at.timeless.in(period)) > mostTimeless*float64(at.all.in(period)) {
			return atAll.AtAllHours("the hours of " + of(timeless, all) + " are not known")
		}
	}
	at.Row.sums = nil // it is a part of each
	at.Row.note("counted at " + hours + ", in the area by their positions; an offence that may have been at other hours too counts in part")
	if timeless > 0 {
		at.Row.note(of(timeless, all) + " have no hour and do not count")
	}
	return at
}

// of writes how many of all offences: 731 of 2,193 offences, or all 2,193 offences.
func of(some, all int) string {
	if some == all {
		return "all " + english.Thousands(float64(all), "offence")
	}
	return thousands(float64(some)) + " of " + english.Thousands(float64(all), "offence")
}

// AtAllHours notes that the counts take in every hour of the day, for a strand whose
// operation has hours of its own, and why.
func (t Tally) AtAllHours(why string) Tally {
	t.Row.note("counted at all hours of the day, not only at those of the operation: " + why)
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
