package zones

import (
	"fmt"
	"math"
	"strings"

	"beatplan/english"
	"beatplan/hotspot"
)

// A Trend says what becomes of an area beside the rest of the districts.
type Trend struct {
	Change   hotspot.Shift
	Sentence string
}

// Trends says for each area of a set whether its offences rise or fall beside the
// rest of the districts, as [hotspot.Emerge] does for cells. The cost grows with
// points and with areas times months.
func (g *Ground) Trends(s Set) ([]Trend, error) {
	trends := make([]Trend, len(s.Areas))
	if g.in.Months < hotspot.LeastEmergingMonths {
		for i := range trends {
			trends[i] = Trend{hotspot.ShiftUnknown, fmt.Sprintf("%s: it takes %d to tell what changes", english.Count(float64(g.in.Months), "month"), hotspot.LeastEmergingMonths)}
		}
		return trends, nil
	}
	rest := make([]float64, g.in.Months)
	for _, p := range g.points {
		if p.district >= 0 && !p.excluded {
			for m, n := range p.months {
				rest[m] += n
			}
		}
	}
	var places [][]float64
	for _, a := range s.Areas {
		places = append(places, a.Monthly)
		for m, n := range a.Monthly {
			rest[m] = math.Max(0, rest[m]-n)
		}
	}
	e, err := hotspot.Emerge(append(places, rest), 0)
	if err != nil {
		return nil, err
	}
	for i := range trends {
		trends[i] = Trend{e.Places[i].Shift, e.Sentence(i)}
	}
	return trends, nil
}

// Card returns what a reader must know of an area of the set, in lines. Peak is the
// fewest hours of the week that hold half of its harm, nil where hours are unknown;
// registers says how to write the names of the registers that premises are from.
func (s Set) Card(a Area, t Trend, peak []Band, registers map[string]string) []string {
	lines := []string{fmt.Sprintf("%.1f ha, about %.0f m across", a.Hectares, math.Round(a.Across()/10)*10), s.rate(a)}
	if a.Months >= leastMonths {
		lines = append(lines, fmt.Sprintf("hot in %d of %d months", a.Hot, a.Months))
	}
	lines = append(lines, fmt.Sprintf("%.1f%% of the harm recorded in its district, on %.2f%% of its land", 100*a.HarmShare, 100*a.AreaShare))
	lines = append(lines, hours(s, a, peak)...)
	if a.Count > 0 {
		const much = 0.4
		line := fmt.Sprintf("largest point: %s, %.0f%% of its offences", orUnnamed(a.Top.Name), 100*a.Top.Share)
		if a.Top.Share > much {
			line += ": see whether it is one address"
		}
		lines = append(lines, line)
	}
	if len(a.Types) > 0 {
		lines = append(lines, "most recorded: "+counts(a.Types))
	}
	lines = append(lines, fmt.Sprintf("%s: %s", t.Change, t.Sentence))
	if len(a.Inside) > 0 {
		lines = append(lines, venues(a, registers))
	}
	for _, n := range a.Uncounted {
		lines = append(lines, fmt.Sprintf("%s recorded at the %s are not counted", english.Count(float64(n.Count), "offence"), strings.ToLower(n.Name)))
	}
	if a.TierWhy != "" {
		lines = append(lines, fmt.Sprintf("%s because people say so: %s", a.Tier, a.TierWhy))
	}
	if a.Included != "" && a.Included != a.TierWhy {
		lines = append(lines, "included by people: "+a.Included)
	}
	return lines
}

// rate says how many offences an area has a month.
func (s Set) rate(a Area) string {
	recorded := float64(a.Count) / float64(a.Months)
	switch {
	case s.Timed:
		return fmt.Sprintf("%.1f offences a month at the hours asked for", a.Rate)
	case s.Masked:
		return fmt.Sprintf("%.1f offences a month taken for night-time economy, of %.1f recorded", a.Rate, recorded)
	}
	return fmt.Sprintf("%.1f offences a month", recorded)
}

// hours says when harm is done, or why that is not known.
func hours(s Set, a Area, peak []Band) []string {
	switch {
	case s.Masked:
		return []string{"hours unknown: by licensed premises, not by the clock"}
	case !s.Timed:
		return []string{"hours unknown"}
	}
	var lines []string
	if len(peak) > 0 {
		var bands []string
		for _, b := range peak {
			bands = append(bands, english.HoursOfWeek(b.From, b.Hours))
		}
		lines = append(lines, "half of its harm: "+strings.Join(bands, ", "))
	}
	if a.Unknown > 0 {
		lines = append(lines, fmt.Sprintf("the hour of %d of its %s is unknown", a.Unknown, english.Count(float64(a.Count), "offence")))
	}
	return lines
}

// venues names the premises of an area that are nearest to its largest point, with
// when they end and which registers they are from.
func venues(a Area, registers map[string]string) string {
	const nearest = 5
	var names, from []string
	seen := map[string]bool{}
	for _, p := range a.Inside[:min(nearest, len(a.Inside))] {
		name := orUnnamed(p.Name)
		if p.Terminal != "" {
			name += " (until " + p.Terminal + ")"
		}
		names = append(names, name)
		if r := registers[p.Register]; r != "" && !seen[r] {
			seen[r] = true
			from = append(from, r)
		}
	}
	line := fmt.Sprintf("%s of the night inside; nearest to the largest point: %s", english.Count(float64(len(a.Inside)), "venue"), strings.Join(names, ", "))
	if len(from) > 0 {
		line += " (" + strings.Join(from, "; ") + ")"
	}
	return line
}

func counts(names []NameCount) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, fmt.Sprintf("%s %d", n.Name, n.Count))
	}
	return strings.Join(parts, ", ")
}

func orUnnamed(name string) string {
	if name == "" {
		return "without a name"
	}
	return name
}
