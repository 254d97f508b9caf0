package planner

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// About is what a plan cannot know of itself.
type About struct {
	ID           string     // of the plan
	District     string     // whose plan it is
	RiskSnapshot string     // the result that the harm was read from
	Replan       *Replanned // of a night that has begun; nil for a shift to come
}

// Collection writes the plan as GeoJSON: each unit's route followed by its stops
// in order of time, then the areas, then those not covered. The foreign member
// plan says what it is. Times are in the zone of the shift's start.
func (p Plan) Collection(about About) geo.Collection {
	var features []geo.Feature
	for i := range p.Routes {
		features = append(features, p.route(i))
		features = append(features, p.stops(i)...)
	}
	return geo.Collection{
		Members:  map[string]any{"plan": p.header(about)},
		Features: append(features, p.areas()...),
	}
}

type header struct {
	Schema         string     `json:"schema"`
	ID             string     `json:"id"`
	District       string     `json:"district"`
	Period         period     `json:"period"`
	Seed           int64      `json:"seed"`
	RiskSnapshot   string     `json:"risk_snapshot"`
	RoadGraph      string     `json:"road_graph"`
	TravelEngine   string     `json:"travel_engine"`
	Objective      objective  `json:"objective"`
	Metrics        headlines  `json:"metrics"`
	Powers         powersOf   `json:"powers"`
	Response       []Standby  `json:"response,omitempty"` // units that have places, not routes
	Replan         *Replanned `json:"replan,omitempty"`
	RetentionUntil string     `json:"retention_until"`
}

// powersOf is the powers of the area.
type powersOf struct {
	InForce []ListedPower `json:"in_force"` // in some part of the shift
	Expired []ListedPower `json:"expired"`  // over before it: on no card
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type objective struct {
	Measure    string  `json:"measure"`
	Value      float64 `json:"value"`
	UpperBound float64 `json:"upper_bound"`
	GapPct     float64 `json:"gap_pct"`
}

type headlines struct {
	HarmPerHour  float64 `json:"harm_covered_per_patrol_hour"`
	TravelShare  float64 `json:"travel_share"`
	DosageMet    float64 `json:"dosage_met_share"`
	MaxSpotShare float64 `json:"max_area_share_of_minutes"`
	OrderEntropy float64 `json:"order_entropy"`
}

func (p Plan) header(about About) header {
	m := p.Metrics()
	engine, graph := p.Problem.Travel.Engine()
	current, expired := p.Problem.powers()
	return header{
		Schema: "patrol-plan/1", ID: about.ID, District: about.District,
		Period: period{p.time(p.Problem.Start), p.time(p.Problem.End)},
		Seed:   p.Problem.Seed, RiskSnapshot: about.RiskSnapshot,
		RoadGraph: graph, TravelEngine: engine,
		Objective: objective{p.Problem.Policy.Measure() + "; " + p.Problem.Policy.speech().unit, m.HarmCovered, m.UpperBound, m.GapPct},
		Metrics:   headlines{m.HarmPerHour, m.TravelShare, m.DosageMet, m.MaxSpotShare, m.OrderEntropy},
		Powers:    powersOf{current, expired},
		Response:  p.standby(),
		Replan:    about.Replan,
		// A plan is kept for a year.
		RetentionUntil: p.Problem.Start.AddDate(1, 0, 0).Format(time.DateOnly),
	}
}

type routeProperties struct {
	Kind       string `json:"kind"`
	Unit       string `json:"unit"`
	Name       string `json:"name"` // Unit 2 (2 PCSOs, on foot)
	Agency     string `json:"agency,omitempty"`
	Role       Role   `json:"role,omitempty"`
	Officers   int    `json:"officers,omitempty"`
	Station    string `json:"station,omitempty"` // where it begins and ends
	Mode       Mode   `json:"mode"`
	ShiftStart string `json:"shift_start"`
	ShiftEnd   string `json:"shift_end"`
	Travel     int    `json:"travel_min"`
	Dwell      int    `json:"dwell_min"`
	Break      int    `json:"break_min"`
	Slack      int    `json:"slack_min"`

	Breaks []breakProperties `json:"breaks"` // a unit has one or none

	OffDuty string     `json:"off_duty_from,omitempty"` // before its time
	Away    *[2]string `json:"away,omitempty"`          // held up elsewhere
}

type breakProperties struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Minutes int    `json:"minutes"`
}

func (p Plan) route(i int) geo.Feature {
	u := p.Problem.Units[i]
	shift, m := p.Problem.shift(u), p.unitMetrics(i)
	properties := routeProperties{
		Kind: "route", Unit: u.ID, Name: u.Label(), Agency: u.Agency, Role: u.Role, Officers: u.Officers, Station: u.Station, Mode: u.Mode, ShiftStart: p.time(shift.From), ShiftEnd: p.time(shift.To),
		Travel: m.TravelMinutes, Dwell: m.DwellMinutes, Break: m.BreakMinutes, Slack: m.SlackMinutes, Breaks: p.breaks(i),
	}
	if !u.Lost.IsZero() {
		properties.OffDuty = p.time(u.Lost)
	}
	if !u.Away.isZero() {
		away := p.window(u.Away)
		properties.Away = &away
	}
	return geo.Feature{ID: u.ID, Geometry: p.Routes[i].Path, Properties: properties}
}

func (p Plan) breaks(i int) []breakProperties {
	breaks := []breakProperties{}
	for _, s := range p.Routes[i].Stops {
		if s.Kind == BreakStop {
			breaks = append(breaks, breakProperties{p.time(s.Arrive), p.time(s.Depart), minutes(s.Depart.Sub(s.Arrive))})
		}
	}
	return breaks
}

type patrolProperties struct {
	Kind          StopKind   `json:"kind"`
	Unit          string     `json:"unit"`
	Seq           int        `json:"seq"`
	Area          string     `json:"area"`
	Name          string     `json:"name,omitempty"`          // what people call the area
	With          string     `json:"with,omitempty"`          // the other of two units that are there at once
	ArriveWindow  *[2]string `json:"arrive_window,omitempty"` // none where nothing knows the hour
	Arrive        string     `json:"arrive"`
	Depart        string     `json:"depart"`
	Dwell         int        `json:"dwell_min"`
	VisitNo       int        `json:"visit_no"`
	VisitsTarget  int        `json:"visits_target"`
	MinutesTarget int        `json:"minutes_target"`
	Harm          float64    `json:"harm_present"`
	Interval      [2]float64 `json:"interval"` // 95%
	Why           []string   `json:"why"`
	FourE         []FourE    `json:"4E"`
	FourP         FourP      `json:"4P"`
	Place         string     `json:"place"` // what kind of place it is: pubs and clubs
	Do            []string   `json:"do"`
	There         []string   `json:"there,omitempty"`  // who and what is known to be there
	Locked        bool       `json:"locked,omitempty"` // it keeps its time and its unit on the night
	lawful
}

// lawful is what a stop card says of powers.
type lawful struct {
	Powers  []PowerCard `json:"powers"`            // that the unit may use there and then
	Grounds string      `json:"grounds,omitempty"` // what it must know of searches
}

// lawful returns the powers that a unit may use at a stop, whenever in its window that
// begins.
func (p Plan) lawful(unit int, s Stop) lawful {
	u := p.Problem.Units[unit]
	powers := p.Problem.inForce(u, s.At, Window{s.Arrive, s.Depart})
	return lawful{powers, grounds(u, powers)}
}

type engagementProperties struct {
	Kind       StopKind  `json:"kind"`
	Unit       string    `json:"unit"`
	Seq        int       `json:"seq"`
	Name       string    `json:"name"`
	Category   string    `json:"premises_type"`
	ID         string    `json:"premises_id"`
	OpenWindow [2]string `json:"open_window"`
	Arrive     string    `json:"arrive"`
	Depart     string    `json:"depart"`
	Dwell      int       `json:"dwell_min"`
	Why        []string  `json:"why"`
	FourE      []FourE   `json:"4E"`
	FourP      FourP     `json:"4P"`
	Script     string    `json:"script"`
	Locked     bool      `json:"locked,omitempty"` // it keeps its time and its unit on the night
	lawful
}

// stops returns the stops of a unit, without its break. They are numbered
// together, and apart in their ids.
func (p Plan) stops(i int) []geo.Feature {
	var features []geo.Feature
	patrols, engagements, posts := 0, 0, 0
	for _, s := range p.Routes[i].Stops {
		f := geo.Feature{Geometry: s.At}
		seq := patrols + engagements + posts + 1
		switch s.Kind {
		case PatrolStop:
			patrols++
			f.ID = fmt.Sprintf("u%d-s%02d", i+1, patrols)
			f.Properties = p.patrol(i, seq, s)
		case EngagementStop:
			engagements++
			f.ID = fmt.Sprintf("u%d-e%02d", i+1, engagements)
			f.Properties = p.engagement(i, seq, s)
		case PostStop:
			posts++
			f.ID = fmt.Sprintf("u%d-p%02d", i+1, posts)
			f.Properties = p.post(i, seq, s)
		default:
			continue
		}
		features = append(features, f)
	}
	return features
}

func (p Plan) patrol(unit, seq int, s Stop) patrolProperties {
	spot := p.Problem.Spots[s.Of]
	target := p.Problem.target(s.Of)
	low, high := interval(spot.Offences)
	ground := groundOf(spot.Ground)
	var arrive *[2]string
	if !spot.AnyHour || s.With != "" {
		window := p.window(s.Window)
		arrive = &window
	}
	do := ground.do
	if s.With != "" {
		do = append([]string{p.meet(s)}, do...)
	}
	return patrolProperties{
		Kind: s.Kind, Unit: p.Problem.Units[unit].ID, Seq: seq, Area: spot.ID, Name: spot.Name, With: s.With,
		ArriveWindow: arrive, Arrive: p.time(s.Arrive), Depart: p.time(s.Depart),
		Dwell: minutes(s.Depart.Sub(s.Arrive)), VisitNo: s.Visit,
		VisitsTarget: target, MinutesTarget: target * minutes(p.Problem.Policy.MinDwell),
		Harm: p.Problem.Policy.round(s.Harm), Interval: [2]float64{p.Problem.Policy.round(low * s.Harm), p.Problem.Policy.round(high * s.Harm)},
		Why: s.Why, FourE: ground.fourE, FourP: ground.fourP, Place: ground.name, Do: do, There: spot.There, Locked: p.Problem.locked(unit, s), lawful: p.lawful(unit, s),
	}
}

func (p Plan) engagement(unit, seq int, s Stop) engagementProperties {
	e := p.Problem.Engagements[s.Of]
	return engagementProperties{
		Kind: s.Kind, Unit: p.Problem.Units[unit].ID, Seq: seq, Name: e.Name, Category: e.Category, ID: e.ID,
		OpenWindow: p.window(p.Problem.open(e)), Arrive: p.time(s.Arrive), Depart: p.time(s.Depart), Dwell: minutes(e.Dwell),
		Why: s.Why, FourE: e.FourE, FourP: e.FourP, Script: e.Script, Locked: p.Problem.locked(unit, s), lawful: p.lawful(unit, s),
	}
}

type postProperties struct {
	Kind   StopKind `json:"kind"`
	Unit   string   `json:"unit"`
	Seq    int      `json:"seq"`
	ID     string   `json:"post_id"`
	Name   string   `json:"name"`
	Arrive string   `json:"arrive"`
	Depart string   `json:"depart"`
	Dwell  int      `json:"dwell_min"`
	Units  int      `json:"units"` // that hold it together
	Why    []string `json:"why"`
	Locked bool     `json:"locked,omitempty"` // it keeps its time and its unit on the night
	lawful
}

func (p Plan) post(unit, seq int, s Stop) postProperties {
	post := p.Problem.Posts[s.Of]
	return postProperties{
		Kind: s.Kind, Unit: p.Problem.Units[unit].ID, Seq: seq, ID: post.ID, Name: post.Name,
		Arrive: p.time(s.Arrive), Depart: p.time(s.Depart), Dwell: minutes(s.Depart.Sub(s.Arrive)), Units: post.crews(), Why: s.Why,
		Locked: p.Problem.locked(unit, s), lawful: p.lawful(unit, s),
	}
}

type areaProperties struct {
	Kind    string `json:"kind"`
	Area    string `json:"area"`
	Name    string `json:"name,omitempty"`
	Minutes int    `json:"planned_minutes"`
	Visits  int    `json:"planned_visits"`
	Target  int    `json:"target_minutes"`
	Cap     int    `json:"cap_minutes"`
}

type omittedProperties struct {
	Kind   string `json:"kind"`
	Area   string `json:"area"`
	Name   string `json:"name,omitempty"`
	Reason string `json:"reason"`

	HarmPresent float64 `json:"harm_present,omitempty"` // of what is left out, in the whole shift, days: metrics have that of spots
}

// areas returns the spots with visits, then those without, then what is left out.
func (p Plan) areas() []geo.Feature {
	var features []geo.Feature
	for i, m := range p.spotMetrics() {
		if m.Visits > 0 {
			features = append(features, geo.Feature{ID: m.Area, Geometry: p.Problem.Spots[i].shape(), Properties: areaProperties{
				Kind: "area", Area: m.Area, Name: p.Problem.Spots[i].Name, Minutes: m.Minutes, Visits: m.Visits, Target: m.TargetMinutes, Cap: m.CapMinutes,
			}})
		}
	}
	for _, o := range p.Omitted {
		spot := p.Problem.Spots[o.Spot]
		features = append(features, geo.Feature{ID: spot.ID, Geometry: spot.shape(), Properties: omittedProperties{
			Kind: "area_not_covered", Area: spot.ID, Name: spot.Name, Reason: o.Reason,
		}})
	}
	for _, l := range p.Problem.LeftOut {
		features = append(features, geo.Feature{ID: l.ID, Properties: omittedProperties{
			Kind: "area_not_covered", Area: l.ID, Name: l.Name, Reason: l.Reason, HarmPresent: p.Problem.Policy.round(l.Harm),
		}})
	}
	return features
}

// shape returns the outline of a spot: a polygon where it hangs together, and
// nothing where it is not known.
func (s Spot) shape() orb.Geometry {
	switch len(s.Outline) {
	case 0:
		return nil
	case 1:
		return s.Outline[0]
	}
	return s.Outline
}

// interval returns the ends of the 95% interval of a Poisson count n, as shares
// of it, by Byar's approximation (Breslow & Day 1987, p. 69). Harm is taken to
// vary as the count that it rests on does; 0, 0 where there is none.
func interval(n float64) (low, high float64) {
	const z = 1.96
	if n <= 0 {
		return 0, 0
	}
	byar := func(n, z float64) float64 { return n * math.Pow(1-1/(9*n)+z/(3*math.Sqrt(n)), 3) }
	return max(0, byar(n, -z)) / n, byar(n+1, z) / n
}

func (p Plan) window(w Window) [2]string { return [2]string{p.time(w.From), p.time(w.To)} }

// time writes an instant in the zone of the shift's start.
func (p Plan) time(t time.Time) string { return p.Problem.written(t) }
