package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/planner"
	"beatplan/roads"
)

// How a plan's units travel, beside the URL of an OSRM server.
const (
	TravelRoads    = "roads"    // along the streets that are loaded
	TravelStraight = "straight" // as the crow flies
)

// aroundStreets is how far beyond an area units may drive, metres.
const aroundStreets = 3000

// A Router answers for a service on the network that knows ways.
type Router func(ctx context.Context, url string) (planner.Travel, error)

// WithRouter returns an App that may ask services at URLs that requests name.
func (a *App) WithRouter(r Router) *App {
	other := *a
	other.router = r
	return &other
}

// travel returns what a request asks for by its word or URL.
func (a *App) travel(ctx context.Context, area geo.Area, by string, exempt bool) (planner.Travel, error) {
	switch {
	case by == TravelStraight:
		return planner.CrowFly{}, nil
	case by == TravelRoads:
		streets, err := a.streetTravel(ctx, area, exempt)
		if err != nil {
			return nil, err // and no nil of a kind
		}
		return streets, nil
	case a.router != nil && (strings.HasPrefix(by, "http://") || strings.HasPrefix(by, "https://")):
		return a.router(ctx, by)
	}
	return nil, fault.New(fault.Invalid, "no travel by %q; there are %s, %s and the URL of a routing server where one may be named", by, TravelRoads, TravelStraight)
}

// travelOf returns that of a plan that was kept.
func (a *App) travelOf(ctx context.Context, plan string) (planner.Travel, error) {
	var made PlanResult
	if _, err := a.served(ctx, result.Plan, plan, &made); err != nil {
		return nil, err
	}
	area, err := a.Area(ctx, string(made.Area.Kind)+":"+made.Area.Code)
	if err != nil {
		return nil, err
	}
	return a.travel(ctx, area, cmp.Or(made.TravelBy, TravelStraight), made.Exemptions)
}

// settleTravel gives a problem its travel, as a request asks for it, takes out what
// cannot be reached, and notes both. Where a request says nothing units go along the
// streets that are loaded, if these reach most of its spots, and otherwise straight on.
func (a *App) settleTravel(ctx context.Context, area geo.Area, r *PlanRequest, p planner.Problem) (planner.Problem, []string, error) {
	asked := r.Travel
	r.Travel = cmp.Or(asked, TravelRoads)
	notes, err := a.reached(ctx, area, *r, &p)
	var none *noStreets
	var few *fewReached
	short := errors.Is(err, roads.ErrNoStreets) || errors.As(err, &none) || errors.As(err, &few)
	if asked == "" && short {
		r.Travel = TravelStraight
		p.Travel = planner.CrowFly{}
		return p, []string{fmt.Sprintf("travel is in straight lines, 1.3 times as long as they are, since %v; import an extract of OpenStreetMap to travel along streets", err)}, nil
	}
	if short {
		return p, nil, fault.New(fault.Unprocessable, "travel along streets: %w; import an extract of OpenStreetMap, or travel straight", err)
	}
	return p, notes, err
}

// noStreets says that there are none.
type noStreets struct{ area string }

func (e *noStreets) Error() string { return "no streets are loaded in or around " + e.area }

// fewReached says that the streets loaded reach less than half of what a plan is about.
type fewReached struct{ reached, of int }

func (e *fewReached) Error() string {
	return fmt.Sprintf("the streets loaded reach %d of %s", e.reached, english.Count(float64(e.of), "spot"))
}

func (a *App) reached(ctx context.Context, area geo.Area, r PlanRequest, p *planner.Problem) ([]string, error) {
	travel, err := a.travel(ctx, area, r.Travel, r.Exemptions)
	if err != nil {
		return nil, err
	}
	p.Travel = travel
	kept, notes, err := p.Reached()
	if reached := len(kept.Spots); r.Travel == TravelRoads && 2*reached < len(p.Spots) {
		return nil, &fewReached{reached, len(p.Spots)}
	}
	if err != nil {
		return nil, refusedPlan(err)
	}
	*p = kept
	return notes, nil
}

// refusedPlan returns the error of a plan that cannot be made: trouble of what it travels by
// is no fault of the request.
func refusedPlan(err error) error {
	if fault.Of(err) == fault.Unavailable {
		return err
	}
	return fault.New(fault.Unprocessable, "%w", err)
}

// streetTravel returns the travel along the streets in and around an area.
func (a *App) streetTravel(ctx context.Context, area geo.Area, exempt bool) (*byStreet, error) {
	m, err := a.streetMap(ctx, orbgeo.BoundPad(area.Land.Bound(), aroundStreets))
	if err != nil {
		return nil, err
	}
	if len(m.streets) == 0 {
		return nil, &noStreets{area.Name}
	}
	return &byStreet{m, exempt}, nil
}

// streetMap returns the streets in a bound, those of the last time if they have not
// changed since.
func (a *App) streetMap(ctx context.Context, b orb.Bound) (*streetMap, error) {
	version, err := a.store.StreetsVersion(ctx, b)
	if err != nil {
		return nil, err
	}
	key := streetKey{b, version}
	if m := a.maps.get(key); m != nil {
		return m, nil
	}
	streets, err := a.store.Streets(ctx, b)
	if err != nil {
		return nil, err
	}
	return a.maps.put(key, &streetMap{streets: streets, digest: roads.Digest(streets)}), nil
}

type streetKey struct {
	bound   orb.Bound
	version string
}

// mostStreets is how many streets are remembered together: with their networks about
// 500 MB.
const mostStreets = 600_000

// streetMaps remembers the streets and networks of the areas that were asked for last,
// since to read and build them takes some seconds.
type streetMaps struct {
	mu    sync.Mutex
	of    map[streetKey]*streetMap
	order []streetKey // the oldest first
	size  int         // streets of them all
}

func (s *streetMaps) get(key streetKey) *streetMap {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[key]
}

func (s *streetMaps) put(key streetKey, m *streetMap) *streetMap {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.of[key]; known != nil { // since
		return known
	}
	if s.of == nil {
		s.of = map[streetKey]*streetMap{}
	}
	s.of[key], s.order, s.size = m, append(s.order, key), s.size+len(m.streets)
	for s.size > mostStreets && len(s.order) > 1 {
		s.size -= len(s.of[s.order[0]].streets)
		delete(s.of, s.order[0])
		s.order = s.order[1:]
	}
	return m
}

// A streetMap is some streets and the networks of them that have been asked for.
type streetMap struct {
	streets  []roads.Street
	digest   string
	mu       sync.Mutex
	networks map[roads.Modes]*roads.Network
}

// network returns that of a mode.
func (m *streetMap) network(mode roads.Modes) (*roads.Network, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.networks[mode]; n != nil {
		return n, nil
	}
	n, err := roads.NewNetwork(m.streets, mode)
	if err != nil {
		return nil, err
	}
	if m.networks == nil {
		m.networks = map[roads.Modes]*roads.Network{}
	}
	m.networks[mode] = n
	return n, nil
}

// byStreet is travel along streets; exempt lets vehicles through bus gates and where
// only emergency vehicles may go.
type byStreet struct {
	on     *streetMap
	exempt bool
}

// network returns that of a planner's mode.
func (t *byStreet) network(m planner.Mode) (*roads.Network, error) {
	switch {
	case m == planner.Foot:
		return t.on.network(roads.OnFoot)
	case m == planner.Cycle:
		return t.on.network(roads.ByCycle)
	case t.exempt:
		return t.on.network(roads.WithEmergency)
	}
	return t.on.network(roads.ByVehicle)
}

// places finds places on the network of a mode.
func (t *byStreet) places(m planner.Mode, points ...orb.Point) (*roads.Network, []roads.Place, error) {
	n, err := t.network(m)
	if err != nil {
		return nil, nil, err
	}
	places := make([]roads.Place, len(points))
	for i, p := range points {
		if places[i], err = n.Place(p); err != nil {
			return nil, nil, err
		}
	}
	return n, places, nil
}

// Legs returns the quickest ways, their times rounded up to whole minutes.
func (t *byStreet) Legs(m planner.Mode, points []orb.Point) ([][]planner.Leg, error) {
	n, places, err := t.places(m, points...)
	if err != nil {
		return nil, err
	}
	legs := make([][]planner.Leg, len(places))
	for i, row := range n.Legs(places) {
		for _, l := range row {
			legs[i] = append(legs[i], planner.Leg{Time: time.Duration(math.Ceil(l.Time.Minutes())) * time.Minute, Metres: l.Metres})
		}
	}
	return legs, nil
}

// Reach says where a place is reached, if not where it is.
func (t *byStreet) Reach(m planner.Mode, point orb.Point) (string, error) {
	_, places, err := t.places(m, point)
	var unreached *roads.UnreachedError
	if errors.As(err, &unreached) {
		return "", planner.UnreachableError{Why: unreached.Why}
	}
	if err != nil {
		return "", err
	}
	return places[0].Note, nil
}

// Path returns the way along streets, from where the first place is left to where the
// other is reached.
func (t *byStreet) Path(m planner.Mode, from, to orb.Point) (orb.LineString, error) {
	n, places, err := t.places(m, from, to)
	if err != nil {
		return nil, err
	}
	return n.Path(places[0], places[1]), nil
}

// Engine says that the way is by streets, and of which version of them.
func (t *byStreet) Engine() (name, graph string) {
	name = "streets of OpenStreetMap"
	if t.exempt {
		name += ", with police exemptions (bus gates, emergency access)"
	}
	return name, t.on.digest
}
