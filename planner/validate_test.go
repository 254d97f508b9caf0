package planner_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/planner"
)

func TestBadProblems(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*planner.Problem)
		want  string
	}{
		"no units":         {func(p *planner.Problem) { p.Units = nil }, "no units"},
		"nowhere to go":    {func(p *planner.Problem) { p.Spots, p.Engagements = nil, nil }, "nowhere to go"},
		"no shift":         {func(p *planner.Problem) { p.End = p.Start }, "ends at 18:00, no later than it begins"},
		"25 hours":         {func(p *planner.Problem) { p.End = p.Start.Add(25 * time.Hour) }, "25 hours long"},
		"no travel":        {func(p *planner.Problem) { p.Travel = nil }, "no travel times"},
		"no policy":        {func(p *planner.Problem) { p.Policy = planner.Policy{} }, "above 0 and at most 1"},
		"no time to visit": {func(p *planner.Problem) { p.Policy.Every = 20 * time.Minute }, "leaves no room"},
		"half minutes":     {func(p *planner.Problem) { p.Policy.MinDwell += 30 * time.Second }, "whole minutes"},
		"two of one name":  {func(p *planner.Problem) { p.Units[1].ID = "unit-1" }, "two units have the id unit-1"},
		"no name":          {func(p *planner.Problem) { p.Spots[2].ID = "" }, "spot 3 has no id"},
		"on a horse":       {func(p *planner.Problem) { p.Units[0].Mode = "horse" }, `no mode of travel "horse"`},
		"a long break":     {func(p *planner.Problem) { p.Units[0].Break = 9 * time.Hour }, "a break of 9h0m0s"},
		"too long a break": {func(p *planner.Problem) { p.Units[0].Break = 7 * time.Hour }, "unit-1 has no room for a break of 420 min"},
		"an early unit": {func(p *planner.Problem) {
			p.Units[0].Shift = planner.Window{From: p.Start.Add(-time.Hour), To: p.End}
		}, "its shift from 17:00"},
		"home too far":    {func(p *planner.Problem) { p.Units[0].End = orb.Point{-3, 55} }, "from its start to its end"},
		"negative harm":   {func(p *planner.Problem) { p.Spots[1].Rate[2] = -1 }, "spot HS-002: harm of -1 in hour 3"},
		"harm of NaN":     {func(p *planner.Problem) { p.Spots[1].Rate[2] = math.NaN() }, "harm of NaN"},
		"harm of nothing": {func(p *planner.Problem) { p.Spots[1].Offences = 0 }, "harm without offences"},
		"too few hours":   {func(p *planner.Problem) { p.Spots[1].Rate = p.Spots[1].Rate[1:] }, "harm for 7 hours, and the shift has 8"},
		"off the globe":   {func(p *planner.Problem) { p.Spots[0].At = orb.Point{588000, 185000} }, "spot HS-001: position [588000 185000] is not on the globe"},
		"a site of no E":  {func(p *planner.Problem) { p.Engagements[0].FourE = nil }, "none of the four Es"},
		"a site of no P":  {func(p *planner.Problem) { p.Engagements[0].FourP = "Police" }, `"Police" is none of the four Ps`},
		"no time at site": {func(p *planner.Problem) { p.Engagements[0].Dwell = 0 }, "it must last"},
		"closed by then":  {func(p *planner.Problem) { p.Engagements[0].Open.To = p.Start.Add(time.Minute) }, "High Street Pharmacy (osm:node/123) is open from 09:00 to 18:01"},
		"out of reach":    {func(p *planner.Problem) { p.Engagements[0].At = orb.Point{0.2, 51.9} }, "cannot be reached in time"},
		"more than fit": {func(p *planner.Problem) {
			p.Units = p.Units[:1]
			for i := range 8 {
				e := p.Engagements[0]
				e.ID = fmt.Sprint("again-", i)
				p.Engagements = append(p.Engagements, e)
			}
		}, "has no room beside the other fixed stops"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := southend(t)
			tt.spoil(&p)
			_, err := planner.Solve(p)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("have %v, want one line with %q", err, tt.want)
			}
		})
	}
}
