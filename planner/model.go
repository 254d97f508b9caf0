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
	slots   int  // for breaks, the first of the shared things
	tight   bool // the usual slots for breaks left one without room
}

// An option is a stop that can be made. Times are seconds from the start of the
// shift.
type option struct {
	kind        StopKind
	of          int // spot, engagement, post or unit
	from, until int // of a patrol stop: its band
	harm        float64
	wide        [2]int // of a visit by two units at once: from when until when it could begin
	stays       bool   // at its time and for its length, as it was planned before
}

// groups is where the groups of each kind begin: one for each spot, engagement,
// post crew and break.
type groups struct{ spots, engagements, posts, breaks, seconds, earlier int }

type matrix struct {
	legs    [][]Leg
	seconds [][]int
}

// newModel costs the legs between all places for each mode in use. In a tight one
// breaks may begin at other times than usual.
func newModel(p Problem, tight bool) (*model, error) {
	m := &model{Problem: p, travel: map[Mode]matrix{}, tight: tight}
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
	m.addSeconds()
	m.addEarlier()
	// Among plans of equal worth those are better in which units keep their own spots
	// and work alike.
	m.in.Sharing, m.in.Uneven, m.in.Spread = 0.1*mean, mean/7200, int(evenEnough/2/time.Second)
	return m, nil
}

func (m *model) sitePlace(engagement int) int { return len(m.Spots) + engagement }

func (m *model) postPlace(post int) int { return len(m.Spots) + len(m.Engagements) + post }

func (m *model) startOf(unit int) int {
	return len(m.Spots) + len(m.Engagements) + len(m.Posts) + 2*unit
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
		Open: m.second(shift.From), Close: m.second(shift.To), Limit: m.limit(u),
	}
	if !u.Away.isZero() { // that is what slack is for
		unit.Limit = min(unit.Limit+int(u.Away.length().Seconds()), unit.Close-unit.Open)
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
	dwell, end := int(m.Policy.MinDwell/time.Second), m.second(m.End)
	n := 0
	for i, spot := range m.Spots {
		m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: m.Policy.Leaves, Most: max(1, m.target(i))})
		units := m.whoCan(spot.Needs)
		made := m.fated(PatrolStop, i)
		m.in.Groups[len(m.in.Groups)-1].Most = max(1, m.target(i)-made)
		falls := math.Pow(m.Policy.Leaves, float64(made))
		for _, b := range m.bands(i) {
			until := min(b.until, end)
			o := option{kind: PatrolStop, of: i, from: b.from, until: until, harm: spot.present(b.from, until)}
			mean += o.harm
			n++
			fated := m.fate(PatrolStop, i, b) != nil
			open, shut, wide := m.arrivals(i, b)
			o.wide = wide
			if open <= shut && o.harm > 0 && !fated && made < m.target(i) {
				m.add(o, i, open, shut, dwell, falls*o.harm, units)
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
		if m.fate(EngagementStop, i, band{}) != nil {
			m.in.Groups[len(m.in.Groups)-1].Must = false
			continue
		}
		w := m.open(e)
		open, dwell := max(m.now(), m.second(w.From)), int(e.Dwell/time.Second)
		shut := min(m.second(w.To), m.second(m.End)) - dwell
		if value := m.Policy.Engage * mean * e.Weight; open <= shut && (e.Fixed || value > 0) {
			m.add(option{kind: EngagementStop, of: i}, m.sitePlace(i), open, shut, dwell, value, m.whoCan(e.Needs))
		}
	}
}

// addPosts adds one stop for each unit that a post needs: at one time, so by
// different units.
func (m *model) addPosts() {
	m.groups.posts = len(m.in.Groups)
	for i, p := range m.Posts {
		made := m.fated(PostStop, i) + m.dropped(i)
		for crew := range p.crews() {
			from := m.second(p.Held.From)
			m.in.Groups = append(m.in.Groups, orienteering.Group{Leaves: 1, Most: 1, Must: crew >= made && from >= m.now(), Home: true})
			if crew < made || from < m.now() {
				continue
			}
			m.add(option{kind: PostStop, of: i}, m.postPlace(i), from, from, int(p.Held.length()/time.Second), 0, m.whoCan(p.Needs))
		}
	}
}

// addEarlier adds the stops of the plan so far that stay or are forced, each as a group
// that must be met, and the time for which units are held up.
func (m *model) addEarlier() {
	m.groups.earlier = len(m.in.Groups)
	last := make([]int, len(m.Units)) // by unit: place of its last stop that is done
	free := make([]int, len(m.Units)) // and when that ends
	for k := range m.Units {
		last[k], free[k] = m.startOf(k), m.now()
	}
	group := orienteering.Group{Leaves: 1, Most: 1, Must: true, Home: true}
	for i, e := range m.Earlier {
		if !e.stays() && e.Fate != Forced {
			continue
		}
		o, place, open, shut, dwell := m.earlier(e)
		if m.again(i) {
			o.harm = 0 // which the other unit's stop has
		}
		if e.Fate == Done && m.second(e.Depart) >= free[e.Unit] {
			free[e.Unit] = m.second(e.Depart)
		}
		if e.Fate == Done {
			last[e.Unit] = place
		}
		m.in.Groups = append(m.in.Groups, group)
		m.add(o, place, open, shut, dwell, o.harm, m.mayMake(e))
		if e.Fate == Forced {
			m.addSecond(len(m.options) - 1)
		}
	}
	for k, u := range m.Units {
		if from, to := max(free[k], m.second(u.Away.From)), m.second(u.Away.To); !u.Away.isZero() && to > from {
			m.in.Groups = append(m.in.Groups, group)
			m.add(option{kind: AwayStop, of: k, stays: true}, last[k], from, from, to-from, 0, m.only(k))
		}
	}
}

// earlier returns what an earlier stop that stays or is forced is as an option, where it is
// and within which times it begins.
func (m *model) earlier(e Earlier) (o option, place, open, shut, dwell int) {
	o = option{kind: e.Kind, of: e.Of, stays: e.stays()}
	open, shut, dwell = m.second(e.Arrive), m.second(e.Arrive), int(e.Depart.Sub(e.Arrive)/time.Second)
	switch e.Kind {
	case PatrolStop:
		place = e.Of
		for _, b := range m.bands(e.Of) {
			if at := m.second(e.Arrive); b.from <= at && at < b.until {
				until := min(b.until, m.second(m.End))
				o.from, o.until, o.harm = b.from, until, m.Spots[e.Of].present(b.from, until)
				if !o.stays {
					dwell = int(m.Policy.MinDwell / time.Second)
					open, shut, o.wide = m.arrivals(e.Of, b)
				}
			}
		}
	case EngagementStop:
		place = m.sitePlace(e.Of)
		if of := m.Engagements[e.Of]; !o.stays {
			dwell = int(of.Dwell / time.Second)
			open, shut = max(m.now(), m.second(m.open(of).From)), min(m.second(m.open(of).To), m.second(m.End))-dwell
		}
	case PostStop:
		place = m.postPlace(e.Of)
	case BreakStop:
		place = m.startOf(e.Of)
	}
	return o, place, open, shut, dwell
}

// mayMake returns which units may make an earlier stop: the one that is to, or all that are
// able.
func (m *model) mayMake(e Earlier) []bool {
	if e.Unit >= 0 {
		return m.only(e.Unit)
	}
	switch e.Kind {
	case PatrolStop:
		return m.whoCan(m.Spots[e.Of].Needs)
	case EngagementStop:
		return m.whoCan(m.Engagements[e.Of].Needs)
	case PostStop:
		return m.whoCan(m.Posts[e.Of].Needs)
	}
	return nil
}

// only returns that one unit may make an option.
func (m *model) only(unit int) []bool {
	units := make([]bool, len(m.Units))
	units[unit] = true
	return units
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

// opens returns from when on a visit in a band may begin: the gap after the band before.
func (p Problem) opens(b band) int {
	if b.from == 0 {
		return 0
	}
	return b.from + int(p.Policy.Gap/time.Second)
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
