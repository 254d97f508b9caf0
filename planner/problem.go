package planner

import (
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Problem is what a plan is asked for. Times are written in the zone of Start,
// which should be Europe/London. Units, spots, engagements and posts come out in the
// order they are given in.
type Problem struct {
	Start, End  time.Time // of the shift: more than nothing, at most 24 hours
	Units       []Unit    // at least one
	Spots       []Spot
	LeftOut     []LeftOut // places that no unit is sent to, whatever its time
	SpotNotes   []string  // what a reader must know of how the spots were chosen
	Engagements []Engagement
	Posts       []Post
	Breaks      BreakRule
	NoBreaks    []Window    // in which no break is taken, such as when clubs close
	Powers      []geo.Power // of the area, in force or lately over
	Policy      Policy
	Response    []Unit  // units that answer calls: they have places, not routes
	Whole       *Whole  // what the spots are part of; nil: not known
	Fair        float64 // no ward has more than this share of the visits; 0: no cap
	Travel      Travel  `json:"-"`

	// Now and Earlier are of a night that has begun: nothing new begins before Now, and
	// Earlier are the stops of the plan so far. Both are empty for a shift to come.
	Now     time.Time
	Earlier []Earlier

	Seed       int64 // another seed gives another round, just as good
	Iterations int   // of the search for each number of units; 0: as many as take some seconds

	// Between is called at least once for each unit with the share of the work that is
	// done, 0 to less than 1. Its error, such as that of a context, ends the work;
	// ErrEnough ends it with the best plan so far. Nil: nothing does.
	Between func(share float64) error `json:"-"`
	// Enough is asked many times a second; where it is true the search ends with the best
	// plan so far. Over is likewise for what follows: the random allocations and the bound,
	// which is then the best so far. Nil: nothing ends them.
	Enough, Over func() bool `json:"-"`
}

// A Unit is who can be posted: officers who move together.
type Unit struct {
	ID    string // unique: unit-1
	Mode  Mode
	Start orb.Point     // WGS 84; where its shift begins and its break is taken
	End   orb.Point     // WGS 84; where its shift ends
	Shift Window        // within the problem's; the zero Window is all of it
	Break time.Duration // as the problem's rule on breaks has it; 0: none

	Agency     string    // whose it is: police, council; may be empty
	Role       Role      // what its officers are; empty: nobody says, and no power is shown to it
	Officers   int       // how many they are; 0 where nobody says
	Duty       Duty      // what it is there for: how much of its shift is kept for calls
	Designated bool      // PCSOs or wardens who are designated or authorised to use powers
	Lost       time.Time // when it went off duty before its time, where End is then; zero: it did not
	Away       Window    // when it was held up elsewhere; the zero Window: it was not
	Station    string    // the name of where it begins; empty where none is given
	Can        []string  // its capabilities, in words that complete "can": search people
}

// A Spot is a place to patrol.
type Spot struct {
	ID      string           // unique: HS-001
	Name    string           // what people call it: Tindal Square; may be empty
	At      orb.Point        // WGS 84; where a patrol begins
	Outline orb.MultiPolygon // WGS 84; for the map
	// Rate is the harm present in each hour from the start of the shift, in days
	// of imprisonment per hour: what past offences, or a model, say is there. The
	// last hour may be cut short by the end. Where hours are unknown all are alike.
	Rate     []float64
	AnyHour  bool     // nothing says at which hours harm is present
	Offences float64  // how many Rate rests on; it sets how sure the harm is, and the most visits
	Needs    []string // capabilities that a unit must have; may be empty
	Crews    int      // how many units must be there at once, 1 or 2; 0 is 1
	Why      []string // what is known of the place, in plain English; may be empty

	Last     time.Time // when a patrol was last recorded there; zero: never, or not known
	Ward     string    // which ward it is in; empty: not known
	Decile   int       // of deprivation, 1 the most deprived; 0: not known
	Ground   string    // what kind of place it is, as [Describe] says; empty: a street
	There    []string  // who and what is known to be there: CCTV, door teams
	Closings []Closing // of its premises, in the shift
}

// LeftOut is a place of much harm that a rule or a decision keeps out of the plan. It is named
// and has no place on a map: it may be homes.
type LeftOut struct {
	ID     string // unique, beside those of the spots: L-01
	Name   string // what people call it; may be empty
	Reason string
	Harm   float64 // present in the whole shift, days
}

// LeaveOut keeps a spot out of the plan, and says why.
func (p *Problem) LeaveOut(s Spot, reason string) {
	p.LeftOut = append(p.LeftOut, LeftOut{s.ID, s.Name, reason, s.present(0, int(p.End.Sub(p.Start)/time.Second))})
}

// LeftOutCalled returns the place of an id or name that is left out.
func (p Problem) LeftOutCalled(name string) (LeftOut, bool) {
	for _, l := range p.LeftOut {
		if called(name, l.ID, l.Name) {
			return l, true
		}
	}
	return LeftOut{}, false
}

// double reports whether exactly two units visit the spot at once.
func (s Spot) double() bool { return s.Crews == 2 }

// An Engagement is a call at a named site.
type Engagement struct {
	ID       string // unique, with its source: osm:node/123
	Name     string
	Category string // kebab case: pharmacy
	At       orb.Point
	Open     Window        // the whole stop lies within; the zero Window where it is not known
	Dwell    time.Duration // 5 to 15 minutes are usual
	Fixed    bool          // must be made; otherwise it is made where it fits
	Weight   float64       // 1 is an ordinary site's; intelligence raises it. Unused where Fixed
	Needs    []string      // capabilities that a unit must have; may be empty
	FourE    []FourE       // at least one
	FourP    FourP
	Script   string   // the briefing to use; may be empty
	Why      []string // what raised the site, in plain English; may be empty
}

// A Post is a place that is held for a time, such as a taxi rank at closing time.
type Post struct {
	ID    string // unique
	Name  string
	At    orb.Point // WGS 84
	Held  Window    // from when until when, all of it by the same units
	Units int       // how many hold it together, 1 or more; 0 is 1
	Needs []string  // capabilities that each must have; may be empty
	Why   []string  // in plain English; may be empty
}

func (p Post) crews() int { return max(1, p.Units) }

// A Window is a stretch of time.
type Window struct{ From, To time.Time }

func (w Window) isZero() bool { return w.From.IsZero() && w.To.IsZero() }

// within returns the part of a window that lies in another.
func (w Window) within(o Window) Window {
	if w.From.Before(o.From) {
		w.From = o.From
	}
	if w.To.After(o.To) {
		w.To = o.To
	}
	return w
}

func (w Window) length() time.Duration { return w.To.Sub(w.From) }

// A FourE is what an officer does first: enforcing comes last.
type FourE string

// The 4E approach.
const (
	Engage    FourE = "Engage"
	Explain   FourE = "Explain"
	Encourage FourE = "Encourage"
	Enforce   FourE = "Enforce"
)

// A FourP is the strand of CONTEST that an action belongs to.
type FourP string

// The four strands.
const (
	Prevent FourP = "Prevent"
	Pursue  FourP = "Pursue"
	Protect FourP = "Protect"
	Prepare FourP = "Prepare"
)

// shift returns the hours of a unit, until it was lost: none where that was before they began.
func (p Problem) shift(u Unit) Window {
	shift := p.roster(u)
	if !u.Lost.IsZero() {
		shift.To = u.Lost
		if u.Lost.Before(shift.From) {
			shift.To = shift.From
		}
	}
	return shift
}

// roster returns the hours that a unit was to be on duty.
func (p Problem) roster(u Unit) Window {
	if u.Shift.isZero() {
		return Window{p.Start, p.End}
	}
	return u.Shift
}

// limit returns how many seconds a unit may travel and be at stops: what slack leaves of
// its shift. Of a unit that was lost it is all of it.
func (p Problem) limit(u Unit) int {
	shift := p.shift(u).length().Seconds()
	if !u.Lost.IsZero() {
		return int(shift)
	}
	return int((1 - max(p.Policy.Slack, u.Duty.slack())) * shift)
}

// open returns when a site can be called at.
func (p Problem) open(e Engagement) Window {
	if e.Open.isZero() {
		return Window{p.Start, p.End}
	}
	return e.Open
}

// hours returns how many hours the shift has begun by its end.
func (p Problem) hours() int { return int((p.End.Sub(p.Start) + time.Hour - 1) / time.Hour) }

// present returns the harm present in a spot between two times of the shift, in
// seconds from its start, in days.
func (s Spot) present(from, to int) float64 {
	const hour = 3600
	var harm float64
	for h, rate := range s.Rate {
		if overlap := min(to, (h+1)*hour) - max(from, h*hour); overlap > 0 {
			harm += rate * float64(overlap) / hour
		}
	}
	return harm
}
