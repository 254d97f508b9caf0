package planner

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/planner/orienteering"
)

// A model is a problem made ready for the search: every stop that can be made, as
// an option of an orienteering problem, and how long it takes from each to each.
type model struct {
	Problem
	in      orienteering.Instance
	options []option // what the options of in stand for
	places  []orb.Point
	travel  map[Mode]matrix
	groups  groups
}

// An option is a stop that can be made. Times are seconds from the start of the
// shift.
type option struct {
	kind        StopKind
	of          int // spot, engagement, post or unit
	from, until int // of a patrol stop: its band
	harm        float64
}

// groups is where the groups of each kind begin: one for each spot, engagement,
// post crew and break.
type groups struct{ spots, engagements, posts, breaks int }

type matrix struct {
	legs    [][]Leg
	seconds [][]int
}

// newModel costs the legs between all places for each mode in use.
func newModel(p Problem) (*model, error) {
	m := &model{Problem: p, travel: map[Mode]matrix{}}
	for _, s := range p.Spots {
		m.places = append(m.places, s.At)
	}
	for _, e := range p.Engagements {
		m.places = append(m.places, e.At)
	}
	for _, post := range p.Posts {
		m.places = append(m.places, post.At)
	}
	for _, u := range p.Units {
		m.places = append(m.places, u.Start, u.End)
	}
	for i, u := range p.Units {
		if err := m.addUnit(i, u); err != nil {
			return nil, err
		}
	}
	mean := m.addPatrols()
	m.addEngagements(mean)
	m.addPosts()
	if err := m.addBreaks(mean); err != nil {
		return nil, err
	}
	// Among plans of equal worth those are better in which units keep their own spots
	// and work alike.
	m.in.Sharing, m.in.Uneven, m.in.Spread = 0.1*mean, mean/7200, int(evenEnough/2/time.Second)
	return m, nil
}

func (m *model) placeOf(engagement int) int { return len(m.Spots) + engagement }

func (m *model) postPlace(post int) int { return len(m.Spots) + len(m.Engagements) + post }

func (m *model) startOf(unit int) int {
	return len(m.Spots) + len(m.Engagements) + len(m.Posts) + 2*unit
}

// second returns how long after the start of the shift a time is, in seconds.
func (m *model) second(t time.Time) int { return int(t.Sub(m.Start) / time.Second) }

// clock undoes second.
func (m *model) clock(second int) time.Time {
	return m.Start.Add(time.Duration(second) * time.Second)
}

// addUnit measures the legs of its mode, once, and adds it.
func (m *model) addUnit(i int, u Unit) error {
	if _, have := m.travel[u.Mode]; !have {
		legs, err := m.legs(u.Mode, m.places)
		if err != nil {
			return fmt.Errorf("travel by %s: %w", u.Mode, err)
		}
		seconds := make([][]int, len(legs))
		for from, row := range legs {
			for _, leg := range row {
				seconds[from] = append(seconds[from], int(leg.Time/time.Second))
			}
		}
		m.travel[u.Mode] = matrix{legs, seconds}
	}
	shift := m.shift(u)
	unit := orienteering.Unit{
		Travel: m.travel[u.Mode].seconds, Start: m.startOf(i), End: m.startOf(i) + 1,
		Open: m.second(shift.From), Close: m.second(shift.To), Limit: int((1 - m.Policy.Slack) * shift.length().Seconds()),
	}
	if home := unit.Travel[unit.Start][unit.End]; home > min(unit.Limit, unit.Close-unit.Open) {
		return fmt.Errorf("unit %s needs %d min from its start to its end, more than its shift and slack allow: move one of them", u.ID, (home+59)/60)
	}
	m.in.Units = append(m.in.Units, unit)
	return nil
}

// add adds an option, in the last group added.
func (m *model) add(o option, place, open, shut, dwell int, prize float64, units []bool) *orienteering.Option {
	m.options = append(m.options, o)
	m.in.Options = append(m.in.Options, orienteering.Option{
		Place: place, Open: open, Close: shut, Dwell: dwell, Prize: prize, Group: len(m.in.Groups) - 1, Units: units,
	})
	return &m.in.Options[len(m.in.Options)-1]
}

// addPatrols adds a visit for each spot and band, and returns the mean harm that
// one covers, or 1 where there is none.
func (m *model) addPatrols() (mean float64) {
	m.groups.spots = len(m.in.Groups)
	dwell, gap, end := int(m.Policy.MinDwell/time.Second), int(m.Policy.Gap/time.Second), m.second(m.End)
	n := 0
	for i, spot := range m.Spots {
		m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: m.Policy.Leaves, Most: max(1, m.target(i))})
		units := m.whoCan(spot.Needs)
		for _, b := range m.bands(i) {
			until := min(b.until, end)
			o := option{kind: PatrolStop, of: i, from: b.from, until: until, harm: spot.present(b.from, until)}
			mean += o.harm
			n++
			open := b.from
			if open > 0 {
				open += gap // since the band before
			}
			if shut := until - dwell; open <= shut && o.harm > 0 {
				m.add(o, i, open, shut, dwell, o.harm, units)
			}
		}
	}
	if mean == 0 {
		return 1
	}
	return mean / float64(n)
}

// addEngagements adds the stops at sites. An ordinary optional one is worth a
// share of the mean visit.
func (m *model) addEngagements(mean float64) {
	m.groups.engagements = len(m.in.Groups)
	for i, e := range m.Engagements {
		m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: 1, Most: 1, Must: e.Fixed, Home: true})
		w := m.open(e)
		open, dwell := max(0, m.second(w.From)), int(e.Dwell/time.Second)
		shut := min(m.second(w.To), m.second(m.End)) - dwell
		if value := m.Policy.Engage * mean * e.Weight; open <= shut && (e.Fixed || value > 0) {
			m.add(option{kind: EngagementStop, of: i}, m.placeOf(i), open, shut, dwell, value, m.whoCan(e.Needs))
		}
	}
}

// addPosts adds one stop for each unit that a post needs: at one time, so by
// different units.
func (m *model) addPosts() {
	m.groups.posts = len(m.in.Groups)
	for i, p := range m.Posts {
		for range p.crews() {
			m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: 1, Most: 1, Must: true, Home: true})
			from := m.second(p.Held.From)
			m.add(option{kind: PostStop, of: i}, m.postPlace(i), from, from, int(p.Held.length()/time.Second), 0, m.whoCan(p.Needs))
		}
	}
}

// whoCan returns which units have all of these capabilities, and nil for all.
func (m *model) whoCan(needs []string) []bool {
	if len(needs) == 0 {
		return nil
	}
	units := make([]bool, len(m.Units))
	for i, u := range m.Units {
		units[i] = !slices.ContainsFunc(needs, func(need string) bool { return !slices.Contains(u.Can, need) })
	}
	return units
}

// A band is a stretch of the shift in which a spot may have a visit, in seconds.
// The last may reach beyond the shift's end.
type band struct{ from, until int }

// bands cuts a shift for a spot. The first border is somewhere between half and the
// whole of Policy.Every, for each spot elsewhere, so that spots take turns; the
// others follow in steps of Every. A longer shift has the same bands and more.
func (p Problem) bands(spot int) []band {
	end := int(p.End.Sub(p.Start) / time.Second)
	every := int(p.Policy.Every / time.Second)
	if every == 0 {
		return []band{{0, end}}
	}
	const golden = 0.6180339887498949 // its multiples spread evenly over 0 to 1
	_, part := math.Modf(golden * float64(spot+1))
	least := int((p.Policy.Gap + p.Policy.MinDwell) / time.Second)
	border := max(int((0.5+0.5*part)*float64(every))/60*60, least)
	bands := []band{{0, border}}
	for ; border+least <= end; border += every {
		bands = append(bands, band{border, border + every})
	}
	return bands
}

// firm is how many offences make a spot worth a visit in every band.
const firm = 8

// target returns how many visits a spot should have in a shift, and has at most: one
// in each band where eight offences are, or as many as anywhere; with fewer offences
// fewer visits, as their square root; or one, where the policy says so. So a spot
// with one offence never has as many as one with eight.
func (p Problem) target(spot int) int {
	if p.Policy.Once {
		return 1
	}
	most := 0.0
	for _, s := range p.Spots {
		most = max(most, s.Offences)
	}
	share := 1.0
	if full := min(most, firm); p.Spots[spot].Offences < full {
		share = math.Sqrt(p.Spots[spot].Offences / full)
	}
	return max(1, int(math.Ceil(share*float64(len(p.bands(spot)))-1e-9)))
}
