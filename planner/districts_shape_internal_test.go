package planner

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/internal/long"
)

// TestShapeOfAShift tries what makes a shift one that officers can follow on Demoshire's main
// town and on districts of Essex.
func TestShapeOfAShift(t *testing.T) {
	t.Parallel()
	for _, d := range districts(t) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			p := d.night(t, "koper")
			p.Iterations = 200
			plan, err := Solve(p)
			if err != nil {
				t.Fatal(err)
			}
			if err := plan.Check(); err != nil { // minutes, windows, gaps, breaks and the closing hour among them
				t.Fatal(err)
			}
			m, notes := plan.Metrics(), strings.Join(plan.Notes(), "; ")
			shapeOfBreaks(t, p, m)
			shapeOfWork(t, p, m, notes)
			shapeOfVisits(t, p, plan, m)
			shapeOfHours(t, p, plan, notes)
			shapeOfNames(t, plan)
			if plan.Random.N != draws || plan.Harm < 1.05*plan.Random.Mean || !strings.Contains(notes, "40 random allocations of the same units cover") {
				t.Errorf("random allocations %+v, the plan %g; %s", plan.Random, plan.Harm, notes)
			}
		})
		t.Run(d.name+", other shifts", func(t *testing.T) {
			t.Parallel()
			long.Test(t) // TestFiftyUnitsForNineSpots, TestALongerShiftNeverCoversLess and their neighbours try made-up streets
			otherShifts(t, d)
		})
	}
}

// shapeOfBreaks: never more than half of the units are on break, and what is on the street
// by half hour and the harm present during breaks are said.
func shapeOfBreaks(t *testing.T, p Problem, m Metrics) {
	t.Helper()
	most := 0
	for _, h := range m.Street {
		most = max(most, h.OnBreak)
		if h.Street < len(p.Units)-len(p.Units)/2 {
			t.Errorf("%s: %d of %d units on the street", h.From, h.Street, len(p.Units))
		}
	}
	if len(m.Street) != 16 || most == 0 || most > len(p.Units)/2 || m.HarmInBreaks <= 0 || m.HarmInBreaks > 0.2*m.HarmPresent {
		t.Errorf("%d half hours, at most %d on break, %g of %g days of harm then", len(m.Street), most, m.HarmInBreaks, m.HarmPresent)
	}
}

// shapeOfWork: units are busy alike, or the plan says how many suffice; beats are kept, and
// the value of each unit and the loss of each are said.
func shapeOfWork(t *testing.T, p Problem, m Metrics, notes string) {
	t.Helper()
	if m.Spread > 60 && !strings.Contains(notes, "would suffice") {
		t.Errorf("the busiest unit is busier by %d min; %s", m.Spread, notes)
	}
	if m.KeptByOne < 0.3 {
		t.Errorf("%g of the spots are kept by one unit", m.KeptByOne)
	}
	if len(m.ByUnits) != len(p.Units) || !slices.IsSorted(m.ByUnits) || m.Suffice < 1 || m.Suffice > len(p.Units) {
		t.Errorf("units cover %v, and %d suffice", m.ByUnits, m.Suffice)
	}
	for _, u := range m.Units {
		if u.HarmWithout <= 0 || u.HarmWithout >= m.HarmCovered || u.TravelMinutes+u.DwellMinutes+u.BreakMinutes+u.SlackMinutes != 480 || u.SlackMinutes < 48 {
			t.Errorf("%+v, of %g days", u, m.HarmCovered)
		}
	}
	for _, s := range m.Spots {
		if s.Unseen <= 0 || s.Unseen > 480 {
			t.Errorf("%s is unseen for %d min", s.Area, s.Unseen)
		}
	}
}

// shapeOfVisits: a spot with one offence has fewer visits than one with eight, and short
// ways are walked while others cost a minute to park.
func shapeOfVisits(t *testing.T, p Problem, plan Plan, m Metrics) {
	t.Helper()
	p.Spots = slices.Clone(p.Spots)
	p.Spots[0].Offences, p.Spots[1].Offences = 1, firm // as much harm as both have
	p.Spots[1].At = p.Spots[0].At
	p.Spots[1].At[0] += 0.001
	p.Spots[1].Rate = p.Spots[0].Rate
	if one, eight := p.target(0), p.target(1); one >= eight {
		t.Errorf("%d visits are aimed at for one offence and %d for eight", one, eight)
	}
	for i, s := range m.Spots {
		if s.Visits > plan.Problem.target(i) || s.Minutes > s.CapMinutes {
			t.Errorf("%+v", s)
		}
	}
	legs, err := p.legs(Vehicle, []orb.Point{p.Spots[0].At, p.Spots[1].At})
	if err != nil || legs[0][1].Time != 2*time.Minute { // 70 m, and 90 by streets: driven and parked
		t.Errorf("some 70 m take %v, %v", legs, err)
	}
}

// shapeOfHours: where nothing knows the hour a spot has no hour band, which is said.
func shapeOfHours(t *testing.T, p Problem, plan Plan, notes string) {
	t.Helper()
	unknown := slices.ContainsFunc(p.Spots, func(s Spot) bool { return s.AnyHour })
	if said := strings.Contains(notes, "nothing says at which hours harm is present"); said != unknown {
		t.Errorf("hours unknown: %t; %s", unknown, notes)
	}
	for i := range plan.Routes {
		for _, f := range plan.stops(i) {
			if of, patrol := f.Properties.(patrolProperties); patrol && (of.ArriveWindow == nil) != unknown {
				t.Errorf("%s has the window %v", f.ID, of.ArriveWindow)
			}
		}
	}
}

// shapeOfNames: each stop has a name, a reason of its own and something to do; places that
// differ have another 4E, 4P or something else to do; routes begin and end at the station.
func shapeOfNames(t *testing.T, plan Plan) {
	t.Helper()
	grounds, reasons, stops := map[string]bool{}, map[string]bool{}, 0
	for i, r := range plan.Routes {
		if u := plan.Problem.Units[i]; r.Path[0] != u.Start || r.Path[len(r.Path)-1] != u.End || u.Station == "" {
			t.Errorf("unit %s goes from %v to %v", u.ID, r.Path[0], r.Path[len(r.Path)-1])
		}
		for _, f := range plan.stops(i) {
			of, patrol := f.Properties.(patrolProperties)
			if !patrol {
				continue
			}
			if of.Name == "" || strings.HasPrefix(of.Name, "HS-") || len(of.FourE) == 0 || of.FourP == "" || len(of.Do) == 0 {
				t.Errorf("%s: %+v", f.ID, of)
			}
			grounds[of.Place] = true
			reasons[of.Area+strings.Join(of.Why, ";")] = true
			stops++
		}
	}
	if len(grounds) < 2 || len(reasons) != stops {
		t.Errorf("kinds of place %v; %d reasons at %d stops", grounds, len(reasons), stops)
	}
}

// otherShifts: fifty units are told how many suffice, one in which no visit fits is refused,
// a longer one never covers less, and random by design claims nothing over random.
func otherShifts(t *testing.T, d district) {
	t.Helper()
	p := d.night(t, "koper")
	p.Engagements, p.Iterations, p.Spots = nil, 20, p.Spots[:9]
	p.Units = CentralUnits(50, Vehicle, p)
	plan, err := Solve(p)
	if err != nil || plan.Suffice() < 1 || plan.Suffice() > 12 || !strings.Contains(strings.Join(plan.Notes(), "; "), "units of 50 would suffice") {
		t.Errorf("fifty units: %d suffice, %v", plan.Suffice(), err)
	}

	short := d.night(t, "koper")
	short.End, short.Engagements, short.NoBreaks = short.Start.Add(9*time.Minute), nil, nil
	for i := range short.Spots {
		short.Spots[i].Rate = short.Spots[i].Rate[:1]
	}
	short.Units = CentralUnits(1, Vehicle, short)
	if _, err := Solve(short); err == nil || !strings.Contains(err.Error(), "no visit fits into the shift from 18:00 to 18:09") {
		t.Errorf("nine minutes: %v", err)
	}

	last := 0.0
	for _, hours := range []int{3, 4, 5, 8} {
		q := d.night(t, "koper")
		q.Iterations, q.Engagements, q.NoBreaks = 150, nil, nil
		q.End = q.Start.Add(time.Duration(hours) * time.Hour)
		for i := range q.Spots {
			q.Spots[i].Rate = q.Spots[i].Rate[:hours]
		}
		q.Units = CentralUnits(1, Vehicle, q)
		plan, err := Solve(q)
		if err != nil || plan.Best < last-1e-9 {
			t.Errorf("%d hours cover %g days, fewer %g; %v", hours, plan.Best, last, err)
		}
		last = plan.Best
	}

	drawn, err := Solve(d.night(t, "essex"))
	if err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(drawn.Notes(), "; "); !strings.Contains(notes, "random by design") || strings.Contains(notes, "random allocations of") {
		t.Errorf("%s", notes)
	}
	if m := drawn.Metrics(); m.Spread > 60 {
		t.Errorf("essex: the busiest unit is busier by %d min", m.Spread)
	}
}
