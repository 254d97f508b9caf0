package sheet

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/english"
	"beatplan/geo"
)

// A Plan is a kept Patrol and Engagement Plan, as its GeoJSON document has it. What
// a document does not say is empty.
type Plan struct {
	Edition    Edition // empty: police
	ID         string
	District   string
	Start, End time.Time // of the shift, local
	Units      []Unit
	KnowsLaw   bool   // its stops say which powers their unit may use there
	Spots      []Spot // with visits, then those without
	Basis      Basis
	Decision   Decision
	Until      string // day on which it is disposed of
}

// A Basis is what a plan rests on and says about itself.
type Basis struct {
	Area struct {
		Name     string `json:"name"`
		Invented bool   `json:"invented"`
	} `json:"area"`
	Operation        string  `json:"operation"` // its name, or in words
	Measure          string  `json:"measure"`   // what its harm is: count, a number of offences; else days of imprisonment
	Group            string  `json:"group"`     // likewise
	OperationVersion int     `json:"operation_version"`
	GroupVersion     int     `json:"group_version"`
	From             string  `json:"from"` // month
	To               string  `json:"to"`
	Hours            string  `json:"hours"`
	Preset           string  `json:"preset"`
	Seed             int64   `json:"seed"`
	Travel           string  `json:"travel"`
	Metrics          Metrics `json:"metrics"`
	Accuracy         *struct {
		Harm    float64 `json:"harm_expected"` // days, in the whole area
		HitRate float64 `json:"hit_rate"`      // share of it at the spots visited
		Area    float64 `json:"area"`          // share of the ground that they take
		PAI     float64 `json:"pai"`
		PEI     float64 `json:"pei"`
	} `json:"accuracy"` // nil: not known
	Unmeasured string   `json:"accuracy_unknown"` // why
	Notes      []string `json:"notes"`
	Differs    []string `json:"differs"` // what is different this time
	Last       *struct {
		ID      string  `json:"id"`
		Date    string  `json:"date"`
		PerHour float64 `json:"harm_covered_per_patrol_hour"`
	} `json:"last"` // the plan before
	Replan *struct {
		At     time.Time `json:"at"`
		What   []string  `json:"what"` // has happened
		Lost   []string  `json:"lost"` // what is not done for it
		Before Totals    `json:"before"`
		After  Totals    `json:"after"`
	} `json:"replan"`
}

// harmIndex is the table by which harm is counted, wherever a sheet says what harm is: its
// update of May 2023 gives other days.
const harmIndex = "Cambridge Crime Harm Index of 2016"

// byCount reports whether a plan's harm is a number of offences.
func (b Basis) byCount() bool { return b.Measure == "count" }

// unit says what a plan's harm is counted in.
func (b Basis) unit() string {
	if b.byCount() {
		return "offences"
	}
	return "days"
}

// weighed says what a plan covers.
func (b Basis) weighed() string {
	if b.byCount() {
		return "offences"
	}
	return "days of harm"
}

// harm names it.
func (b Basis) harm() string {
	if b.byCount() {
		return "offences"
	}
	return "harm"
}

// Metrics are a plan's figures. Harm is in days of imprisonment.
type Metrics struct {
	Covered    float64   `json:"harm_covered"`
	Bound      float64   `json:"upper_bound"`
	GapPct     float64   `json:"gap_pct"`
	LongStops  int       `json:"stops_of_15_min"`
	Officers   float64   `json:"officer_hours"` // 0: an old plan does not say
	There      float64   `json:"officer_hours_at_places"`
	Present    float64   `json:"harm_present"`
	RandomMean float64   `json:"random_mean"`
	RandomLow  float64   `json:"random_low"`
	RandomHigh float64   `json:"random_high"`
	Draws      int       `json:"random_draws"` // 0: an old plan does not say
	PerHour    float64   `json:"harm_covered_per_patrol_hour"`
	ByUnits    []float64 `json:"harm_covered_by_units"`
	Suffice    int       `json:"units_that_suffice"`
	Spread     int       `json:"busy_spread_min"`
	Kept       float64   `json:"spots_kept_by_one_unit"` // share
	Street     []struct {
		From    string  `json:"from"`
		On      int     `json:"on_street"`
		Present float64 `json:"harm_present"`
	} `json:"street"`
	Spots []SpotMetrics `json:"spot_metrics"`
	Units []struct {
		Unit    string   `json:"unit"`
		Without *float64 `json:"harm_covered_without"` // by the others' routes as they are
	} `json:"unit_metrics"`
}

// SpotMetrics are the figures of one spot.
type SpotMetrics struct {
	Area    string  `json:"area"`
	Present float64 `json:"harm_present"`
	Covered float64 `json:"harm_covered"`
	Unseen  int     `json:"longest_unseen_min"`
}

// Totals are what a plan does in all.
type Totals struct {
	Harm    float64 `json:"harm_covered"` // days
	Visits  int     `json:"visits"`
	Minutes int     `json:"patrol_min"`
}

// A Decision is what people decided on a result.
type Decision struct {
	Status   string    `json:"status"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Why      string    `json:"why"`
	Verified bool      `json:"verified"`
}

// despite returns what was lacking when a result was approved all the same, with the reason;
// empty: nothing was.
func (d Decision) despite() string {
	const mark = "(despite: "
	last := strings.LastIndex(d.Why, mark) // what stands before it is somebody's own
	if last < 0 || d.Status != "approved" {
		return ""
	}
	return " Approved all the same: " + sentence(strings.TrimSuffix(d.Why[last+len(mark):], ")"))
}

// Words says what was decided: Draft; Approved 4 Sep 2025 (unverified).
func (d Decision) Words() string {
	status := cmp.Or(d.Status, "draft")
	said := english.UpperFirst(status)
	if d.Status == "approved" || d.Status == "withdrawn" {
		said += d.At.Format(" 2 Jan 2006")
		if !d.Verified {
			said += " (unverified)"
		}
	}
	return said
}

// A Unit is who follows a route.
type Unit struct {
	ID         string
	Name       string // call sign; empty: the id in words
	Mode       string
	Agency     string
	Staff      string // 2 constables, by vehicle; empty: not said
	Officers   int    // who move together; 0: not said
	Role       string // constable, pcso, warden; empty: not said
	Station    string
	Start, End time.Time // of its shift
	Lost       bool      // it went off duty before its time
	Path       orb.LineString
	Stops      []Stop // with its breaks, in order of time
	Travel     int    // minutes
	Dwell      int
	Break      int
	Slack      int
}

// Call returns what a unit is called: Unit 2.
func (u Unit) Call() string {
	if u.Name != "" || u.ID == "" {
		return u.Name
	}
	return english.UpperFirst(strings.ReplaceAll(u.ID, "-", " "))
}

// called returns what the unit of an id is called.
func (p Plan) called(id string) string {
	for _, u := range p.Units {
		if u.ID == id {
			return u.Call()
		}
	}
	return Unit{ID: id}.Call()
}

// may returns which powers a unit may use. Where a plan does not say who is in it, it
// is taken for constables, and the card says who may use each power.
func (u Unit) may() staff {
	switch {
	case u.Agency != "" && u.Agency != "police", u.Role == "warden":
		return civilians
	case u.Role == "pcso":
		return pcsos
	}
	return constables
}

// A Stop is a visit, a call at a site, a post or a break.
type Stop struct {
	ID       string // of the feature; empty of a break
	Seq      int    // along the route, from 1; 0 of a break
	Kind     string // patrol_stop, engagement_stop, post, break
	At       orb.Point
	Place    string // id of the spot, site or post
	Name     string
	With     string // the other of two units that are there at once; empty: nobody
	Category string // of a site
	Ground   string // what kind of place a spot is: pubs and clubs
	Arrive   time.Time
	Depart   time.Time
	Window   []time.Time // from and to when it may begin; empty: nothing knows the hour
	Visit    int
	FourE    []string
	FourP    string
	Why      []string
	Do       []string
	There    []string    // who and what is known to be there
	Powers   []geo.Power // that the unit may use there and then; without their land
}

// A Spot is a place that is patrolled, or is not.
type Spot struct {
	ID      string
	Name    string
	Outline orb.Geometry
	Planned int     // minutes
	Reason  string  // why nobody visits it; empty where somebody does
	Harm    float64 // of a place that is left out, days present in the shift
}

// properties are those of any feature of a plan.
type properties struct {
	Kind       string      `json:"kind"`
	Unit       string      `json:"unit"`
	Mode       string      `json:"mode"`
	Agency     string      `json:"agency"`
	Role       string      `json:"role"`
	Officers   int         `json:"officers"`
	CallSign   string      `json:"call_sign"`
	Station    string      `json:"station"`
	ShiftStart time.Time   `json:"shift_start"`
	ShiftEnd   time.Time   `json:"shift_end"`
	OffDuty    time.Time   `json:"off_duty_from"`
	Travel     int         `json:"travel_min"`
	Dwell      int         `json:"dwell_min"`
	Break      int         `json:"break_min"`
	Slack      int         `json:"slack_min"`
	Breaks     []interval  `json:"breaks"`
	Seq        int         `json:"seq"`
	Area       string      `json:"area"`
	Name       string      `json:"name"`
	With       string      `json:"with"`
	Category   string      `json:"premises_type"`
	Premises   string      `json:"premises_id"`
	Post       string      `json:"post_id"`
	Window     []time.Time `json:"arrive_window"`
	Arrive     time.Time   `json:"arrive"`
	Depart     time.Time   `json:"depart"`
	Visit      int         `json:"visit_no"`
	FourE      []string    `json:"4E"`
	FourP      string      `json:"4P"`
	Why        []string    `json:"why"`
	Ground     string      `json:"place"`
	Do         []string    `json:"do"`
	There      []string    `json:"there"`
	Powers     []power     `json:"powers"`
	Planned    int         `json:"planned_minutes"`
	Reason     string      `json:"reason"`
	Harm       float64     `json:"harm_present"`
}

// A power is one as a plan has it.
type power struct {
	Kind      geo.PowerKind `json:"kind"`
	Authority string        `json:"authority"`
	Reference string        `json:"reference"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to"`
	Text      string        `json:"text"`
}

type interval struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// ReadPlan reads the GeoJSON document of a plan.
func ReadPlan(document []byte, zone *time.Location) (Plan, error) {
	var read struct {
		Plan struct {
			ID       string `json:"id"`
			District string `json:"district"`
			Period   struct {
				Start time.Time `json:"start"`
				End   time.Time `json:"end"`
			} `json:"period"`
			Until  string          `json:"retention_until"`
			Powers json.RawMessage `json:"powers"`
		} `json:"plan"`
		Basis    Basis    `json:"basis"`
		Decision Decision `json:"decision"`
		Features []struct {
			ID         string            `json:"id"`
			Geometry   *geojson.Geometry `json:"geometry"`
			Properties json.RawMessage   `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &read); err != nil {
		return Plan{}, fmt.Errorf("the plan's document: %w", err)
	}
	p := Plan{
		ID: read.Plan.ID, District: read.Plan.District, Start: read.Plan.Period.Start.In(zone), End: read.Plan.Period.End.In(zone),
		Basis: read.Basis, Decision: read.Decision, Until: read.Plan.Until, KnowsLaw: read.Plan.Powers != nil,
	}
	if p.ID == "" || !p.Start.Before(p.End) {
		return p, fmt.Errorf("the document is no plan: it has no id or no period")
	}
	units := map[string]int{}
	for _, f := range read.Features {
		var of properties
		if err := json.Unmarshal(f.Properties, &of); err != nil {
			return p, fmt.Errorf("feature %s of plan %s: %w", f.ID, p.ID, err)
		}
		var shape orb.Geometry
		if f.Geometry != nil {
			shape = f.Geometry.Geometry()
		}
		switch of.Kind {
		case "route":
			units[of.Unit] = len(p.Units)
			p.Units = append(p.Units, of.route(shape, zone))
		case "area", "area_not_covered":
			p.Spots = append(p.Spots, Spot{ID: of.Area, Name: of.Name, Outline: shape, Planned: of.Planned, Reason: of.Reason, Harm: of.Harm})
		default:
			i, known := units[of.Unit]
			if !known {
				return p, fmt.Errorf("stop %s of plan %s is of unit %q, which has no route", f.ID, p.ID, of.Unit)
			}
			p.Units[i].Stops = append(p.Units[i].Stops, of.stop(f.ID, shape, zone))
		}
	}
	for _, u := range p.Units {
		slices.SortStableFunc(u.Stops, func(a, b Stop) int { return a.Arrive.Compare(b.Arrive) })
	}
	return p, nil
}

func (of properties) route(shape orb.Geometry, zone *time.Location) Unit {
	path, _ := shape.(orb.LineString)
	u := Unit{
		ID: of.Unit, Name: of.CallSign, Mode: of.Mode, Agency: of.Agency, Staff: within(of.Name), Role: of.Role, Officers: of.Officers, Station: of.Station,
		Start: of.ShiftStart.In(zone), End: of.ShiftEnd.In(zone), Path: path, Lost: !of.OffDuty.IsZero(), Travel: of.Travel, Dwell: of.Dwell, Break: of.Break, Slack: of.Slack,
	}
	for _, b := range of.Breaks {
		u.Stops = append(u.Stops, Stop{Kind: "break", Name: "Break", Arrive: b.From.In(zone), Depart: b.To.In(zone)})
	}
	return u
}

// within returns what a name has in brackets: of Unit 2 (2 PCSOs, on foot) that.
func within(name string) string {
	_, rest, _ := strings.Cut(name, "(")
	return strings.TrimSuffix(rest, ")")
}

func (of properties) stop(id string, shape orb.Geometry, zone *time.Location) Stop {
	at, _ := shape.(orb.Point)
	place := cmp.Or(of.Area, of.Premises, of.Post)
	s := Stop{
		ID: id, Seq: of.Seq, Kind: of.Kind, At: at, Place: place, Name: cmp.Or(of.Name, place), With: of.With, Category: of.Category,
		Arrive: of.Arrive.In(zone), Depart: of.Depart.In(zone), Visit: of.Visit, FourE: of.FourE, FourP: of.FourP, Why: of.Why, Do: of.Do, There: of.There, Ground: of.Ground,
	}
	for _, p := range of.Powers {
		s.Powers = append(s.Powers, geo.Power{Kind: p.Kind, Authority: p.Authority, Reference: p.Reference, From: p.From, To: p.To, Text: p.Text})
	}
	for _, t := range of.Window {
		s.Window = append(s.Window, t.In(zone))
	}
	return s
}

// ForPartners returns the plan as a partner edition has it: without powers and reasons, and without
// the names and places of health, which are visited and not shown.
func (p Plan) ForPartners() Plan {
	p.Edition, p.KnowsLaw = Partner, true // and no stop has a power
	p.Basis.Group = p.Basis.Operation     // whose definition may speak of homes
	p.Units = slices.Clone(p.Units)
	hidden := map[string]bool{}
	for i := range p.Units {
		u := &p.Units[i]
		u.Stops = slices.Clone(u.Stops)
		for k := range u.Stops {
			s := &u.Stops[k]
			s.Powers, s.Why = nil, nil // which quote intelligence and small counts
			if s.health() {
				hidden[s.Place] = true
				s.Name, s.Category, s.At, s.There, s.Do = "A place of health", "", orb.Point{}, nil, []string{"call as agreed"}
				u.Path = nil // which leads there
			}
		}
	}
	p.Spots = slices.DeleteFunc(slices.Clone(p.Spots), func(s Spot) bool { return hidden[s.ID] })
	return p
}

// health reports whether a stop is at a place of health or care.
func (s Stop) health() bool {
	return strings.Contains(s.Ground, "health") || Health(s.Category)
}

// Health reports whether sites of a category are places of health or care.
func Health(category string) bool {
	return slices.Contains([]string{"pharmacy", "care", "care-home", "hospital", "gp", "gp-surgery", "surgery", "hospice", "doctors", "clinic", "dentist"}, category)
}

// hidden reports whether a stop has no place on a map.
func (s Stop) hidden() bool { return s.Kind == "break" || s.At == orb.Point{} }

// Bound returns the bound of all that the plan has on the ground; empty where that
// is nothing.
func (p Plan) Bound() orb.Bound {
	bound := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{0, 0}}
	for _, u := range p.Units {
		for _, s := range u.Stops {
			if !s.hidden() {
				bound = joined(bound, orb.Bound{Min: s.At, Max: s.At})
			}
		}
		if len(u.Path) > 0 {
			bound = joined(bound, u.Path.Bound())
		}
	}
	return bound
}

func joined(a, b orb.Bound) orb.Bound {
	if a.IsEmpty() {
		return b
	}
	return a.Union(b)
}
